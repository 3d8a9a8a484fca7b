/* SPDX-License-Identifier: MIT
 *
 * The files of /proc as such: what kinds they are, reading in pieces and at
 * offsets, going back to the beginning, what may not be done, the file system
 * that they are in.
 */
#include "proc.h"
#include <dirent.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>

static void test_kinds(void)
{
    struct stat st, root;

    CHECK_EQ(stat("/proc", &root), 0);
    CHECK(S_ISDIR(root.st_mode));
    CHECK_EQ(root.st_mode & 07777, 0555);
    CHECK_EQ(stat("/proc/self/stat", &st), 0);
    CHECK(S_ISREG(st.st_mode));
    CHECK_EQ(st.st_mode & 07777, 0444);
    CHECK_EQ(st.st_size, 0);
    CHECK_EQ(st.st_dev, root.st_dev);
    CHECK_EQ(lstat("/proc/self", &st), 0);
    CHECK(S_ISLNK(st.st_mode));
    CHECK_EQ(stat("/proc/self", &st), 0);
    CHECK(S_ISDIR(st.st_mode));
    CHECK_EQ(st.st_uid, geteuid());
    CHECK_EQ(stat("/proc/self/fd", &st), 0);
    CHECK_EQ(st.st_mode & 07777, 0500);
    CHECK_EQ(stat("/proc/self/environ", &st), 0);
    CHECK_EQ(st.st_mode & 07777, 0400);
    CHECK_EQ(stat("/", &st), 0);
    CHECK(st.st_dev != root.st_dev);
    CHECK_ERR(stat("/proc/nosuch", &st), ENOENT);
    CHECK_ERR(stat("/proc/self/nosuch", &st), ENOENT);
    CHECK_ERR(stat("/proc/01", &st), ENOENT);
    CHECK_ERR(stat("/proc/self/fd/01", &st), ENOENT);
    CHECK_ERR(stat("/proc/self/stat/x", &st), ENOTDIR);
    CHECK_ERR(stat("/proc/uptime/", &st), ENOTDIR);
    ok("kinds");
}

static void test_file_system(void)
{
    struct statfs fs;
    char line[256];
    int found = 0;
    FILE *mounts = fopen("/proc/mounts", "r");

    CHECK_EQ(statfs("/proc/self/stat", &fs), 0);
    CHECK_EQ(fs.f_type, 0x9fa0);
    CHECK_EQ(fs.f_blocks, 0);
    CHECK(mounts != NULL);
    while (mounts && fgets(line, sizeof line, mounts))
        found |= strstr(line, " /proc proc ") != NULL;
    CHECK(found);
    if (mounts)
        fclose(mounts);
    CHECK(!strcmp(proc_link("/proc/mounts"), "self/mounts"));
    ok("file system");
}

static void test_reading(void)
{
    char whole[4096], piece[4096], byte;
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t length = read(fd, whole, sizeof whole), at = 0, got;

    CHECK(length > 300);
    CHECK_EQ(read(fd, piece, sizeof piece), 0);
    CHECK_EQ(lseek(fd, 0, SEEK_SET), 0);
    while ((got = read(fd, piece + at, 7)) > 0)
        at += got;
    CHECK(at > 300);
    CHECK(!memcmp(piece, "Name:\tproc_files\n", 17));
    CHECK_EQ(pread(fd, &byte, 1, 6), 1);
    CHECK_EQ(byte, 'p');
    CHECK_EQ(pread(fd, piece, 4, 0), 4);
    CHECK(!memcmp(piece, "Name", 4));
    CHECK_EQ(pread(fd, piece, 4, 1 << 20), 0);
    CHECK_EQ(read(fd, piece, 1), 0);
    CHECK_EQ(lseek(fd, 5, SEEK_SET), 5);
    CHECK_EQ(lseek(fd, 1, SEEK_CUR), 6);
    CHECK_EQ(read(fd, piece, 10), 10);
    CHECK(!memcmp(piece, "proc_files", 10));
    CHECK_ERR(lseek(fd, -1, SEEK_SET), EINVAL);
    CHECK_ERR(pread(fd, KERNEL_ADDRESS, 10, 0), EFAULT);
    CHECK_ERR(write(fd, "x", 1), EBADF);
    close(fd);
    ok("reading");
}

