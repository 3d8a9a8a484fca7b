/* SPDX-License-Identifier: MIT
 *
 * Inodes: what a name in the file system stands for: a directory, a regular
 * file, a symbolic link, a FIFO or a device. They lie in memory, but for live ones
 * (fs/live.h). An inode lives as long as anything refers to it (a directory entry,
 * an open file, a mapping): so a file whose name is gone survives until it is
 * closed.
 */
#ifndef FS_INODE_H
#define FS_INODE_H

#include <stdbool.h>
#include <stdint.h>
#include "fs/stat.h"
#include "lib/list.h"
#include "lock.h"
#include "time/clock.h"

struct file_locks;
struct file_ops;
struct live_ops;
struct mount;
struct pipe;

/* The largest file: as many frames as one kmalloc can hold the numbers of. */
#define INODE_SIZE_MAX (2ul << 30)

struct inode {
    uint64_t number;            /* constant, as what follows: st_ino, > 0 */
    const struct file_ops *ops; /* of files opened on it; NULL: ENXIO */
    char *target;               /* a symbolic link's text */
    uint32_t rdev;              /* a device's number */
    uint32_t mode;              /* type, and permissions: inode_set_mode */
    uint32_t count;             /* references; changed atomically */
    uint32_t mapped;            /* areas that map it; changed atomically */
    int32_t writers; /* files open for writing; below 0: programs that run it;
                        changed atomically */
    const struct mount *mount;   /* the file system that it is of */
    const struct live_ops *live; /* NULL: it lies in memory */
    void *subject;               /* of live: what it tells about */

    /* Protected by tmpfs_lock. */
    uint32_t links; /* names; 0: a directory that was removed */
    struct inode
        *parent;         /* the directory that its name is in, or was last, with
                             a reference; the root's is itself, without. Of
                             several names the first counts */
    char *lost_name;     /* the one that it had there; NULL: it still has it, or
                             nobody could tell */
    struct list entries; /* a directory's, struct entry, oldest first */
    uint64_t next_cookie; /* of the next entry: see tmpfs_list */
    bool linkable;        /* by link(2), though it has no name: O_TMPFILE */

    struct spinlock lock; /* protects what follows; order: file.h */
    uint64_t size;        /* a regular file's; a link's length */
    uint32_t uid, gid;
    struct timespec accessed, modified, changed;
    uint64_t *frames; /* [capacity]; 0: a hole, reads as zeros */
    uint64_t capacity;
    uint64_t frames_used;
    struct file_locks *locks; /* NULL: it is not locked; file_lock.c */
    struct pipe *pipe;        /* a FIFO's, while it is open somewhere: fifo.c */
};

/* A new inode of `mode` with count 1, no links and no operations; or NULL. */
struct inode *inode_create(uint32_t mode);

/* The same of a file that has no name, but for programs to ask about: it is the
 * current process's user's. */
struct inode *inode_nameless(uint32_t mode, const struct mount *mount,
                             uint64_t number);
void inode_get(struct inode *inode);
void inode_put(struct inode *inode);

/* Frames that hold the contents of files, for /proc/meminfo. */
uint64_t inode_frames_total(void);

/* Is it of type S_IF...? */
static inline bool inode_is(const struct inode *inode, uint32_t type)
{
    return (inode->mode & S_IFMT) == type;
}

/* A file that is open for writing cannot be run, and one that is run cannot be
 * opened for writing: each begins with -ETXTBSY while there is one of the other
 * kind, otherwise with 0, and ends. Any context. execve(2), open(2). */
int inode_begin_write(struct inode *inode);
void inode_end_write(struct inode *inode);
int inode_begin_run(struct inode *inode);
void inode_end_run(struct inode *inode);

void inode_stat(struct inode *inode, struct stat *stat);

/* Change permissions (07777); owner and group, where -1 leaves them, and who
 * may set them is the caller's business: chmod(2), chown(2). */
void inode_set_mode(struct inode *inode, uint32_t permissions);
void inode_set_owner(struct inode *inode, uint32_t uid, uint32_t gid);

/* Set the times of access and modification; NULL leaves one. utimensat(2). */
void inode_set_times(struct inode *inode, const struct timespec *accessed,
                     const struct timespec *modified);

/* Its status has changed (names, ...): the time of that is now. */
void inode_changed(struct inode *inode);

/* It was read: the time of access follows if it is older than the contents or
 * than a day, as in a file system mounted with relatime (mount(8)). */
void inode_accessed(struct inode *inode);

/* The contents of a regular file. Buffers are user addresses; *position
 * advances and is protected by inode->lock. Bytes or -errno: -EFAULT, -ENOSPC
 * (no memory), -EFBIG. No lock held. */
int64_t inode_read(struct inode *inode, uint64_t buffer, uint64_t bytes,
                   uint64_t *position);
int64_t inode_write(struct inode *inode, uint64_t buffer, uint64_t bytes,
                    uint64_t *position, bool append);

/* Its length. */
uint64_t inode_size(struct inode *inode);

/* The same with kernel memory: bytes read; 0 or -ENOSPC. */
int64_t inode_read_kernel(struct inode *inode, void *to, uint64_t bytes,
                          uint64_t position);
int inode_fill(struct inode *inode, const void *data, uint64_t bytes);

/* As inode_write, from kernel memory. */
int64_t inode_write_kernel(struct inode *inode, const void *data,
                           uint64_t bytes, uint64_t *position);

/* Cut it or extend it by zeros. 0, -EFBIG, -ENOSPC. */
int inode_truncate(struct inode *inode, uint64_t size);

/* Where from `from` on the next data, or the next hole, begins (the end is a
 * hole), or -ENXIO: lseek(2). */
int64_t inode_seek(struct inode *inode, int64_t from, bool hole);

/* Give the range frames and, with `extend`, the file a size that covers it. 0,
 * -EFBIG, -ENOSPC. */
int inode_reserve(struct inode *inode, uint64_t from, uint64_t bytes,
                  bool extend);

/* The frame of page `index`, made if it is a hole, with a reference. 0;
 * -EFAULT: beyond the end; -ENOMEM. May be called with space->lock held. */
int inode_frame(struct inode *inode, uint64_t index, uint64_t *frame);

/* Is there one, without making it? Locks as above. */
bool inode_has_frame(struct inode *inode, uint64_t index);

#endif
