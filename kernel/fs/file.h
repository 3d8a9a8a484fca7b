/* SPDX-License-Identifier: MIT
 *
 * Open files and descriptor tables. A struct file is what open(2) makes: it is
 * shared by dup and fork, counted, and closed after the last reference. A
 * struct files is a table of descriptors, shared by the LWPs of a process.
 *
 * Locks of this room, all plain spinlocks, in their order; nobody holds one
 * while touching user memory or sleeping:
 *     tmpfs_lock       every name and link of the file system (tmpfs.h)
 *     space->lock      (mm) its fault operations take an inode's lock
 *     locks_lock       locks of files (file_lock.c); a leaf
 *     inode->lock      size, times and contents of one inode
 *     pipe->lock       one pipe
 *     process->lock    (task) keeps its table of descriptors for who looks at it
 *     files->lock      who changes a table; not who looks one up
 *     file_pool_lock   the free struct files
 * and then the heap's and the frame allocator's.
 */
#ifndef FS_FILE_H
#define FS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lock.h"

#define O_ACCMODE 3
#define O_RDONLY 0
#define O_WRONLY 1
#define O_RDWR 2
#define O_CREAT 0100
#define O_EXCL 0200
#define O_NOCTTY 0400
#define O_TRUNC 01000
#define O_APPEND 02000
#define O_NONBLOCK 04000
#define O_LARGEFILE 0100000
#define O_DIRECTORY 0200000
#define O_NOFOLLOW 0400000
#define O_CLOEXEC 02000000
#define O_PATH 010000000    /* in file->flags always with O_ACCMODE: neither */
#define O_TMPFILE 020000000 /* with O_DIRECTORY */

#define FILES_MAX 1024    /* descriptors of a process: RLIMIT_NOFILE */
#define PIPE_BUF 4096     /* bytes that one write puts down in one piece */
#define RW_MAX 0x7ffff000 /* bytes of one call: read(2) */

struct epoll_item;
struct inode;
struct file;
struct poll_table;
struct space;
struct stat;
struct vector;

/* What a kind of file does. Every operation may sleep unless it says otherwise,
 * and is called with no spinlock held. Buffers are user addresses. NULL: the
 * error named at the end. */
struct file_ops {
    /* Up to `bytes` at *position (advanced; NULL: not seekable). Bytes read, 0
     * at the end, or -errno. NULL: -EINVAL. */
    int64_t (*read)(struct file *file, uint64_t buffer, uint64_t bytes,
                    uint64_t *position);
    int64_t (*write)(struct file *file, uint64_t buffer, uint64_t bytes,
                     uint64_t *position);

    /* Write 1 ... PIPE_BUF bytes of kernel memory in one piece, for writev,
     * whose parts must stay together. NULL: it calls write for each part. */
    int64_t (*write_kernel)(struct file *file, const void *data,
                            uint64_t bytes);

    /* The same for readv and writev, where the parts are one message. NULL: they
     * call read or write for each part. */
    int64_t (*read_vector)(struct file *file, struct vector *vector);
    int64_t (*write_vector)(struct file *file, struct vector *vector);

    /* Which of POLLIN... hold now; if `table` is not NULL, queue its waiter too
     * (fs/poll.h). Does not sleep. NULL: always readable and writable. */
    uint32_t (*poll)(struct file *file, struct poll_table *table);

    /* ioctl(2). NULL: -ENOTTY. */
    int64_t (*ioctl)(struct file *file, uint32_t request, uint64_t argument);

    /* The inode of a file that has no name (a pipe), borrowed. NULL:
     * file->inode. */
    struct inode *(*inode)(struct file *file);

    /* What /proc/PID/fd says of it, into text[size]: "pipe:[12]". Does not
     * sleep; the lock of a table of descriptors is held. NULL: its inode's
     * path. */
    void (*name)(const struct file *file, char *text, size_t size);

    /* Directory entries in linux_dirent64 form. NULL: -ENOTDIR. */
    int64_t (*getdents)(struct file *file, uint64_t buffer, uint64_t bytes);

    /* Make it `size` bytes long. NULL: -EINVAL. */
    int (*truncate)(struct file *file, uint64_t size);

    /* The end, for lseek. NULL: not seekable, -ESPIPE. */
    int64_t (*size)(struct file *file);