/* The text is new after going back, and the same further on. */
static void test_fresh(void)
{
    char first[64] = "", second[64] = "";
    int fd = open("/proc/self/comm", O_RDONLY);
    int other = open("/proc/self/comm", O_RDWR);

    CHECK_EQ(read(fd, first, 4), 4);
    CHECK_EQ(write(other, "renamed", 7), 7);
    CHECK(read(fd, first + 4, 32) > 0);
    CHECK(!strcmp(first, "proc_files\n"));
    CHECK_EQ(pread(fd, second, 32, 0), 8);
    CHECK(!strcmp(second, "renamed\n"));
    CHECK_EQ(write(other, "proc_files", 10), 10);
    CHECK(!strcmp(proc_read("/proc/self/comm"), "proc_files\n"));
    close(other);
    close(fd);
    ok("fresh");
}

static void test_refusals(void)
{
    CHECK_ERR(open("/proc/new", O_CREAT | O_WRONLY, 0600), ENOENT);
    CHECK_ERR(mkdir("/proc/new", 0700), ENOENT);
    CHECK_ERR(mkdir("/proc/self", 0700), EEXIST);
    CHECK_ERR(unlink("/proc/uptime"), EPERM);
    CHECK_ERR(rename("/proc/uptime", "/tmp/uptime"), EXDEV);
    CHECK_ERR(link("/proc/uptime", "/uptime"), EXDEV);
    CHECK_ERR(open("/proc/self/stat", O_RDONLY | O_DIRECTORY), ENOTDIR);
    CHECK_ERR(open("/proc/self", O_RDONLY | O_NOFOLLOW), ELOOP);
    CHECK_ERR(readlink("/proc/self/stat", (char[8]){0}, 8), EINVAL);
    CHECK_ERR(chmod("/proc/self/stat", 0777), EPERM);
    ok("refusals");
}

/* Walk by descriptors, "..", and through the links. */
static void test_walks(void)
{
    char cwd[4096], name[32];
    int proc = open("/proc", O_RDONLY | O_DIRECTORY);
    int self = openat(proc, "self", O_RDONLY | O_DIRECTORY);
    struct stat a, b;

    CHECK_EQ(fstatat(self, "../self/stat", &a, 0), 0);
    CHECK_EQ(stat("/proc/self/stat", &b), 0);
    CHECK_EQ(a.st_ino, b.st_ino);
    CHECK_EQ(fstatat(self, "..", &a, 0), 0);
    CHECK_EQ(fstat(proc, &b), 0);
    CHECK_EQ(a.st_ino, b.st_ino);
    CHECK_EQ(fstatat(self, "task/../fd/../../..", &a, 0), 0);
    CHECK_EQ(stat("/", &b), 0);
    CHECK_EQ(a.st_ino, b.st_ino);
    CHECK_EQ(stat("/proc/self/root/proc/self/cwd/proc", &a), 0);
    CHECK_EQ(fstat(proc, &b), 0);
    CHECK_EQ(a.st_ino, b.st_ino);
    CHECK_EQ(fchdir(self), 0);
    snprintf(name, sizeof name, "/proc/%d", getpid());
    CHECK(getcwd(cwd, sizeof cwd) && !strcmp(cwd, name));
    CHECK_EQ(access("stat", R_OK), 0);
    CHECK(!strcmp(proc_link("/proc/self/cwd"), name));
    CHECK_EQ(chdir("/"), 0);
    snprintf(name, sizeof name, "%d/task/%ld", getpid(), syscall(SYS_gettid));
    CHECK(!strcmp(proc_link("/proc/thread-self"), name));
    close(self);
    close(proc);
    ok("walks");
}

/* The listing of a directory names it all, each once. */
static void test_listing(void)
{
    DIR *dir = opendir("/proc/self");
    int seen[5] = {0};
    static const char *const names[] = {".", "..", "stat", "fd", "exe"};
    struct dirent *entry;
    struct stat st;

    while (dir && (entry = readdir(dir)))
        for (int i = 0; i < 5; i++)
            if (!strcmp(entry->d_name, names[i])) {
                seen[i]++;
                CHECK(i != 2 || entry->d_type == DT_REG);
                CHECK(i != 3 || entry->d_type == DT_DIR);
                CHECK(i != 4 || entry->d_type == DT_LNK);
                CHECK(i != 2 || (stat("/proc/self/stat", &st) == 0 &&
                                 st.st_ino == entry->d_ino));
            }
    for (int i = 0; i < 5; i++)
        CHECK_EQ(seen[i], 1);
    if (dir)
        closedir(dir);
    ok("listing");
}

int main(void)
{
    test_kinds();
    test_file_system();
    test_reading();
    test_fresh();
    test_refusals();
    test_walks();
    test_listing();
    return check_status();
}
