/* SPDX-License-Identifier: MIT
 *
 * The three times of a file: which call changes which, and setting them.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <sys/time.h>
#include <utime.h>

enum { A = 1, M = 2, C = 4 };

static struct stat before;

static int differs(struct timespec a, struct timespec b)
{
    return a.tv_sec != b.tv_sec || a.tv_nsec != b.tv_nsec;
}

/* Remember the times, and let some pass. */
static void mark(const char *name)
{
    before = stat_of(name);
    sleep_ms(20);
}

/* Which have changed since. */
static int changed(const char *name)
{
    struct stat now = stat_of(name);

    return (differs(now.st_atim, before.st_atim) ? A : 0) |
           (differs(now.st_mtim, before.st_mtim) ? M : 0) |
           (differs(now.st_ctim, before.st_ctim) ? C : 0);
}

static void check_contents(void)
{
    char buf[8];
    int fd;

    put_file("f", "text");
    mark("f");
    fd = open("f", O_RDWR);
    CHECK_EQ(changed("f"), 0);
    CHECK_EQ(write(fd, "", 0), 0);
    CHECK_EQ(changed("f"), 0);
    CHECK_EQ(write(fd, "T", 1), 1);
    CHECK_EQ(changed("f"), M | C);
    mark("f");
    CHECK_EQ(read(fd, buf, 1), 1); /* older than the contents: follows */
    CHECK_EQ(changed("f"), A);
    mark("f");
    CHECK_EQ(read(fd, buf, 1), 1); /* and then no more: relatime */
    CHECK_EQ(changed("f"), 0);
    CHECK_EQ(ftruncate(fd, 1), 0);
    CHECK_EQ(changed("f"), M | C);
    mark("f");
    CHECK_EQ(close(open("f", O_WRONLY | O_TRUNC)), 0);
    CHECK_EQ(changed("f"), M | C);
    CHECK_EQ(close(fd), 0);
    ok("contents");
}

static void check_status_changes(void)
{
    mark("f");
    CHECK_EQ(chmod("f", 0600), 0);
    CHECK_EQ(changed("f"), C);
    mark("f");
    CHECK_EQ(chown("f", 0, 0), 0);
    CHECK_EQ(changed("f"), C);
    mark("f");
    CHECK_EQ(link("f", "g"), 0);
    CHECK_EQ(changed("f"), C);
    mark("f");
    CHECK_EQ(unlink("g"), 0);
    CHECK_EQ(changed("f"), C);
    mark("f");
    CHECK_EQ(rename("f", "g"), 0);
    CHECK_EQ(changed("g"), C);
    CHECK_EQ(rename("g", "f"), 0);
    ok("status");
}

static void check_directory(void)
{
    CHECK_EQ(mkdir("d", 0700), 0);
    mark("d");
    put_file("d/x", "");
    CHECK_EQ(changed("d"), M | C);
    mark("d");
    put_file("d/x", "more");
    CHECK_EQ(changed("d"), 0);
    CHECK_EQ(rename("d/x", "d/y"), 0);
    CHECK_EQ(changed("d"), M | C);
    mark("d");
    CHECK_EQ(unlink("d/y"), 0);
    CHECK_EQ(changed("d"), M | C);
    mark("d");
    CHECK_EQ(mkdir("d/e", 0700), 0);
    CHECK_EQ(changed("d"), M | C);
    mark("d");
    CHECK_EQ(rmdir("d/e"), 0);
    CHECK_EQ(changed("d"), M | C);
    CHECK_EQ(rmdir("d"), 0);
    ok("directories");
}

