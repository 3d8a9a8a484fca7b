/* SPDX-License-Identifier: MIT
 *
 * The system calls that change what is known about a file: permissions, owner,
 * times. Who may do that: chmod(2), chown(2), utimensat(2).
 */
#include "fs/inode.h"
#include "fs/mount.h"
#include "fs/path.h"
#include "fs/permission.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"

#define PERMISSIONS 07777

/* utimensat(2): instead of nanoseconds */
#define UTIME_NOW 0x3fffffff
#define UTIME_OMIT 0x3ffffffe

/* Set permissions; who is not in the file's group makes no program that runs as
 * it; /proc's stay as they are. 0 or -EPERM. */
static int mode_set(struct inode *inode, uint32_t mode)
{
    if (!inode_is_own(inode) || inode->mount == &mounts[MOUNT_PROC])
        return -EPERM;
    if (!permission_root() && !permission_in_group(inode->gid))
        mode &= ~S_ISGID;
    inode_set_mode(inode, mode & PERMISSIONS);
    return 0;
}

/* Set owner and group: only root gives a file away, and its owner to a group of
 * his own. 0 or -EPERM. */
static int owner_set(struct inode *inode, uint32_t uid, uint32_t gid)
{
    bool own = permission_uid() == inode->uid;
    bool uid_kept = uid == ID_UNCHANGED || (own && uid == inode->uid);
    bool gid_own = gid == ID_UNCHANGED ||
                   (own && (gid == inode->gid || permission_in_group(gid)));
    if (!permission_root() && !(uid_kept && gid_own))
        return -EPERM;
    inode_set_owner(inode, uid, gid);
    return 0;
}

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
        error = mode_set(inode, mode);
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
    error = mode_set(inode, mode);
    inode_put(inode);
    return error;
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
    error = owner_set(inode, uid, gid);
    inode_put(inode);
    return error;
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
    error = owner_set(inode, uid, gid);
    inode_put(inode);
    return error;
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

/* May the current process set these times? Now: whoever may write. */
static int times_check(struct inode *inode, const struct file_times *given)
{
    bool now = given->now || (given->times[0].nsec == UTIME_NOW &&
                              given->times[1].nsec == UTIME_NOW);
    if (inode_is_own(inode))
        return 0;
    return now ? inode_permission(inode, MAY_WRITE) : -EPERM;
}

/* Set the times of `inode`. 0, -EINVAL, -EACCES, -EPERM. */
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
    int error = times_check(inode, given);
    if (!error)
        inode_set_times(inode, set[0], set[1]);
    return error;
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
