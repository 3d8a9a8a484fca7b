/* SPDX-License-Identifier: MIT
 *
 * The file system as the boot sees it.
 */
#ifndef FS_FS_H
#define FS_FS_H

#include <stddef.h>

struct boot_info;

/* The archive that is linked into the image (boot/root_archive.asm). */
extern const char root_archive_start[], root_archive_end[];

/* Mount the root: unpack the linked-in archive and, over it, each boot module
 * in order; then make the devices. Stops the boot if an archive is malformed.
 * Needs the heap, the frames and the clock. */
void fs_init(const struct boot_info *boot);

/* Unpack the cpio archive at [start, start + size) into the tree, over what is
 * there: a file replaces a file, a directory joins a directory. `what` names
 * the archive in messages. Stops the boot if it is malformed. */
void unpack_cpio(const char *what, const void *start, size_t size);

#endif
