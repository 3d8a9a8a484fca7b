/* SPDX-License-Identifier: MIT
 *
 * Reading cpio archives in the "newc" form. Pure: no allocation, no output, no
 * kernel; tested on the host. The archive is hostile input: nothing outside of
 * [start, start + size) is ever read, whatever it says. Source: cpio(5); Linux,
 * Documentation/driver-api/early-userspace/buffer-format.
 */
#ifndef LIB_CPIO_H
#define LIB_CPIO_H

#include <stddef.h>
#include <stdint.h>

#define CPIO_NAME_MAX 4096 /* with the NUL, as PATH_MAX */

struct cpio_reader {
    const uint8_t *start;
    size_t size;
    size_t offset; /* of the member that cpio_next reads next, or failed at */
};

struct cpio_member {
    const char *name; /* NUL-terminated, in the archive; not empty */
    size_t name_length;
    const void *data; /* in the archive */
    size_t size;      /* bytes of data */
    size_t offset;    /* of the header, for messages */
    uint32_t mode;    /* with the file's type */
    uint32_t inode;   /* with the two device numbers: the same for hard links */
    uint32_t links;
    uint32_t mtime;                        /* seconds since 1970 */
    uint32_t device_major, device_minor;   /* that it lay on */
    uint32_t special_major, special_minor; /* that it is */
};

void cpio_open(struct cpio_reader *reader, const void *start, size_t size);

/* Read the next member. 1: *member is valid; 0: the end (several archives in a
 * row, with zero bytes between them, count as one); -EINVAL: malformed, *why
 * says what is wrong at reader->offset. Not to be called again after 0 or an
 * error. */
int cpio_next(struct cpio_reader *reader, struct cpio_member *member,
              const char **why);

#endif
