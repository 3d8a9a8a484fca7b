/* SPDX-License-Identifier: MIT
 *
 * A file that is run: found, and protected from writing as long as somebody runs
 * it (ETXTBSY). A process holds one (/proc/PID/exe); fork shares it.
 */
#ifndef TASK_EXECUTABLE_H
#define TASK_EXECUTABLE_H

#include <stdint.h>

struct inode;

/* Find what execveat(2) means by `directory` (or AT_FDCWD), `path` and `flags`
 * (AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW): a regular file, held, to be put. 0, or the
 * walk's errors, -EACCES (no regular file, or may not be run), -ETXTBSY (it is
 * open for writing), -ENOMEM. */
int executable_open(int directory, const char *path, uint32_t flags,
                    struct inode **executable);

/* Hold once more what is held; let go. NULL is allowed to be put. */
void executable_get(struct inode *executable);
void executable_put(struct inode *executable);

#endif
