/* SPDX-License-Identifier: MIT
 *
 * The system call flock, and fcntl's commands about locks: what a program says is
 * checked here and becomes a struct file_lock. Source: flock(2), fcntl(2).
 */
#include "fs/lock_calls.h"
#include "fs/file.h"
#include "fs/file_lock.h"
#include "fs/inode.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

/* flock(2) */
#define LOCK_SH 1u
#define LOCK_EX 2u
#define LOCK_NB 4u
#define LOCK_UN 8u

enum { SEEK_SET, SEEK_CUR, SEEK_END };

/* struct flock's l_type */
enum { F_RDLCK, F_WRLCK, F_UNLCK };

/* As fcntl(2) has it. */
struct flock {
    int16_t type;
    int16_t whence;
    uint32_t pad;
    int64_t start;
    int64_t length; /* 0: to the end; negative: the bytes before `start` */
    int32_t pid;
    uint32_t pad2;
};

_Static_assert(sizeof(struct flock) == 32, "fcntl(2)");

/* What flock(2)'s operation asks for. 0 or -EINVAL. */
static int flock_type(uint32_t operation, enum lock_type *type)
{
    switch (operation & ~LOCK_NB) {
    case LOCK_SH:
        *type = LOCK_SHARED;
        return 0;
    case LOCK_EX:
        *type = LOCK_EXCLUSIVE;
        return 0;
    case LOCK_UN:
        *type = LOCK_NONE;
        return 0;
    default:
        return -EINVAL;
    }
}

int64_t sys_flock(int fd, uint32_t operation)
{
    struct file_lock lock = {.whole = true, .end = LOCK_END};
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    lock.owner = file;
    int error = flock_type(operation, &lock.type);
    if (!error)
        error = file_lock_set(file_inode(file), &lock, !(operation & LOCK_NB));
    file_put(file);
    return error;
}

/* Where the range of `flock` begins. 0, -EINVAL, -EOVERFLOW. */
static int range_start(struct file *file, const struct flock *flock,
                       int64_t *start)
{
    int64_t base = 0;
    switch (flock->whence) {
    case SEEK_SET:
        break;
    case SEEK_CUR:
        base = (int64_t)file->position;
        break;
    case SEEK_END:
        base = (int64_t)inode_size(file_inode(file));
        break;
    default:
        return -EINVAL;
    }
    if (__builtin_add_overflow(base, flock->start, start))
        return -EOVERFLOW;
    return *start < 0 ? -EINVAL : 0;
}

/* The range of `flock`. 0, -EINVAL, -EOVERFLOW. */
static int range_of(struct file *file, const struct flock *flock,
                    struct file_lock *lock)
{
    int64_t start, end;
    int error = range_start(file, flock, &start);
    if (error)
        return error;
    if (flock->length == 0) {
        end = (int64_t)LOCK_END;
    } else if (flock->length > 0) {
        if (__builtin_add_overflow(start, flock->length - 1, &end))
            return -EOVERFLOW;
    } else {
        end = start - 1;
        if (start + flock->length < 0)
            return -EINVAL;
        start += flock->length;
    }
    lock->start = (uint64_t)start;
    lock->end = (uint64_t)end;
    return 0;
}

/* The lock that `flock` describes. 0, -EINVAL, -EOVERFLOW. */
static int lock_of(struct file *file, const struct flock *flock, bool open_file,
                   struct file_lock *lock)
{
    static const enum lock_type types[] = {
        [F_RDLCK] = LOCK_SHARED,
        [F_WRLCK] = LOCK_EXCLUSIVE,
        [F_UNLCK] = LOCK_NONE,
    };
    if (flock->type < F_RDLCK || flock->type > F_UNLCK ||
        (open_file && flock->pid != 0))
        return -EINVAL;
    *lock = (struct file_lock){
        .type = types[flock->type],
        .owner = open_file ? (void *)file : current_process()->files,
        .pid = open_file ? 0 : current_process()->pid,
    };
    return range_of(file, flock, lock);
}

/* F_GETLK: *flock becomes the lock in the way, or says that there is none. */
static int lock_get(struct file *file, struct file_lock *lock,
                    struct flock *flock)
{
    if (lock->type == LOCK_NONE)
        return -EINVAL;
    if (!file_lock_test(file_inode(file), lock)) {
        flock->type = F_UNLCK;
        return 0;
    }
    flock->type = lock->type == LOCK_SHARED ? F_RDLCK : F_WRLCK;
    flock->whence = SEEK_SET;
    flock->start = (int64_t)lock->start;
    flock->length =
        lock->end == LOCK_END ? 0 : (int64_t)(lock->end - lock->start + 1);
    flock->pid = lock->pid ? (int32_t)lock->pid : -1;
    return 0;
}

/* F_SETLK. Another LWP may have closed the descriptor in the meantime: then
 * nobody would ever give the lock back. */
static int lock_set(struct file *file, int fd, const struct file_lock *lock,
                    bool wait)
{
    if ((lock->type == LOCK_SHARED && !file_readable(file)) ||
        (lock->type == LOCK_EXCLUSIVE && !file_writable(file)))
        return -EBADF;
    int error = file_lock_set(file_inode(file), lock, wait);
    if (error || lock->type == LOCK_NONE || !lock->pid)
        return error;
    struct file *now = fd_get(fd);
    if (now != file)
        file_lock_forget(file_inode(file), lock->owner);
    if (now)
        file_put(now);
    return now == file ? 0 : -EBADF;
}

int64_t fcntl_lock(struct file *file, int fd, int command, uint64_t user)
{
    struct flock flock;
    struct file_lock lock;
    if (copy_from_user(&flock, user, sizeof flock) != 0)
        return -EFAULT;
    bool open_file = command >= F_OFD_GETLK;
    int error = lock_of(file, &flock, open_file, &lock);
    if (error)
        return error;
    if (command != F_GETLK && command != F_OFD_GETLK)
        return lock_set(file, fd, &lock,
                        command == F_SETLKW || command == F_OFD_SETLKW);
    error = lock_get(file, &lock, &flock);
    return error ? error : copy_to_user(user, &flock, sizeof flock);
}
