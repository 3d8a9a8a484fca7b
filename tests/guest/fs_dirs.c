/* SPDX-License-Identifier: MIT
 *
 * Directories: listing them while names come and go, their link counts, the
 * working directory, and directories that were removed while in use.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <dirent.h>

#define MANY 300

/* The entries of the open directory from its position on. */
static int count_entries(DIR *dir)
{
    int count = 0;

    while (readdir(dir))
        count++;
    return count;
}

static void check_list(void)
{
    int dots = 0, files = 0, links = 0, dirs = 0, fifos = 0;
    struct dirent *entry;
    DIR *dir;

    put_file("f", "x");
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(symlink("f", "s"), 0);
    CHECK_EQ(mkfifo("p", 0600), 0);
    dir = opendir(".");
    while ((entry = readdir(dir))) {
        if (entry->d_name[0] == '.')
            dots += entry->d_type == DT_DIR;
        else
            CHECK(entry->d_ino == stat_of(entry->d_name).st_ino);
        files += entry->d_type == DT_REG;
        links += entry->d_type == DT_LNK;
        dirs += entry->d_type == DT_DIR;
        fifos += entry->d_type == DT_FIFO;
    }
    CHECK_EQ(dots, 2);
    CHECK_EQ(files, 1);
    CHECK_EQ(links, 1);
    CHECK_EQ(dirs, 3);
    CHECK_EQ(fifos, 1);
    rewinddir(dir);
    CHECK_EQ(count_entries(dir), 6);
    CHECK_EQ(closedir(dir), 0);
    CHECK_EQ(unlink("f") | unlink("s") | unlink("p") | rmdir("d"), 0);
    ok("listing");
}

static void check_many(void)
{
    char name[64];
    long where;
    int seen = 0;
    struct dirent *entry;
    DIR *dir;

    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "name-%03d-with-some-length", i);
        put_file(name, "");
    }
    dir = opendir(".");
    CHECK_EQ(count_entries(dir), MANY + 2);
    rewinddir(dir);
    for (int i = 0; i < 100; i++)
        CHECK(readdir(dir) != NULL);
    where = telldir(dir);
    CHECK_EQ(count_entries(dir), MANY + 2 - 100);
    seekdir(dir, where);
    CHECK_EQ(count_entries(dir), MANY + 2 - 100);
    rewinddir(dir);
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.') {
            CHECK_EQ(unlink(entry->d_name), 0);
            seen++;
        }
    CHECK_EQ(seen, MANY);
    rewinddir(dir);
    CHECK_EQ(count_entries(dir), 2);
    CHECK_EQ(closedir(dir), 0);
    ok("many, removed while listed");
}

static void check_getdents(void)
{
    char buf[1024];
    int fd = open(".", O_RDONLY), file;

    CHECK_ERR(syscall(SYS_getdents64, fd, buf, 10), EINVAL);
    CHECK_ERR(syscall(SYS_getdents64, fd, KERNEL_ADDRESS, 1024), EFAULT);
    CHECK(syscall(SYS_getdents64, fd, buf, sizeof buf) > 0);
    CHECK_EQ(syscall(SYS_getdents64, fd, buf, sizeof buf), 0);
    CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
    CHECK(syscall(SYS_getdents64, fd, buf, sizeof buf) > 0);
    CHECK_ERR(syscall(SYS_getdents64, 99, buf, sizeof buf), EBADF);
    CHECK_ERR(write(fd, buf, 1), EBADF);
    CHECK_ERR(ftruncate(fd, 0), EINVAL);
    CHECK_EQ(fsync(fd), 0);
    CHECK_EQ(close(fd), 0);
    put_file("f", "x");
    file = open("f", O_RDONLY);
    CHECK_ERR(syscall(SYS_getdents64, file, buf, sizeof buf), ENOTDIR);
    CHECK_ERR(fchdir(file), ENOTDIR);
    CHECK_ERR(openat(file, "x", O_RDONLY), ENOTDIR);
    CHECK_EQ(close(file), 0);
    CHECK_EQ(unlink("f"), 0);
    ok("getdents64");
}

static void check_links(void)
{
    CHECK_EQ(stat_of(".").st_nlink, 2);
    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(stat_of("d").st_nlink, 2);
    CHECK_EQ(stat_of(".").st_nlink, 3);
    CHECK_EQ(mkdir("d/e", 0700), 0);
    CHECK_EQ(stat_of("d").st_nlink, 3);
    put_file("d/f", "x");
    CHECK_EQ(stat_of("d").st_nlink, 3);
    CHECK_EQ(unlink("d/f") | rmdir("d/e"), 0);
    CHECK_EQ(stat_of("d").st_nlink, 2);
    CHECK_EQ(rmdir("d"), 0);
    CHECK_EQ(stat_of(".").st_nlink, 2);
    ok("link counts");
}

static void check_working(void)
{
    char here[128], want[128];
    int fd;

    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(chdir("d"), 0);
    CHECK_EQ(rename("../d", "../e"), 0);
    snprintf(want, sizeof want, "%s/e", place);
    CHECK(getcwd(here, sizeof here) && !strcmp(here, want));
    fd = open("..", O_RDONLY | O_DIRECTORY);
    CHECK_EQ(fchdir(fd), 0);
    CHECK_EQ(close(fd), 0);
    CHECK(getcwd(here, sizeof here) && !strcmp(here, place));
    CHECK_ERR(syscall(SYS_getcwd, here, 1), ERANGE);
    CHECK_ERR(syscall(SYS_getcwd, KERNEL_ADDRESS, 100), EFAULT);
    CHECK_ERR(fchdir(99), EBADF);
    CHECK_ERR(chdir("none"), ENOENT);
    CHECK_ERR(chdir(""), ENOENT);
    CHECK_EQ(rmdir("e"), 0);
    ok("working directory");
}

/* A directory that was removed is empty and stays so. */
static void check_removed(void)
{
    char buf[512];
    struct stat st;
    int fd;

    CHECK_EQ(mkdir("d", 0700), 0);
    CHECK_EQ(mkdir("d/e", 0700), 0);
    CHECK_EQ(chdir("d/e"), 0);
    fd = open(".", O_RDONLY | O_DIRECTORY);
    CHECK_EQ(rmdir("../e"), 0);
    CHECK_EQ(rmdir("../../d"), 0);
    CHECK_EQ(stat(".", &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_ERR(syscall(SYS_getcwd, buf, sizeof buf), ENOENT);
    CHECK_ERR(open("x", O_WRONLY | O_CREAT, 0600), ENOENT);
    CHECK_ERR(mkdir("x", 0700), ENOENT);
    CHECK_ERR(symlink("x", "x"), ENOENT);
    CHECK_ERR(rename("../../d", "x"), ENOENT);
    CHECK_ERR(openat(fd, "x", O_RDONLY), ENOENT);
    CHECK_ERR(syscall(SYS_getdents64, fd, buf, sizeof buf), ENOENT);
    CHECK_EQ(stat("..", &st), 0);
    CHECK_EQ(st.st_nlink, 0);
    CHECK_EQ(chdir("../.."), 0);
    CHECK_EQ(stat_of(".").st_nlink, 2);
    CHECK_ERR(fstatat(fd, "x", &st, 0), ENOENT);
    CHECK_EQ(close(fd), 0);
    ok("removed while in use");
}

int main(void)
{
    place_enter("dirs");
    check_list();
    check_many();
    check_getdents();
    check_links();
    check_working();
    check_removed();
    place_leave();
    return check_status();
}
