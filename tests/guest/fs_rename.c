/* SPDX-License-Identifier: MIT
 *
 * rename, renameat, renameat2: what replaces what, what is refused, and what
 * becomes of link counts and of "..".
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"

#define NOREPLACE 1
#define EXCHANGE 2

static int rename2(const char *from, const char *to, unsigned flags)
{
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static void check_files(void)
{
    ino_t ino;
    int fd;
    char buf[4];

    put_file("a", "A");
    put_file("b", "B");
    ino = stat_of("a").st_ino;
    fd = open("b", O_RDONLY);
    CHECK_EQ(rename("a", "b"), 0);
    CHECK_ERR(access("a", F_OK), ENOENT);
    CHECK(stat_of("b").st_ino == ino);
    CHECK_EQ(read(fd, buf, 4), 1);
    CHECK_EQ(buf[0], 'B');
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(rename("b", "b"), 0);
    CHECK_EQ(link("b", "c"), 0);
    CHECK_EQ(rename("b", "c"), 0); /* two names of one file: nothing is done */
    CHECK_EQ(stat_of("b").st_nlink, 2);
    CHECK_EQ(unlink("c"), 0);
    CHECK_EQ(symlink("b", "s"), 0);
    CHECK_EQ(rename("s", "t"), 0);
    CHECK(S_ISLNK(stat_of("t").st_mode));
    CHECK_EQ(rename("b", "t"), 0);
    CHECK(S_ISREG(stat_of("t").st_mode));
    ok("files");
}

static void check_refused(void)
{
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(mkdir("d/e", 0700), 0);
    CHECK_ERR(rename("none", "x"), ENOENT);
    CHECK_ERR(rename("t", "none/x"), ENOENT);
    CHECK_ERR(rename("t", ""), ENOENT);
    CHECK_ERR(rename("", "x"), ENOENT);
    CHECK_ERR(rename("t/x", "x"), ENOTDIR);
    CHECK_ERR(rename("t", "t/x"), ENOTDIR);
    CHECK_ERR(rename("t", "d"), EISDIR);
    CHECK_ERR(rename("d", "t"), ENOTDIR);
    CHECK_ERR(rename("t/", "x"), ENOTDIR);
    CHECK_ERR(rename("t", "x/"), ENOTDIR);
    CHECK_ERR(rename("d", "d/x"), EINVAL);
    CHECK_ERR(rename("d", "d/e/x"), EINVAL);
    CHECK_ERR(rename("d", "d/e"), EINVAL);
    CHECK_ERR(rename("d/e", "d"), ENOTEMPTY);
    CHECK_ERR(rename(".", "x"), EBUSY);
    CHECK_ERR(rename("d/..", "x"), EBUSY);
    CHECK_ERR(rename("t", "."), EBUSY);
    CHECK_ERR(rename("/", "x"), EBUSY);
    CHECK_ERR(rename(NULL, "x"), EFAULT);
    CHECK_ERR(rename("t", NULL), EFAULT);
    CHECK_ERR(renameat(99, "t", AT_FDCWD, "x"), EBADF);
    CHECK_ERR(renameat(AT_FDCWD, "t", 99, "x"), EBADF);
    ok("refused");
}

static void check_directories(void)
{
    ino_t here = stat_of(".").st_ino, other;
    nlink_t links = stat_of(".").st_nlink;

    CHECK_EQ(mkdir("o", 0700), 0);
    other = stat_of("o").st_ino;
    CHECK_EQ(stat_of(".").st_nlink, links + 1);
    CHECK(stat_of("d/..").st_ino == here);
    CHECK_EQ(rename("d", "o/d"), 0);
    CHECK(stat_of("o/d/..").st_ino == other);
    CHECK_EQ(stat_of(".").st_nlink, links);
    CHECK_EQ(stat_of("o").st_nlink, 3);
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_ERR(rename("d", "o/d"), ENOTEMPTY);
    CHECK_EQ(rename("o/d/", "d/"), 0); /* an empty one is replaced */
    CHECK_EQ(stat_of("o").st_nlink, 2);
    CHECK_EQ(stat_of("d").st_nlink, 3);
    CHECK_EQ(stat_of(".").st_nlink, links + 1);
    CHECK_EQ(rename("d", "n/"), 0);
    CHECK_EQ(rename("n", "d"), 0);
    ok("directories");
}

static void check_flags(void)
{
    put_file("u", "U");
    CHECK_ERR(rename2("t", "u", NOREPLACE), EEXIST);
    CHECK_ERR(rename2("t", "t", NOREPLACE), EEXIST);
    CHECK_ERR(rename2("t", ".", NOREPLACE), EEXIST);
    CHECK_EQ(rename2("t", "v", NOREPLACE), 0);
    CHECK_ERR(rename2("u", "t", EXCHANGE), ENOENT);
    CHECK_EQ(rename2("u", "v", EXCHANGE), 0);
    CHECK(file_is("v", "U") && file_is("u", "A"));
    CHECK_EQ(rename2("v", "o", EXCHANGE), 0);
    CHECK(S_ISDIR(stat_of("v").st_mode) && file_is("o", "U"));
    CHECK_EQ(rename2("u", "d/e", EXCHANGE), 0);
    CHECK(S_ISDIR(stat_of("u").st_mode) && file_is("d/e", "A"));
    CHECK(stat_of("u/..").st_ino == stat_of(".").st_ino);
    CHECK_EQ(stat_of("d").st_nlink, 2);
    CHECK_ERR(rename2("d", "d/e", EXCHANGE), EINVAL);
    CHECK_ERR(rename2("d/e", "d", EXCHANGE), EINVAL);
    CHECK_ERR(rename2("v", "u", NOREPLACE | EXCHANGE), EINVAL);
    CHECK_ERR(rename2("v", "u", 8), EINVAL);
    CHECK_EQ(unlink("o") | unlink("d/e"), 0);
    CHECK_EQ(rmdir("v") | rmdir("u") | rmdir("d"), 0);
    ok("flags");
}

int main(void)
{
    place_enter("rename");
    check_files();
    check_refused();
    check_directories();
    check_flags();
    place_leave();
    return check_status();
}