static void check_utimens(void)
{
    struct timespec t[2] = {{1000, 123456789}, {2000, 987654321}};
    struct stat st;
    int fd = open("f", O_RDONLY);

    mark("f");
    CHECK_EQ(utimensat(AT_FDCWD, "f", t, 0), 0);
    st = stat_of("f");
    CHECK_EQ(st.st_atim.tv_sec, 1000);
    CHECK_EQ(st.st_atim.tv_nsec, 123456789);
    CHECK_EQ(st.st_mtim.tv_sec, 2000);
    CHECK_EQ(st.st_mtim.tv_nsec, 987654321);
    CHECK_EQ(changed("f"), A | M | C);
    t[0].tv_nsec = UTIME_OMIT, t[1].tv_sec = -5, t[1].tv_nsec = 1;
    CHECK_EQ(futimens(fd, t), 0);
    st = stat_of("f");
    CHECK_EQ(st.st_atim.tv_sec, 1000);
    CHECK_EQ(st.st_mtim.tv_sec, -5);
    mark("f");
    t[1].tv_nsec = UTIME_NOW;
    CHECK_EQ(futimens(fd, t), 0);
    CHECK_EQ(changed("f"), M | C);
    mark("f");
    t[1].tv_nsec = UTIME_OMIT;
    CHECK_EQ(futimens(fd, t), 0);
    CHECK_EQ(utimensat(AT_FDCWD, "none", t, 0), 0); /* not even looked at */
    CHECK_EQ(changed("f"), 0);
    CHECK_EQ(futimens(fd, NULL), 0);
    CHECK_EQ(changed("f"), A | M | C);
    st = stat_of("f");
    CHECK(!differs(st.st_atim, st.st_mtim));
    t[0].tv_nsec = 0, t[1].tv_nsec = 1000000000;
    CHECK_ERR(utimensat(AT_FDCWD, "f", t, 0), EINVAL);
    CHECK_ERR(utimensat(AT_FDCWD, "none", NULL, 0), ENOENT);
    CHECK_ERR(utimensat(AT_FDCWD, "f", NULL, 1), EINVAL);
    CHECK_ERR(syscall(SYS_utimensat, AT_FDCWD, NULL, NULL, 0), EFAULT);
    CHECK_ERR(syscall(SYS_utimensat, 99, NULL, NULL, 0), EBADF);
    CHECK_ERR(syscall(SYS_utimensat, AT_FDCWD, "f", KERNEL_ADDRESS, 0), EFAULT);
    CHECK_EQ(close(fd), 0);
    ok("utimensat");
}

static void check_link(void)
{
    struct timespec t[2] = {{11, 0}, {22, 0}};

    CHECK_EQ(symlink("f", "s"), 0);
    CHECK_EQ(utimensat(AT_FDCWD, "s", t, AT_SYMLINK_NOFOLLOW), 0);
    CHECK_EQ(stat_of("s").st_mtim.tv_sec, 22);
    CHECK(stat_of("f").st_mtim.tv_sec != 22);
    CHECK_EQ(utimensat(AT_FDCWD, "s", t, 0), 0);
    CHECK_EQ(stat_of("f").st_mtim.tv_sec, 22);
    CHECK_EQ(unlink("s"), 0);
    ok("links");
}

static void check_older(void)
{
    struct timeval v[2] = {{33, 44}, {55, 66}};
    struct utimbuf b = {77, 88};

    CHECK_EQ(syscall(SYS_utimes, "f", v), 0);
    CHECK_EQ(stat_of("f").st_atim.tv_sec, 33);
    CHECK_EQ(stat_of("f").st_mtim.tv_nsec, 66000);
    CHECK_EQ(syscall(SYS_utime, "f", &b), 0);
    CHECK_EQ(stat_of("f").st_atim.tv_sec, 77);
    CHECK_EQ(stat_of("f").st_mtim.tv_sec, 88);
    CHECK_EQ(stat_of("f").st_mtim.tv_nsec, 0);
    CHECK_EQ(syscall(SYS_futimesat, AT_FDCWD, "f", v), 0);
    CHECK_EQ(stat_of("f").st_mtim.tv_sec, 55);
    v[1].tv_usec = 1000000;
    CHECK_ERR(syscall(SYS_utimes, "f", v), EINVAL);
    CHECK_ERR(syscall(SYS_utimes, "none", NULL), ENOENT);
    CHECK_ERR(syscall(SYS_utime, "f", KERNEL_ADDRESS), EFAULT);
    mark("f");
    CHECK_EQ(syscall(SYS_utime, "f", NULL), 0);
    CHECK_EQ(changed("f"), A | M | C);
    ok("older calls");
}

int main(void)
{
    place_enter("times");
    check_contents();
    check_status_changes();
    check_directory();
    check_utimens();
    check_link();
    check_older();
    CHECK_EQ(unlink("f"), 0);
    place_leave();
    return check_status();
}
