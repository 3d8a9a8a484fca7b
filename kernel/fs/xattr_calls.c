/* SPDX-License-Identifier: MIT
 *
 * The system calls about extended attributes. No file has any, and none can be
 * given one: as in a file system that does not know them. Source: xattr(7) and
 * section 2 of the manual.
 */
#include "fs/file.h"
#include "fs/inode.h"
#include "fs/path.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"

#define NAME_SIZE 256 /* XATTR_NAME_MAX and the NUL */

/* Is it an attribute's name? 0, -ERANGE, -EFAULT. */
static int check_name(uint64_t user)
{
    char name[NAME_SIZE];
    int64_t length = copy_string_from_user(name, user, sizeof name);

    if (length == 0 || length == -ENAMETOOLONG)
        return -ERANGE;
    return length < 0 ? (int)length : 0;
}

/* Is there such a file? */
static int check_path(uint64_t path, bool follow)
{
    struct inode *inode;
    int error = path_lookup(AT_FDCWD, path, follow, &inode);

    if (!error)
        inode_put(inode);
    return error;
}

static int check_fd(int fd)
{
    struct file *file = fd_get(fd);

    if (!file)
        return -EBADF;
    file_put(file);
    return 0;
}

/* Asked for, set or removed: the name's error, the file's, or "not known". */
static int64_t refuse(int file_error, uint64_t name)
{
    int error = check_name(name);

    if (!error)
        error = file_error;
    return error ? error : -EOPNOTSUPP;
}

int64_t sys_setxattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, true), name);
}

int64_t sys_lsetxattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, false), name);
}

int64_t sys_fsetxattr(int fd, uint64_t name)
{
    return refuse(check_fd(fd), name);
}

int64_t sys_getxattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, true), name);
}

int64_t sys_lgetxattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, false), name);
}

int64_t sys_fgetxattr(int fd, uint64_t name)
{
    return refuse(check_fd(fd), name);
}

/* A list of nothing takes no bytes. */
int64_t sys_listxattr(uint64_t path)
{
    return check_path(path, true);
}

int64_t sys_llistxattr(uint64_t path)
{
    return check_path(path, false);
}

int64_t sys_flistxattr(int fd)
{
    return check_fd(fd);
}

int64_t sys_removexattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, true), name);
}

int64_t sys_lremovexattr(uint64_t path, uint64_t name)
{
    return refuse(check_path(path, false), name);
}

int64_t sys_fremovexattr(int fd, uint64_t name)
{
    return refuse(check_fd(fd), name);
}
