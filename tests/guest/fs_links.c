/* SPDX-License-Identifier: MIT
 *
 * Hard and symbolic links: what they count, where they lead, when they are
 * followed and when there are too many of them.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <limits.h>

static void check_hard(void)
{
    struct stat one, two;

    put_file("f", "text");
    CHECK_EQ(link("f", "g"), 0);
    one = stat_of("f"), two = stat_of("g");
    CHECK(one.st_ino == two.st_ino && one.st_dev == two.st_dev);
    CHECK_EQ(one.st_nlink, 2);
    CHECK_ERR(link("f", "g"), EEXIST);
    CHECK_ERR(link("none", "h"), ENOENT);
    CHECK_ERR(link("f", "none/h"), ENOENT);
    CHECK_ERR(link("f", "h/"), ENOENT);
    CHECK_ERR(link("f/", "h"), ENOTDIR);
    CHECK_ERR(link(".", "h"), EPERM);
    CHECK_ERR(link("f", "."), EEXIST);
    CHECK_ERR(link(".", "g"), EEXIST);
    CHECK_ERR(link("", "h"), ENOENT);
    CHECK_ERR(linkat(AT_FDCWD, "f", AT_FDCWD, "h", 1), EINVAL);
    CHECK_ERR(linkat(99, "f", AT_FDCWD, "h", 0), EBADF);
    CHECK_ERR(linkat(AT_FDCWD, "f", 99, "h", 0), EBADF);
    put_file("g", "other");
    CHECK(file_is("f", "other"));
    CHECK_EQ(unlink("f"), 0);
    CHECK(file_is("g", "other"));
    CHECK_EQ(stat_of("g").st_nlink, 1);
    ok("hard links");
}

static void check_symbolic(void)
{
    char buf[16];

    CHECK_EQ(symlink("g", "s"), 0);
    CHECK(file_is("s", "other"));
    CHECK_EQ(stat_of("s").st_mode, S_IFLNK | 0777);
    CHECK_EQ(stat_of("s").st_size, 1);
    memset(buf, '#', sizeof buf);
    CHECK_EQ(readlink("s", buf, sizeof buf), 1);
    CHECK(buf[0] == 'g' && buf[1] == '#');
    CHECK_ERR(readlink("g", buf, sizeof buf), EINVAL);
    CHECK_ERR(readlink("none", buf, sizeof buf), ENOENT);
    CHECK_ERR(syscall(SYS_readlink, "s", buf, 0), EINVAL);
    CHECK_ERR(syscall(SYS_readlink, "s", buf, -1), EINVAL);
    CHECK_ERR(syscall(SYS_readlink, "s", KERNEL_ADDRESS, 4), EFAULT);
    CHECK_ERR(symlink("", "t"), ENOENT);
    CHECK_ERR(symlink("g", ""), ENOENT);
    CHECK_ERR(symlink("g", "s"), EEXIST);
    CHECK_ERR(symlink("g", "t/"), ENOENT);
    CHECK_ERR(symlink(NULL, "t"), EFAULT);
    CHECK_ERR(symlinkat("g", 99, "t"), EBADF);
    CHECK_EQ(symlink("a long target", "t"), 0);
    CHECK_EQ(readlinkat(AT_FDCWD, "t", buf, 6), 6);
    CHECK(!memcmp(buf, "a long", 6));
    CHECK_EQ(unlink("t"), 0);
    ok("symbolic links");
}

static void check_follow(void)
{
    struct stat st;

    CHECK_ERR(open("s", O_RDONLY | O_NOFOLLOW), ELOOP);
    CHECK_ERR(open("s", O_RDONLY | O_NOFOLLOW | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open("s", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK_ERR(open("s/", O_RDONLY), ENOTDIR);
    CHECK_EQ(linkat(AT_FDCWD, "s", AT_FDCWD, "t", 0), 0);
    CHECK(S_ISLNK(stat_of("t").st_mode));
    CHECK_EQ(stat_of("s").st_nlink, 2);
    CHECK_EQ(linkat(AT_FDCWD, "s", AT_FDCWD, "u", AT_SYMLINK_FOLLOW), 0);
    CHECK(S_ISREG(stat_of("u").st_mode));
    CHECK_EQ(unlink("t") | unlink("u"), 0);
    CHECK_EQ(fstatat(AT_FDCWD, "s", &st, AT_SYMLINK_NOFOLLOW), 0);
    CHECK(S_ISLNK(st.st_mode));
    CHECK_EQ(fstatat(AT_FDCWD, "s", &st, 0), 0);
    CHECK(S_ISREG(st.st_mode));
    CHECK_EQ(unlink("s"), 0);
    CHECK_EQ(stat_of("g").st_nlink, 1);
    ok("following");
}

static void check_dangling(void)
{
    CHECK_EQ(symlink("made", "s"), 0);
    CHECK_ERR(open("s", O_RDONLY), ENOENT);
    CHECK_ERR(access("s", F_OK), ENOENT);
    CHECK_ERR(open("s", O_WRONLY | O_CREAT | O_EXCL, 0600), EEXIST);
    CHECK_ERR(mkdir("s", 0700), EEXIST);
    CHECK_EQ(close(open("s", O_WRONLY | O_CREAT, 0600)), 0);
    CHECK(S_ISREG(stat_of("made").st_mode));
    CHECK_EQ(unlink("s") | unlink("made"), 0);
    ok("dangling");
}

static void check_directory(void)
{
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(symlink("d", "s"), 0);
    put_file("s/x", "in d");
    CHECK(file_is("d/x", "in d"));
    CHECK(S_ISLNK(stat_of("s").st_mode));
    CHECK(S_ISDIR(stat_of("s/").st_mode));
    CHECK(S_ISDIR(stat_of("s/.").st_mode));
    CHECK_ERR(unlink("s/"), ENOTDIR);
    CHECK_ERR(rmdir("s/"), ENOTDIR);
    CHECK_ERR(rename("s/", "t"), ENOTDIR);
    CHECK_ERR(open("s", O_RDONLY | O_NOFOLLOW), ELOOP);
    CHECK_EQ(unlink("s/x"), 0);
    CHECK_EQ(symlink("../g", "d/up"), 0);
    CHECK(file_is("s/up", "other"));
    CHECK_EQ(unlink("d/up"), 0);
    CHECK_EQ(unlink("s"), 0);
    CHECK_EQ(rmdir("d"), 0);
    ok("to a directory");
}

/* Forty links on one way are followed, one more is not. */
static void check_loop(void)
{
    char name[16], target[16];

    CHECK_EQ(symlink("self", "self"), 0);
    CHECK_ERR(open("self", O_RDONLY), ELOOP);
    CHECK_ERR(open("self/x", O_RDONLY), ELOOP);
    CHECK_ERR(access("self", F_OK), ELOOP);
    CHECK_ERR(mkdir("self", 0700), EEXIST);
    CHECK_ERR(mkdir("self/x", 0700), ELOOP);
    CHECK_EQ(unlink("self"), 0);
    for (int i = 0; i <= 40; i++) {
        snprintf(name, sizeof name, "l%d", i);
        snprintf(target, sizeof target, i ? "l%d" : "g", i - 1);
        CHECK_EQ(symlink(target, name), 0);
    }
    CHECK_EQ(access("l39", F_OK), 0);
    CHECK_ERR(access("l40", F_OK), ELOOP);
    for (int i = 0; i <= 40; i++) {
        snprintf(name, sizeof name, "l%d", i);
        CHECK_EQ(unlink(name), 0);
    }
    ok("loops");
}

