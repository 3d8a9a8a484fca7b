/* SPDX-License-Identifier: MIT
 *
 * epoll: what the rest of the kernel has to know of it. How it works is told in
 * epoll.c.
 */
#ifndef FS_EPOLL_H
#define FS_EPOLL_H

struct file;

/* The last reference to `file`, which has watches, went: no epoll watches it
 * any more. Called before its close operation. No lock held. */
void epoll_forget(struct file *file);

#endif
