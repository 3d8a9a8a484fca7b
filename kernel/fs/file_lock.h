/* SPDX-License-Identifier: MIT
 *
 * Locks of files, by which programs agree among themselves; reading and writing
 * do not ask for them. There are three kinds: flock(2)'s, of a whole file, and
 * two of ranges of bytes, fcntl(2)'s F_SETLK, which belong to a process (to its
 * table of descriptors), and F_OFD_SETLK, which belong to an open file as
 * flock's do. The latter two see each other; flock's see flock's alone.
 */
#ifndef FS_FILE_LOCK_H
#define FS_FILE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

struct file;
struct files;
struct inode;

#define LOCK_END ((uint64_t)INT64_MAX) /* to wherever the file ends */

enum lock_type { LOCK_SHARED, LOCK_EXCLUSIVE, LOCK_NONE };

struct file_lock {
    bool whole; /* flock's */
    enum lock_type type;
    uint64_t start, end; /* both inclusive */
    const void *owner;   /* a struct file or struct files: an address only */
    uint32_t pid;        /* whose it is; 0: an open file's */
};

/* Lock, or with LOCK_NONE unlock, as `wanted` says, in place of what the owner
 * has there. `wait`: until nobody is in the way. 0; -EAGAIN: somebody is; -EINTR;
 * -EDEADLK: the wait would be for oneself (processes' locks only); -ENOMEM; then
 * what the owner had is unchanged, but for flock's, which is given up first. */
int file_lock_set(struct inode *inode, const struct file_lock *wanted,
                  bool wait);

/* Is somebody in the way of *wanted? Then it becomes that lock. */
bool file_lock_test(struct inode *inode, struct file_lock *wanted);

/* `owner` closes a descriptor of `inode` (a process: all its locks go), or is
 * itself closed. */
void file_lock_forget(struct inode *inode, const void *owner);

#endif