/* A file that never had a name can be given one. */
static void check_tmpfile(void)
{
    struct stat st;
    int fd = open(".", O_TMPFILE | O_RDWR, 0600);

    CHECK(fd >= 0);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_EQ(st.st_mode, S_IFREG | 0600);
    CHECK_EQ(write(fd, "unnamed", 7), 7);
    CHECK_EQ(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH), 0);
    CHECK(file_is("named", "unnamed"));
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(unlink("named"), 0);
    fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    CHECK_ERR(linkat(fd, "", AT_FDCWD, "named", AT_EMPTY_PATH), ENOENT);
    CHECK_EQ(close(fd), 0);
    fd = open("g", O_RDWR);
    CHECK_EQ(unlink("g"), 0);
    CHECK_ERR(linkat(fd, "", AT_FDCWD, "g", AT_EMPTY_PATH), ENOENT);
    CHECK_EQ(close(fd), 0);
    CHECK_ERR(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
    put_file("f", "x");
    CHECK_ERR(open("f", O_TMPFILE | O_RDWR, 0600), ENOTDIR);
    CHECK_ERR(open("none", O_TMPFILE | O_RDWR, 0600), ENOENT);
    CHECK_EQ(unlink("f"), 0);
    ok("without a name");
}

int main(void)
{
    place_enter("links");
    check_hard();
    check_symbolic();
    check_follow();
    check_dangling();
    check_directory();
    check_loop();
    check_tmpfile();
    place_leave();
    return check_status();
}
