/* SPDX-License-Identifier: MIT
 *
 * Files without a name that are no pipes and no sockets: epoll, eventfd.
 */
#ifndef FS_ANONYMOUS_H
#define FS_ANONYMOUS_H

#include "fs/file.h"

/* Open a file of `ops` on `object`; `flags`: O_*, of which O_CLOEXEC is the
 * descriptor's. The descriptor, or -ENOMEM or -EMFILE; then `object` is still
 * the caller's. */
int64_t anonymous_open(const struct file_ops *ops, void *object,
                       uint32_t flags);

/* The inode operation of such a file. */
struct inode *anonymous_inode(struct file *file);

/* Make that inode. Stops the boot if there is no memory. */
void anonymous_init(void);

#endif
