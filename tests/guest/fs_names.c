/* SPDX-License-Identifier: MIT
 *
 * Making and removing names: mkdir, mknod, rmdir, unlink, their forms with a
 * directory's descriptor, and what they refuse.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <limits.h>
#include <sys/sysmacros.h>

static void check_mkdir(void)
{
    CHECK_EQ(mkdir("d", 0777), 0);
    CHECK_EQ(stat_of("d").st_mode, S_IFDIR | 0755);
    CHECK_ERR(mkdir("d", 0777), EEXIST);
    CHECK_ERR(mkdir("d/", 0777), EEXIST);
    CHECK_ERR(mkdir(".", 0777), EEXIST);
    CHECK_ERR(mkdir("d/..", 0777), EEXIST);
    CHECK_ERR(mkdir("/", 0777), EEXIST);
    CHECK_ERR(mkdir("", 0777), ENOENT);
    CHECK_ERR(mkdir("none/x", 0777), ENOENT);
    CHECK_EQ(mkdir("d/slash/", 01777), 0);
    CHECK_EQ(stat_of("d/slash").st_mode, S_IFDIR | 01755);
    put_file("f", "x");
    CHECK_ERR(mkdir("f", 0777), EEXIST);
    CHECK_ERR(mkdir("f/x", 0777), ENOTDIR);
    CHECK_ERR(mkdir("f/", 0777), EEXIST);
    CHECK_ERR(mkdir(KERNEL_ADDRESS, 0777), EFAULT);
    CHECK_ERR(mkdirat(99, "x", 0777), EBADF);
    CHECK_EQ(symlink("nowhere", "s"), 0);
    CHECK_ERR(mkdir("s", 0777), EEXIST);
    CHECK_ERR(mkdir("s/", 0777), EEXIST);
    ok("mkdir");
}

static void check_rmdir(void)
{
    CHECK_ERR(rmdir("d"), ENOTEMPTY);
    CHECK_ERR(rmdir("f"), ENOTDIR);
    CHECK_ERR(rmdir("s"), ENOTDIR);
    CHECK_ERR(rmdir("none"), ENOENT);
    CHECK_ERR(rmdir("d/."), EINVAL);
    CHECK_ERR(rmdir("d/.."), ENOTEMPTY);
    CHECK_ERR(rmdir("/"), EBUSY);
    CHECK_ERR(rmdir(""), ENOENT);
    CHECK_EQ(rmdir("d/slash/"), 0);
    CHECK_EQ(rmdir("d"), 0);
    CHECK_ERR(rmdir("d"), ENOENT);
    ok("rmdir");
}

static void check_unlink(void)
{
    int fd;

    CHECK_EQ(mkdir("d", 0777), 0);
    CHECK_ERR(unlink("d"), EISDIR);
    CHECK_ERR(unlink("d/"), EISDIR);
    CHECK_ERR(unlink("."), EISDIR);
    CHECK_ERR(unlink("/"), EISDIR);
    CHECK_ERR(unlink("f/"), ENOTDIR);
    CHECK_ERR(unlink("f/x"), ENOTDIR);
    CHECK_ERR(unlink("none"), ENOENT);
    CHECK_ERR(unlink(""), ENOENT);
    CHECK_ERR(unlink(NULL), EFAULT);
    CHECK_ERR(unlinkat(AT_FDCWD, "f", AT_REMOVEDIR), ENOTDIR);
    CHECK_ERR(unlinkat(AT_FDCWD, "f", 0x1000), EINVAL);
    CHECK_ERR(unlinkat(99, "f", 0), EBADF);
    fd = open("f", O_RDONLY);
    CHECK_ERR(unlinkat(fd, "f", 0), ENOTDIR);
    CHECK_EQ(close(fd), 0);
    fd = open(".", O_RDONLY | O_DIRECTORY);
    CHECK_EQ(unlinkat(fd, "d", AT_REMOVEDIR), 0);
    CHECK_EQ(unlinkat(fd, "s", 0), 0);
    CHECK_EQ(unlinkat(fd, "f", 0), 0);
    CHECK_EQ(close(fd), 0);
    ok("unlink");
}

static void check_mknod(void)
{
    CHECK_EQ(mknod("f", S_IFREG | 0666, 0), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 0644);
    CHECK_ERR(mknod("f", S_IFREG | 0666, 0), EEXIST);
    CHECK_EQ(mknod("g", 0600, 0), 0);
    CHECK_EQ(stat_of("g").st_mode, S_IFREG | 0600);
    CHECK_EQ(mknodat(AT_FDCWD, "p", S_IFIFO | 0666, 0), 0);
    CHECK_EQ(stat_of("p").st_mode, S_IFIFO | 0644);
    CHECK_EQ(mkfifo("q", 0600), 0);
    CHECK_EQ(mknod("k", S_IFSOCK | 0600, 0), 0);
    CHECK_ERR(open("k", O_RDONLY), ENXIO);
    CHECK_ERR(mknod("x", S_IFDIR | 0600, 0), EPERM);
    CHECK_ERR(mknod("x", S_IFLNK | 0600, 0), EINVAL);
    CHECK_ERR(mknod("x", 0170000 | 0600, 0), EINVAL);
    CHECK_ERR(mknod("x/", S_IFREG | 0600, 0), ENOENT);
    CHECK_ERR(mknod("none/x", S_IFREG | 0600, 0), ENOENT);
    CHECK_ERR(mkfifo("p", 0600), EEXIST);
    CHECK_EQ(unlink("f") | unlink("g") | unlink("p") | unlink("q"), 0);
    CHECK_EQ(unlink("k"), 0);
    ok("mknod");
}

static void check_long(void)
{
    char name[NAME_MAX + 2];
    char *path = malloc(PATH_MAX + 1);

    memset(name, 'n', sizeof name);
    name[NAME_MAX + 1] = 0;
    CHECK_ERR(mkdir(name, 0700), ENAMETOOLONG);
    CHECK_ERR(unlink(name), ENAMETOOLONG);
    CHECK_ERR(rmdir(name), ENAMETOOLONG);
    CHECK_ERR(symlink("x", name), ENAMETOOLONG);
    CHECK_ERR(rename(name, "x"), ENAMETOOLONG);
    name[NAME_MAX] = 0;
    CHECK_EQ(mkdir(name, 0700), 0);
    CHECK_EQ(rmdir(name), 0);
    memset(path, '/', PATH_MAX);
    path[PATH_MAX] = 0;
    CHECK_ERR(mkdir(path, 0700), ENAMETOOLONG);
    CHECK_ERR(symlink(path, "x"), ENAMETOOLONG);
    path[PATH_MAX - 1] = 0;
    CHECK_ERR(mkdir(path, 0700), EEXIST);
    free(path);
    ok("long names");
}

/* Without its name a file is still what it was. */
static void check_open_unlinked(void)
{
    char buf[8];
    struct stat st;
    int fd = open("f", O_RDWR | O_CREAT | O_EXCL, 0600);

    CHECK_EQ(write(fd, "data", 4), 4);
    CHECK_EQ(unlink("f"), 0);
    CHECK_ERR(access("f", F_OK), ENOENT);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_EQ(st.st_size, 4);
    CHECK_EQ(pread(fd, buf, 8, 0), 4);
    CHECK(!memcmp(buf, "data", 4));
    CHECK_EQ(write(fd, "more", 4), 4);
    put_file("f", "new");
    CHECK_EQ(pread(fd, buf, 8, 0), 8);
    CHECK_EQ(close(fd), 0);
    CHECK(file_is("f", "new"));
    CHECK_EQ(unlink("f"), 0);
    ok("open and unlinked");
}

static void check_umask(void)
{
    CHECK_EQ(umask(077), 022);
    CHECK_EQ(close(open("f", O_CREAT | O_WRONLY, 06777)), 0);
    CHECK_EQ(stat_of("f").st_mode, S_IFREG | 06700);
    CHECK_EQ(mkdir("d", 0777), 0);
    CHECK_EQ(stat_of("d").st_mode, S_IFDIR | 0700);
    CHECK_EQ(umask(022), 077);
    CHECK_EQ(unlink("f"), 0);
    CHECK_EQ(rmdir("d"), 0);
    ok("umask");
}

int main(void)
{
    place_enter("names");
    check_mkdir();
    check_rmdir();
    check_unlink();
    check_mknod();
    check_long();
    check_open_unlinked();
    check_umask();
    place_leave();
    return check_status();
}
