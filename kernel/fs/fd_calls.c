/* SPDX-License-Identifier: MIT
 *
 * The system calls about descriptors and open files as such: close, close_range,
 * dup, dup2, dup3, fcntl, ioctl, lseek, ftruncate, fallocate.
 */
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/lock_calls.h"
#include "fs/ops.h"
#include "fs/pipe.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"

/* fcntl(2) */
enum {
    F_DUPFD = 0,
    F_GETFD = 1,
    F_SETFD = 2,
    F_GETFL = 3,
    F_SETFL = 4,
    F_DUPFD_CLOEXEC = 1030,
    F_SETPIPE_SZ = 1031,
    F_GETPIPE_SZ = 1032,
};

#define FD_CLOEXEC 1

/* ioctl(2): those of every descriptor, whatever is behind it */
#define FIONREAD 0x541B
#define FIONBIO 0x5421
#define FIONCLEX 0x5450
#define FIOCLEX 0x5451

/* lseek(2) */
enum { SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE };

static struct files *current_files(void)
{
    return current_process()->files;
}

int64_t sys_close(int fd)
{
    return fd_close(current_files(), fd);
}

/* close_range(2) */
#define CLOSE_RANGE_CLOEXEC 4u

/* The table is never unshared: CLOSE_RANGE_UNSHARE is refused. */
int64_t sys_close_range(uint32_t first, uint32_t last, uint32_t flags)
{
    struct files *files = current_files();
    if (flags & ~CLOSE_RANGE_CLOEXEC || first > last)
        return -EINVAL;
    for (uint32_t fd = first; fd <= last && fd < FILES_MAX; fd++) {
        if (flags & CLOSE_RANGE_CLOEXEC)
            fd_set_cloexec(files, (int)fd, true);
        else
            fd_close(files, (int)fd);
    }
    return 0;
}

static int64_t dup_from(int fd, int from, bool cloexec)
{
    struct file *file = fd_get_any(fd);
    if (!file)
        return -EBADF;
    int copy = fd_install(current_files(), file, from, cloexec);
    if (copy < 0)
        file_put(file);
    return copy;
}

int64_t sys_dup(int fd)
{
    return dup_from(fd, 0, false);
}

static int64_t dup_to(int from, int to, bool cloexec)
{
    struct file *file = fd_get_any(from);
    if (!file)
        return -EBADF;
    int result = fd_replace(current_files(), file, to, cloexec);
    if (result < 0)
        file_put(file);
    return result;
}

int64_t sys_dup2(int from, int to)
{
    if (from != to)
        return dup_to(from, to, false);
    return fd_cloexec(current_files(), from) < 0 ? -EBADF : to;
}

int64_t sys_dup3(int from, int to, uint32_t flags)
{
    if (from == to || flags & ~O_CLOEXEC)
        return -EINVAL;
    return dup_to(from, to, flags & O_CLOEXEC);
}

/* Other LWPs may change other flags at the same moment. */
static void file_change_flags(struct file *file, uint32_t which, uint32_t to)
{
    uint32_t old = __atomic_load_n(&file->flags, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&file->flags, &old,
                                        (old & ~which) | (to & which), true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        ;
}

static int64_t fcntl_dup(int fd, uint64_t from, bool cloexec)
{
    if (from >= (uint64_t)fd_limit())
        return -EINVAL;
    return dup_from(fd, (int)from, cloexec);
}

/* What a pipe holds, made `bytes` with `set`. */
static int64_t fcntl_pipe(struct pipe *pipe, bool set, uint64_t bytes)
{
    if (!pipe)
        return -EBADF;
    if (set)
        return pipe_set_size(pipe, bytes);
    return __atomic_load_n(&pipe->page_count, __ATOMIC_RELAXED) * PAGE_SIZE;
}

/* The commands that are about the open file. */
static int64_t fcntl_file(struct file *file, int command, uint64_t argument)
{
    if (file->flags & O_PATH)
        return command == F_GETFL ? (int64_t)(file->flags & ~O_ACCMODE)
                                  : -EBADF;
    switch (command) {
    case F_GETFL:
        return file->flags;
    case F_SETFL:
        file_change_flags(file, O_APPEND | O_NONBLOCK, (uint32_t)argument);
        return 0;
    case F_GETPIPE_SZ:
    case F_SETPIPE_SZ:
        return fcntl_pipe(pipe_of(file), command == F_SETPIPE_SZ, argument);
    default:
        return -EINVAL;
    }
}

static bool is_lock_command(int command)
{
    return (command >= F_GETLK && command <= F_SETLKW) ||
           (command >= F_OFD_GETLK && command <= F_OFD_SETLKW);
}

int64_t sys_fcntl(int fd, int command, uint64_t argument)
{
    struct files *files = current_files();
    struct file *file = fd_get_any(fd);
    if (!file)
        return -EBADF;
    int64_t result;
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        result = fcntl_dup(fd, argument, command == F_DUPFD_CLOEXEC);
        break;
    case F_GETFD:
        result = fd_cloexec(files, fd);
        break;
    case F_SETFD:
        result = fd_set_cloexec(files, fd, argument & FD_CLOEXEC);
        break;
    default:
        if (is_lock_command(command) && !(file->flags & O_PATH))
            result = fcntl_lock(file, fd, command, argument);
        else
            result = fcntl_file(file, command, argument);
    }
    file_put(file);
    return result;
}

