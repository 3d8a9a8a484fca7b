/* SPDX-License-Identifier: MIT
 *
 * /proc/PID/fd: what the links say of each kind of file, names that change or go,
 * permissions of the links; opening a descriptor again, also a pipe's; /dev/fd,
 * /dev/stdin; descriptors of another process; running /proc/self/exe.
 */
#define _GNU_SOURCE
#include "place.h"
#include "proc.h"
#include <dirent.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* Does the link of FD say KIND:[inode] with the inode that fstat tells? */
static int says_kind(int fd, const char *kind)
{
    char want[64];
    struct stat st;

    if (fstat(fd, &st))
        return 0;
    snprintf(want, sizeof want, "%s:[%lu]", kind, (unsigned long)st.st_ino);
    return !strcmp(proc_fd_link(getpid(), fd), want);
}

static void test_kinds(void)
{
    int ends[2], pair[2], event = eventfd(0, 0), epoll = epoll_create1(0);
    char left[64];
    struct stat st;

    CHECK_EQ(pipe(ends), 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    CHECK(says_kind(ends[0], "pipe"));
    CHECK(says_kind(pair[0], "socket"));
    CHECK(says_kind(pair[1], "socket"));
    strcpy(left, proc_fd_link(getpid(), ends[0]));
    CHECK(!strcmp(proc_fd_link(getpid(), ends[1]), left));
    CHECK(!strcmp(proc_fd_link(getpid(), event), "anon_inode:[eventfd]"));
    CHECK(!strcmp(proc_fd_link(getpid(), epoll), "anon_inode:[eventpoll]"));
    snprintf(left, sizeof left, "/proc/self/fd/%d", ends[0]);
    CHECK_EQ(lstat(left, &st), 0);
    CHECK_EQ(st.st_mode, S_IFLNK | 0500);
    CHECK_EQ(st.st_size, 64);
    CHECK_EQ(stat(left, &st), 0);
    CHECK(S_ISFIFO(st.st_mode));
    snprintf(left, sizeof left, "/proc/self/fd/%d", ends[1]);
    CHECK_EQ(lstat(left, &st), 0);
    CHECK_EQ(st.st_mode, S_IFLNK | 0300);
    snprintf(left, sizeof left, "/proc/self/fd/%d", pair[0]);
    CHECK_EQ(lstat(left, &st), 0);
    CHECK_EQ(st.st_mode, S_IFLNK | 0700);
    CHECK_EQ(stat(left, &st), 0);
    CHECK(S_ISSOCK(st.st_mode));
    CHECK_ERR(open(left, O_RDWR), ENXIO);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(pair[i]);
    }
    close(event);
    close(epoll);
    CHECK_ERR(readlink(left, (char[8]){0}, 8), ENOENT);
    ok("kinds");
}

/* A file's path follows it, and says when it is gone. */
static void test_paths(void)
{
    char here[256], want[300];
    int fd = open("file", O_RDWR | O_CREAT, 0600), fifo;

    CHECK(getcwd(here, sizeof here) != NULL);
    snprintf(want, sizeof want, "%s/file", here);
    CHECK(!strcmp(proc_fd_link(getpid(), fd), want));
    CHECK_EQ(mkdir("dir", 0700), 0);
    CHECK_EQ(rename("file", "dir/other"), 0);
    snprintf(want, sizeof want, "%s/dir/other", here);
    CHECK(!strcmp(proc_fd_link(getpid(), fd), want));
    CHECK_EQ(unlink("dir/other"), 0);
    snprintf(want, sizeof want, "%s/dir/other (deleted)", here);
    CHECK(!strcmp(proc_fd_link(getpid(), fd), want));
    CHECK_EQ(readlink("/proc/self/fd/0", want, 1), 1);
    close(fd);
    fd = open("dir", O_RDONLY);
    CHECK_EQ(rmdir("dir"), 0);
    snprintf(want, sizeof want, "%s/dir (deleted)", here);
    CHECK(!strcmp(proc_fd_link(getpid(), fd), want));
    close(fd);
    CHECK_EQ(mkfifo("fifo", 0600), 0);
    fifo = open("fifo", O_RDWR);
    snprintf(want, sizeof want, "%s/fifo", here);
    CHECK(!strcmp(proc_fd_link(getpid(), fifo), want));
    close(fifo);
    CHECK_EQ(unlink("fifo"), 0);
    ok("paths");
}

static int reopen(int fd, int flags)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, flags);
}

/* Opened again it is another open file, with a position of its own. */
static void test_reopen_file(void)
{
    int fd = open("file", O_RDWR | O_CREAT, 0600), again;
    char text[8] = "";

    CHECK_EQ(write(fd, "hello", 5), 5);
    again = reopen(fd, O_RDONLY);
    CHECK_EQ(read(again, text, 8), 5);
    CHECK(!strcmp(text, "hello"));
    CHECK_ERR(write(again, "x", 1), EBADF);
    close(again);
    CHECK_EQ(unlink("file"), 0);
    again = reopen(fd, O_RDWR);
    CHECK(again >= 0);
    CHECK_EQ(pread(again, text, 8, 1), 4);
    close(again);
    again = reopen(fd, O_WRONLY | O_TRUNC);
    CHECK_EQ(lseek(fd, 0, SEEK_END), 0);
    close(again);
    CHECK_ERR(reopen(fd, O_RDONLY | O_NOFOLLOW), ELOOP);
    CHECK_ERR(reopen(fd, O_RDONLY | O_CREAT | O_EXCL), EEXIST);
    close(fd);
    CHECK_ERR(reopen(fd, O_RDONLY), ENOENT);
    ok("reopen file");
}