    /* Map it: calls space_map with its own area_ops. NULL: -ENODEV. */
    int (*mmap)(struct file *file, struct space *space, uint64_t *address,
                uint64_t length, uint32_t prot, uint32_t flags,
                uint64_t offset);

    /* The last reference went. NULL: nothing to do. */
    void (*close)(struct file *file);
};

struct file {
    const struct file_ops *ops;
    void *object;        /* of ops */
    struct inode *inode; /* that was opened, with a reference; NULL: see
                            file_inode */
    uint32_t flags;      /* O_*; O_NONBLOCK and O_APPEND change by fcntl */
    uint32_t count;      /* references; changed atomically */
    uint64_t position;   /* protected by ops (a regular file's: inode->lock) */
    struct epoll_item *watches; /* protected by watch_lock: epoll.c */
};

struct files; /* a descriptor table */

/* A file with count 1 and no inode, or NULL: no memory. */
struct file *file_create(const struct file_ops *ops, void *object,
                         uint32_t flags);
void file_get(struct file *file);

/* What fstat(2), fchmod(2) ... of it are about, borrowed. */
static inline struct inode *file_inode(struct file *file)
{
    return file->ops->inode ? file->ops->inode(file) : file->inode;
}

void file_put(struct file *file);

/* O_RDONLY, O_WRONLY, O_RDWR are one less than the bits of what they allow. */
static inline bool file_readable(const struct file *file)
{
    return ((file->flags & O_ACCMODE) + 1) & 1;
}

static inline bool file_writable(const struct file *file)
{
    return ((file->flags & O_ACCMODE) + 1) & 2;
}

/* An empty table; a copy (fork). NULL: no memory. files_put closes every
 * descriptor. */
struct files *files_create(void);
struct files *files_copy(struct files *files);
void files_put(struct files *files);

/* The working directory, with a reference; setting it takes one over. */
struct inode *files_directory(struct files *files);
void files_set_directory(struct files *files, struct inode *directory);

/* umask(2): permissions that new files do not get. Setting returns the old. */
uint32_t files_umask(const struct files *files);
uint32_t files_set_umask(struct files *files, uint32_t mask);

/* What a descriptor of any process is, for /proc. */
struct file_look {
    uint32_t flags;      /* O_* */
    struct inode *inode; /* that is open, with a reference; NULL: none, but */
    char name[40];       /* what it calls itself */
};

/* Look at descriptor `fd` of `files`, which do not go meanwhile (their process's
 * lock is held). False: it is not open. */
bool files_look(struct files *files, int fd, struct file_look *look);

/* The file behind it, with a reference, or NULL. */
struct file *files_get_file(struct files *files, int fd);

/* The lowest open descriptor >= `fd`, or -1; and for how many there is room. */
int files_next(struct files *files, int fd);
uint32_t files_room(struct files *files);

/* Close the descriptors that are marked FD_CLOEXEC. */
void files_close_on_exec(struct files *files);

/* The file behind descriptor `fd` of the current process with one more
 * reference, or NULL. The first does not see what was opened with O_PATH, which
 * is for calls alone that ask where it is, or copy the descriptor. */
struct file *fd_get(int fd);
struct file *fd_get_any(int fd);

/* Put `file` (whose reference it takes over) at the lowest free descriptor >=
 * `from` of `files`. The number, or -EMFILE or -ENOMEM (then the caller keeps
 * the reference). */
int fd_install(struct files *files, struct file *file, int from, bool cloexec);

/* Put `file` (whose reference it takes over) at `fd`, closing what is there.
 * `fd`, or -EBADF (out of range) or -ENOMEM (then the caller keeps the
 * reference). */
int fd_replace(struct files *files, struct file *file, int fd, bool cloexec);

/* New descriptors of the current process are below this: its RLIMIT_NOFILE. */
int fd_limit(void);

/* Free descriptor `fd`. 0 or -EBADF. */
int fd_close(struct files *files, int fd);

/* FD_CLOEXEC of `fd`: 0, 1 or -EBADF; and setting it: 0 or -EBADF. */
int fd_cloexec(struct files *files, int fd);
int fd_set_cloexec(struct files *files, int fd, bool cloexec);

/* Open descriptors 0, 1 and 2 on the console for pid 1, which share one file. 0
 * or -errno. */
int files_open_console(struct files *files);

/* The file at the absolute `path`, opened by the kernel: 0 or -errno. */
int file_open_path(const char *path, uint32_t flags, struct file **file);

#endif
