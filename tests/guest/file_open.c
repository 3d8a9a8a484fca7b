/* SPDX-License-Identifier: MIT
 *
 * Names that open refuses, and the ways of naming: absolute, relative, by a
 * directory's descriptor, through dots and needless slashes.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

static char path[64];

static void check_missing(void)
{
    CHECK_ERR(open("/no/such/path", O_RDONLY), ENOENT);
    CHECK_ERR(open("/nowhere", O_RDWR), ENOENT);
    CHECK_ERR(open("", O_RDONLY), ENOENT);
    CHECK_ERR(open("/tmp/no-such-dir/file", O_RDWR | O_CREAT, 0600), ENOENT);
    CHECK_ERR(access("/nowhere", F_OK), ENOENT);
    ok("missing");
}

static void check_bad(void)
{
    char *name = malloc(PATH_MAX + 10);

    CHECK_ERR(open(KERNEL_ADDRESS, O_RDONLY), EFAULT);
    CHECK_ERR(syscall(SYS_open, NULL, O_RDONLY), EFAULT);
    CHECK_ERR(open(no_access_page(), O_RDONLY), EFAULT);
    memset(name, 'a', PATH_MAX + 10);
    name[0] = '/';
    name[PATH_MAX + 9] = 0;
    CHECK_ERR(open(name, O_RDONLY), ENAMETOOLONG);
    name[NAME_MAX + 2] = 0; /* one byte too long a name */
    CHECK_ERR(open(name, O_RDONLY), ENAMETOOLONG);
    name[NAME_MAX + 1] = 0;
    CHECK_ERR(open(name, O_RDONLY), ENOENT);
    free(name);
    ok("bad names");
}

static void check_kinds(void)
{
    char below[80];
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    struct stat st;

    CHECK(fd >= 0);
    CHECK_EQ(close(fd), 0);
    snprintf(below, sizeof below, "%s/x", path);
    CHECK_ERR(open(below, O_RDONLY), ENOTDIR);
    CHECK_ERR(open(path, O_RDONLY | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open("/tmp", O_RDWR), EISDIR);
    CHECK_ERR(openat(999, "x", O_RDONLY), EBADF);
    fd = open("/tmp", O_RDONLY | O_DIRECTORY);
    CHECK(fd >= 0);
    CHECK_EQ(fstat(fd, &st), 0);
    CHECK(S_ISDIR(st.st_mode));
    CHECK_ERR(read(fd, below, 1), EISDIR);
    CHECK_EQ(close(fd), 0);
    ok("kinds");
}

/* All of these are the same file. */
static void check_ways(void)
{
    char name[160];
    const char *base = strrchr(path, '/') + 1;
    int dir = open("/tmp", O_RDONLY | O_DIRECTORY), fd;
    struct stat one, two;

    CHECK_EQ(stat(path, &one), 0);
    fd = openat(dir, base, O_RDONLY);
    CHECK_EQ(fstat(fd, &two), 0);
    CHECK(one.st_ino == two.st_ino);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(fstatat(dir, base, &two, 0), 0);
    CHECK(one.st_ino == two.st_ino);
    snprintf(name, sizeof name, "//tmp/./../tmp///%s", base);
    CHECK_EQ(stat(name, &two), 0);
    CHECK(one.st_ino == two.st_ino);
    CHECK_EQ(chdir("/tmp"), 0);
    CHECK_EQ(stat(base, &two), 0);
    CHECK(one.st_ino == two.st_ino);
    CHECK(getcwd(name, sizeof name) == name);
    CHECK(!strcmp(name, "/tmp"));
    CHECK_ERR(syscall(SYS_getcwd, name, 3), ERANGE);
    CHECK_ERR(chdir("/nowhere"), ENOENT);
    CHECK_ERR(chdir(path), ENOTDIR);
    CHECK_EQ(close(dir), 0);
    ok("ways");
}

/* creat(2) makes the file, or empties it, for writing only. */
static void check_creat(void)
{
    char byte;
    int fd = (int)syscall(SYS_creat, path, 0640);

    CHECK(fd >= 0);
    CHECK_EQ(write(fd, "text", 4), 4);
    CHECK_ERR(read(fd, &byte, 1), EBADF);
    CHECK_EQ(fcntl(fd, F_GETFD), 0);
    CHECK_EQ(close(fd), 0);
    fd = (int)syscall(SYS_creat, path, 0600);
    CHECK_EQ(lseek(fd, 0, SEEK_END), 0);
    CHECK_EQ(close(fd), 0);
    CHECK_EQ(unlink(path), 0);
    CHECK_ERR(syscall(SYS_creat, "/tmp", 0600), EISDIR);
    CHECK_ERR(syscall(SYS_creat, "/no/such/path", 0600), ENOENT);
    CHECK_ERR(syscall(SYS_creat, NULL, 0600), EFAULT);
    ok("creat");
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/guest-open-%d", getpid());
    check_missing();
    check_creat();
    check_bad();
    check_kinds();
    check_ways();
    CHECK_EQ(unlink(path), 0);
    return check_status();
}