/* So is a pipe: it ends when the ends that were opened again are gone, too. */
static void test_reopen_pipe(void)
{
    int ends[2], writer, reader, both;
    char text[8] = "";

    CHECK_EQ(pipe2(ends, O_NONBLOCK), 0);
    writer = reopen(ends[0], O_WRONLY);
    reader = reopen(ends[1], O_RDONLY | O_NONBLOCK);
    CHECK(writer >= 0 && reader >= 0);
    CHECK(says_kind(writer, "pipe"));
    close(ends[1]);
    CHECK_ERR(read(ends[0], text, 8), EAGAIN);
    CHECK_EQ(write(writer, "abc", 3), 3);
    CHECK_EQ(read(reader, text, 2), 2);
    CHECK_EQ(read(ends[0], text, 8), 1);
    close(writer);
    CHECK_EQ(read(reader, text, 8), 0);
    both = reopen(reader, O_RDWR | O_NONBLOCK);
    CHECK_EQ(write(both, "xyz", 3), 3);
    CHECK_EQ(read(both, text, 8), 3);
    CHECK_ERR(read(reader, text, 8), EAGAIN);
    close(both);
    close(reader);
    close(ends[0]);
    ok("reopen pipe");
}

static void test_dev(void)
{
    int ends[2], fd, saved = dup(0);
    char text[8] = "", path[32];

    CHECK(!strcmp(proc_link("/dev/fd"), "/proc/self/fd"));
    CHECK(!strcmp(proc_link("/dev/stdin"), "/proc/self/fd/0"));
    CHECK_EQ(pipe(ends), 0);
    CHECK_EQ(dup2(ends[0], 0), 0);
    CHECK_EQ(write(ends[1], "12345", 5), 5);
    fd = open("/dev/stdin", O_RDONLY);
    CHECK_EQ(read(fd, text, 2), 2);
    close(fd);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    fd = open(path, O_RDONLY);
    CHECK_EQ(read(fd, text, 8), 3);
    close(fd);
    dup2(saved, 0);
    close(saved);
    close(ends[0]);
    close(ends[1]);
    ok("dev");
}

/* The names in /proc/self/fd are the open descriptors. */
static void test_listing(void)
{
    int high = fcntl(0, F_DUPFD, 200), seen = 0, others = 0, odd = 0;
    DIR *dir = opendir("/proc/self/fd");
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        int fd = atoi(entry->d_name);
        if (entry->d_name[0] == '.')
            continue;
        seen += fd == high;
        others += fd != high;
        odd += fcntl(fd, F_GETFD) < 0 || entry->d_type != DT_LNK;
    }
    CHECK_EQ(seen, 1);
    CHECK(others >= 4);
    CHECK_EQ(odd, 0);
    if (dir)
        closedir(dir);
    close(high);
    ok("listing");
}

/* Another process's descriptors, its directory, its program. */
static void test_other(void)
{
    int ends[2], status, fd, pid;
    char path[64], text[8] = "", own[64];

    CHECK_EQ(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        CHECK_EQ(chdir("/proc"), 0);
        dup2(ends[0], 77);
        sleep(100);
        _exit(0);
    }
    snprintf(path, sizeof path, "/proc/%d/fd/77", pid);
    for (int i = 0; i < 2000 && access(path, F_OK); i++)
        sleep_ms(1);
    strcpy(own, proc_fd_link(getpid(), ends[0]));
    CHECK(!strcmp(proc_fd_link(pid, 77), own));
    fd = open(path, O_RDONLY);
    CHECK_EQ(write(ends[1], "q", 1), 1);
    CHECK_EQ(read(fd, text, 8), 1);
    snprintf(path, sizeof path, "/proc/%d/cwd", pid);
    CHECK(!strcmp(proc_link(path), "/proc"));
    kill(pid, SIGKILL);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_ERR(readlink(path, text, sizeof text), ENOENT);
    close(fd);
    close(ends[0]);
    close(ends[1]);
    ok("other");
}

static void test_exe(char **argv)
{
    char *again[] = {argv[0], "again", NULL};
    int status, pid = fork();

    if (pid == 0) {
        execv("/proc/self/exe", again);
        _exit(99);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 42 << 8);
    ok("exe");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return 42;
    place_enter("proc_fd");
    test_kinds();
    test_paths();
    test_reopen_file();
    test_reopen_pipe();
    test_dev();
    test_listing();
    test_other();
    test_exe(argv);
    place_leave();
    return check_status();
}
