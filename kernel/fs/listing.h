/* SPDX-License-Identifier: MIT
 *
 * A buffer that getdents64(2) fills with names. Every name of a directory has a
 * cookie, which grows along the list: a listing goes on behind the last one that
 * it gave.
 */
#ifndef FS_LISTING_H
#define FS_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names that a directory makes up (live.h) have cookies from here on. */
#define LISTING_LIVE (1ul << 32)

struct listing {
    char *buffer;
    size_t size, used;
    uint64_t cookie; /* of the last entry in it */
};

/* Add the inode `number` of type S_IF... called name[length]. False: it does not
 * fit. In tmpfs.c. */
bool listing_add(struct listing *listing, uint64_t cookie, uint64_t number,
                 uint32_t mode, const char *name, size_t length);

#endif