static int64_t ioctl_nonblock(struct file *file, uint64_t argument)
{
    int32_t on;
    if (copy_from_user(&on, argument, sizeof on) != 0)
        return -EFAULT;
    file_change_flags(file, O_NONBLOCK, on ? O_NONBLOCK : 0);
    return 0;
}

/* FIONREAD of a regular file: what lies between position and end. */
static int64_t ioctl_remaining(struct file *file, uint64_t argument)
{
    int64_t size = file->ops->size(file);
    int32_t bytes = (int32_t)(size - (int64_t)file->position);
    return copy_to_user(argument, &bytes, sizeof bytes);
}

static int64_t ioctl_file(struct file *file, uint32_t request,
                          uint64_t argument)
{
    if (request == FIONREAD && file->inode && inode_is(file->inode, S_IFREG) &&
        file->ops->size)
        return ioctl_remaining(file, argument);
    if (!file->ops->ioctl)
        return -ENOTTY;
    return file->ops->ioctl(file, request, argument);
}

int64_t sys_ioctl(int fd, uint32_t request, uint64_t argument)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result;
    switch (request) {
    case FIOCLEX:
    case FIONCLEX:
        result = fd_set_cloexec(current_files(), fd, request == FIOCLEX);
        break;
    case FIONBIO:
        result = ioctl_nonblock(file, argument);
        break;
    default:
        result = ioctl_file(file, request, argument);
    }
    file_put(file);
    return result;
}

/* The position that `offset` and `whence` mean, or -errno. A character device
 * has only one. A directory has data only. */
static int64_t seek_target(struct file *file, int64_t offset, int whence)
{
    int64_t size = file->ops->size(file);
    int64_t target = offset;
    bool overflow = false;
    if (inode_is(file->inode, S_IFCHR))
        return 0;
    switch (whence) {
    case SEEK_SET:
        break;
    case SEEK_CUR:
        overflow =
            __builtin_add_overflow(offset, (int64_t)file->position, &target);
        break;
    case SEEK_END:
        overflow = __builtin_add_overflow(offset, size, &target);
        break;
    case SEEK_DATA:
    case SEEK_HOLE:
        if (file->ops == &regular_file_ops)
            return inode_seek(file->inode, offset, whence == SEEK_HOLE);
        if (offset < 0 || offset >= size)
            return -ENXIO;
        return whence == SEEK_DATA ? offset : size;
    default:
        return -EINVAL;
    }
    if (overflow)
        return -EOVERFLOW;
    return target < 0 ? -EINVAL : target;
}

int64_t sys_lseek(int fd, int64_t offset, int whence)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t target = -ESPIPE;
    if (file->ops->size)
        target = seek_target(file, offset, whence);
    if (target >= 0)
        __atomic_store_n(&file->position, (uint64_t)target, __ATOMIC_RELAXED);
    file_put(file);
    return target;
}

int64_t sys_ftruncate(int fd, int64_t size)
{
    if (size < 0)
        return -EINVAL;
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -EINVAL;
    if (file_writable(file) && file->ops->truncate)
        result = file->ops->truncate(file, (uint64_t)size);
    file_put(file);
    return result;
}

/* fallocate(2): give memory to a part of a file, now and not when written. */
#define FALLOC_FL_KEEP_SIZE 1u

int64_t sys_fallocate(int fd, uint32_t mode, int64_t from, int64_t bytes)
{
    struct file *file = fd_get(fd);
    if (!file)
        return -EBADF;
    int64_t result = -ENODEV;
    if (from < 0 || bytes <= 0)
        result = -EINVAL;
    else if (mode & ~FALLOC_FL_KEEP_SIZE)
        result = -EOPNOTSUPP;
    else if (!file_writable(file))
        result = -EBADF;
    else if (pipe_of(file))
        result = -ESPIPE;
    else if (file->ops == &regular_file_ops)
        result = inode_reserve(file->inode, (uint64_t)from, (uint64_t)bytes,
                               !(mode & FALLOC_FL_KEEP_SIZE));
    file_put(file);
    return result;
}
