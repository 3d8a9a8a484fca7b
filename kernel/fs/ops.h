/* SPDX-License-Identifier: MIT
 *
 * The operations of files that have a name: file->inode is what was opened.
 */
#ifndef FS_OPS_H
#define FS_OPS_H

#include "fs/file.h"

extern const struct file_ops regular_file_ops;   /* regular.c */
extern const struct file_ops directory_file_ops; /* directory.c */

/* Map a regular file that need not be open (exec): as space_map, from `offset`
 * on. Its pages show what is written to it until the space has copies. */
int regular_map(struct inode *inode, struct space *space, uint64_t *address,
                uint64_t length, uint32_t prot, uint32_t flags,
                uint64_t offset);

#endif
