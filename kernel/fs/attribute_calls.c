/* SPDX-License-Identifier: MIT
 *
 * The system calls that change what is known about a file: permissions, owner,
 * times. Everybody is root here and may change all; permissions and owners are
 * kept and told, but refuse nothing.
 */
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"

#define PERMISSIONS 07777

/* utimensat(2): instead of nanoseconds */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

#define USEC_PER_SEC 1000000
#define NSEC_PER_USEC 1000

int64_t sys_fchmodat2(int directory, uint64_t path, uint32_t mode,
                      uint32_t flags)
{
    struct inode *inode;
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int error = path_lookup_at(directory, path, flags, &inode);
    if (error)
        return error;
    if (inode_is(inode, S_IFLNK))
        error = -EOPNOTSUPP;
    else
        inode_set_mode(inode, mode & PERMISSIONS);
    inode_put(inode);
    return error;
}

int64_t sys_fchmodat(int directory, uint64_t path, uint32_t mode)
{
    return sys_fchmodat2(directory, path, mode, 0);
}

int64_t sys_chmod(uint64_t path, uint32_t mode)
{
    return sys_fchmodat2(AT_FDCWD, path, mode, 0);
}

int64_t sys_fchmod(int fd, uint32_t mode)
{
    struct inode *inode;
    int error = path_of_fd(fd, &inode);
    if (error)
        return error;
    inode_set_mode(inode, mode & PERMISSIONS);
    inode_put(inode);
    return 0;
}

int64_t sys_fchownat(int directory, uint64_t path, uint32_t uid, uint32_t gid,
                     uint32_t flags)
{
    struct inode *inode;
    if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        return -EINVAL;
    int error = path_lookup_at(directory, path, flags, &inode);
    if (error)
        return error;
    inode_set_owner(inode, uid, gid);
    inode_put(inode);
    return 0;
}

int64_t sys_chown(uint64_t path, uint32_t uid, uint32_t gid)
{
    return sys_fchownat(AT_FDCWD, path, uid, gid, 0);
}

int64_t sys_lchown(uint64_t path, uint32_t uid, uint32_t gid)
{
    return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

int64_t sys_fchown(int fd, uint32_t uid, uint32_t gid)
{
    struct inode *inode;
    int error = path_of_fd(fd, &inode);
    if (error)
        return error;
    inode_set_owner(inode, uid, gid);
    inode_put(inode);
    return 0;
}

/* The times that a call was given: access, modification. */
struct file_times {
    bool now; /* neither was given: both are now */
    struct timespec times[2];
};

static bool nanoseconds_ok(int64_t nsec)
{
    return nsec == UTIME_NOW || nsec == UTIME_OMIT ||
           (nsec >= 0 && nsec < (int64_t)NSEC_PER_SEC);
}

/* Set the times of `inode`. 0 or -EINVAL. */
static int times_set(struct inode *inode, const struct file_times *given)
{
    struct timespec times[2] = {given->times[0], given->times[1]};
    const struct timespec *set[2];
    struct timespec now;
    clock_read(CLOCK_REALTIME, &now);
    for (int i = 0; i < 2; i++) {
        if (given->now)
            times[i].nsec = UTIME_NOW;
        if (!nanoseconds_ok(times[i].nsec))
            return -EINVAL;
        set[i] = times[i].nsec == UTIME_OMIT ? NULL : &times[i];
        if (times[i].nsec == UTIME_NOW)
            times[i] = now;
    }
    inode_set_times(inode, set[0], set[1]);
    return 0;
}

/* Set the times of the inode at a path, or with path 0 of what `fd` is. */
static int64_t times_set_at(int fd, uint64_t path,
                            const struct file_times *given, uint32_t flags)
{
    struct inode *inode;
    int error;
    if (!path && fd != AT_FDCWD)
        error = flags ? -EINVAL : path_of_fd(fd, &inode);
    else if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
        error = -EINVAL;
    else
        error = path_lookup_at(fd, path, flags, &inode);
    if (error)
        return error;
    error = times_set(inode, given);
    inode_put(inode);
    return error;
}

int64_t sys_utimensat(int fd, uint64_t path, uint64_t times, uint32_t flags)
{
    struct file_times given = {.now = !times};
    if (times && copy_from_user(given.times, times, sizeof given.times) != 0)
        return -EFAULT;
    if (times && given.times[0].nsec == UTIME_OMIT &&
        given.times[1].nsec == UTIME_OMIT)
        return 0;
    return times_set_at(fd, path, &given, flags);
}

/* The same with struct timeval: microseconds. */
int64_t sys_futimesat(int fd, uint64_t path, uint64_t times)
{
    struct file_times given = {.now = !times};
    if (times && copy_from_user(given.times, times, sizeof given.times) != 0)
        return -EFAULT;
    for (int i = 0; i < 2; i++) {
        if (given.times[i].nsec < 0 || given.times[i].nsec >= USEC_PER_SEC)
            return -EINVAL;
        given.times[i].nsec *= NSEC_PER_USEC;
    }
    return times_set_at(fd, path, &given, 0);
}

int64_t sys_utimes(uint64_t path, uint64_t times)
{
    return sys_futimesat(AT_FDCWD, path, times);
}

/* The same with struct utimbuf: seconds. */
int64_t sys_utime(uint64_t path, uint64_t times)
{
    int64_t seconds[2] = {0, 0};
    struct file_times given = {.now = !times};
    if (times && copy_from_user(seconds, times, sizeof seconds) != 0)
        return -EFAULT;
    given.times[0].sec = seconds[0];
    given.times[1].sec = seconds[1];
    return times_set_at(AT_FDCWD, path, &given, 0);
}
