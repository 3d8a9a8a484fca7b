/* SPDX-License-Identifier: MIT
 *
 * fcntl's commands about locks, for fd_calls.c.
 */
#ifndef FS_LOCK_CALLS_H
#define FS_LOCK_CALLS_H

#include <stdint.h>

struct file;

/* fcntl(2) */
enum {
    F_GETLK = 5,
    F_SETLK = 6,
    F_SETLKW = 7,
    F_OFD_GETLK = 36,
    F_OFD_SETLK = 37,
    F_OFD_SETLKW = 38,
};

/* Do `command` with the struct flock at `user`; `file` is open as `fd`. 0 or
 * -errno, as in file_lock.h and fcntl(2). Sleeps. */
int64_t fcntl_lock(struct file *file, int fd, int command, uint64_t user);

#endif
