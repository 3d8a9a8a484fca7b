/* SPDX-License-Identifier: MIT
 *
 * Who may do what to a file: inode(7), path_resolution(7), credentials(7). The
 * question is always about the current process, by its ids for files; the
 * kernel itself, before there is a process, may do all. User 0 passes, but
 * executes only what somebody may.
 *
 * Not here: what a file is opened for (file_readable), and limits.
 */
#ifndef FS_PERMISSION_H
#define FS_PERMISSION_H

#include <stdbool.h>
#include <stdint.h>
#include "fs/inode.h"

/* As access(2) has them, and the bits of each class in a mode. */
#define MAY_EXECUTE 1u
#define MAY_WRITE 2u
#define MAY_READ 4u

struct path_end;

/* May it be used in all the ways of `wanted` (MAY_...; on a directory
 * MAY_EXECUTE is to look names up, MAY_WRITE to change them)? 0 or -EACCES. May
 * be called with tmpfs_lock held; takes inode->lock. */
int inode_permission(struct inode *inode, uint32_t wanted);

/* Does it belong to the current process's user, or is that root? */
bool inode_is_own(const struct inode *inode);

/* May whoever asks do what of files only root may? */
bool permission_root(void);

/* Is the current process in group `gid`? */
bool permission_in_group(uint32_t gid);

/* Owner and group of what the current process makes. */
uint32_t permission_uid(void);
uint32_t permission_gid(void);

/* May the last name of *end be made, which is not there? 0, -ENOENT (the
 * directory was removed), -EACCES. With tmpfs_lock held, as the next. */
int permission_make(const struct path_end *end);

/* May the last name of *end be removed, which is there? 0, -EACCES, -EPERM: the
 * directory is sticky, and neither it nor the file is the process's own. */
int permission_remove(const struct path_end *end);

/* From now on, or no longer, questions of the current LWP are about the real
 * ids: access(2). */
void permission_use_real(bool real);

#endif
