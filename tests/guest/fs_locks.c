/* SPDX-License-Identifier: MIT
 *
 * Locks of files: flock(2)'s, a process's (fcntl(2)) and an open file's. Who is in
 * whose way, ranges, what gives a lock back, waiting, deadlock.
 */
#define _GNU_SOURCE
#include "check.h"
#include "place.h"
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#ifndef F_OFD_SETLK
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38
#endif

static int fd; /* of the file, open for both */

static int open_file(int flags)
{
    int new = open("f", flags);

    CHECK(new >= 0);
    return new;
}

static int lock(int file, int command, short type, long start, long length)
{
    struct flock l = {.l_type = type, .l_start = start, .l_len = length};

    return fcntl(file, command, &l);
}

/* Who is in the way of a lock of [start, start + length)? */
static struct flock in_the_way(int command, short type, long start, long length)
{
    struct flock l = {.l_type = type, .l_start = start, .l_len = length};

    CHECK_EQ(fcntl(fd, command, &l), 0);
    return l;
}

/* Run `topic` in a child: whether all held. */
static int child(void (*topic)(void))
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        check_failures = 0;
        topic();
        _exit(check_status());
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return status == 0;
}

static void check_flock(void)
{
    int other = open_file(O_RDONLY), copy = dup(fd);

    CHECK_EQ(flock(fd, LOCK_SH), 0);
    CHECK_EQ(flock(other, LOCK_SH), 0);
    CHECK_ERR(flock(other, LOCK_EX | LOCK_NB), EWOULDBLOCK); /* and has none */
    CHECK_EQ(flock(copy, LOCK_EX | LOCK_NB), 0); /* the same owner */
    CHECK_ERR(flock(other, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    CHECK_EQ(close(fd), 0); /* the copy keeps it */
    CHECK_ERR(flock(other, LOCK_SH | LOCK_NB), EWOULDBLOCK);
    CHECK_EQ(close(copy), 0);
    CHECK_EQ(flock(other, LOCK_EX | LOCK_NB), 0);
    CHECK_EQ(flock(other, LOCK_UN), 0);
    CHECK_EQ(flock(other, LOCK_UN), 0);
    CHECK_ERR(flock(other, 3), EINVAL);
    CHECK_ERR(flock(other, LOCK_NB), EINVAL);
    CHECK_ERR(flock(99, LOCK_SH), EBADF);
    fd = open_file(O_RDWR);
    CHECK_EQ(flock(fd, LOCK_EX), 0);
    CHECK_EQ(lock(other, F_SETLK, F_RDLCK, 0, 0), 0); /* another kind */
    CHECK_EQ(close(other), 0);
    CHECK_EQ(flock(fd, LOCK_UN), 0);
    ok("flock");
}

static void on_alarm(int signal)
{
    (void)signal;
}

static void child_flocks(void)
{
    int own = open_file(O_RDWR);

    CHECK_EQ(flock(fd, LOCK_EX), 0); /* inherited: the same owner */
    signal(SIGALRM, on_alarm);
    siginterrupt(SIGALRM, 1);
    ualarm(20000, 0);
    CHECK_ERR(flock(own, LOCK_SH), EINTR);
    CHECK_EQ(flock(fd, LOCK_UN), 0);
    CHECK_EQ(flock(own, LOCK_EX), 0);
}

static void check_flock_processes(void)
{
    int own = open_file(O_RDWR);

    CHECK_EQ(flock(fd, LOCK_EX), 0);
    CHECK(child(child_flocks));
    CHECK_EQ(flock(own, LOCK_EX | LOCK_NB), 0); /* unlocked, and ended */
    CHECK_EQ(close(own), 0);
    ok("flock and fork");
}

/* What the parent has, as a child sees it. */
static void child_looks(void)
{
    struct flock l = in_the_way(F_GETLK, F_RDLCK, 0, 0);

    CHECK_EQ(l.l_type, F_WRLCK);
    CHECK_EQ(l.l_whence, SEEK_SET);
    CHECK_EQ(l.l_start, 10);
    CHECK_EQ(l.l_len, 10);
    CHECK_EQ(l.l_pid, getppid());
    l = in_the_way(F_GETLK, F_WRLCK, 20, 10);
    CHECK_EQ(l.l_type, F_RDLCK);
    CHECK_EQ(l.l_start, 20);
    CHECK_EQ(l.l_len, 10);
    CHECK_EQ(in_the_way(F_GETLK, F_RDLCK, 20, 0).l_start, 30);
    CHECK_EQ(in_the_way(F_GETLK, F_RDLCK, 20, 0).l_len, 0);
    CHECK_EQ(in_the_way(F_GETLK, F_RDLCK, 20, 10).l_type, F_UNLCK);
    CHECK_EQ(in_the_way(F_GETLK, F_WRLCK, 0, 10).l_type, F_UNLCK);
    CHECK_ERR(lock(fd, F_SETLK, F_RDLCK, 19, 1), EAGAIN);
    CHECK_EQ(lock(fd, F_SETLK, F_RDLCK, 20, 10), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 10), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 0), 0); /* its own only */
    CHECK_ERR(lock(fd, F_SETLK, F_WRLCK, 12, 1), EAGAIN);
}

static void child_is_free(void)
{
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 0), 0);
}

static void check_ranges(void)
{
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 0), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 10), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_RDLCK, 20, 10), 0);
    CHECK(child(child_looks));
    /* Pieces that touch become one again, and one type replaces the other. */
    CHECK_EQ(lock(fd, F_SETLK, F_RDLCK, 0, 20), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 10, 20), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 10), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_RDLCK, 20, 10), 0);
    CHECK(child(child_looks));
    int other = open_file(O_RDONLY);
    CHECK_EQ(close(other), 0); /* any descriptor of the file */
    CHECK(child(child_is_free));
    CHECK_EQ(lseek(fd, 100, SEEK_SET), 100);
    struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_CUR, .l_start = -90};
    l.l_len = 10;
    CHECK_EQ(fcntl(fd, F_SETLK, &l), 0);
    l = (struct flock){.l_type = F_RDLCK, .l_whence = SEEK_END, .l_start = 20};
    l.l_len = -10; /* the ten bytes before */
    CHECK_EQ(fcntl(fd, F_SETLK, &l), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 30, 0), 0);
    CHECK(child(child_looks));
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 0), 0);
    ok("ranges");
}

static void check_refusals(void)
{
    int in = open_file(O_RDONLY), out = open_file(O_WRONLY);
    struct flock l = {.l_type = F_RDLCK, .l_whence = 7};

    CHECK_ERR(lock(in, F_SETLK, F_WRLCK, 0, 0), EBADF);
    CHECK_ERR(lock(out, F_SETLK, F_RDLCK, 0, 0), EBADF);
    CHECK_ERR(lock(99, F_SETLK, F_RDLCK, 0, 0), EBADF);
    CHECK_ERR(lock(fd, F_SETLK, 3, 0, 0), EINVAL);
    CHECK_ERR(lock(fd, F_GETLK, F_UNLCK, 0, 0), EINVAL);
    CHECK_ERR(lock(fd, F_SETLK, F_RDLCK, -1, 0), EINVAL);
    CHECK_ERR(lock(fd, F_SETLK, F_RDLCK, 5, -6), EINVAL);
    CHECK_ERR(lock(fd, F_SETLK, F_RDLCK, 2, INT64_MAX), EOVERFLOW);
    CHECK_ERR(fcntl(fd, F_SETLK, &l), EINVAL);
    CHECK_ERR(syscall(SYS_fcntl, fd, F_SETLK, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(close(in) | close(out), 0);
    ok("refusals");
}

static void child_waits(void)
{
    CHECK_EQ(lock(fd, F_SETLKW, F_WRLCK, 0, 1), 0);
    CHECK_EQ(lock(fd, F_SETLKW, F_WRLCK, 1, 1), 0);
}

static void check_waiting(void)
{
    int status;

    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 2), 0);
    pid_t pid = fork();
    if (pid == 0) {
        check_failures = 0;
        child_waits();
        _exit(check_status());
    }
    sleep_ms(20);
    CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 1), 0);
    sleep_ms(20);
    CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_RDLCK, 1, 1), 0);
    sleep_ms(20);
    CHECK_EQ(waitpid(pid, &status, WNOHANG), 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 1, 1), 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 0), 0); /* its end freed all */
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 0), 0);
    ok("waiting");
}

/* Each has one byte and wants the other's: the one that asks last is refused. */
static void check_deadlock(void)
{
    int status;

    CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 0, 1), 0);
    pid_t pid = fork();
    if (pid == 0) {
        check_failures = 0;
        CHECK_EQ(lock(fd, F_SETLK, F_WRLCK, 1, 1), 0);
        CHECK_EQ(lock(fd, F_SETLKW, F_WRLCK, 0, 1), 0);
        _exit(check_status());
    }
    sleep_ms(50);
    CHECK_ERR(lock(fd, F_SETLKW, F_WRLCK, 1, 1), EDEADLK);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 1), 0);
    CHECK_EQ(lock(fd, F_SETLKW, F_WRLCK, 1, 1), 0); /* when it has ended */
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(lock(fd, F_SETLK, F_UNLCK, 0, 0), 0);
    ok("deadlock");
}

static void check_open_files(void)
{
    int other = open_file(O_RDWR);

    CHECK_EQ(lock(fd, F_OFD_SETLK, F_WRLCK, 0, 10), 0);
    CHECK_ERR(lock(other, F_OFD_SETLK, F_RDLCK, 5, 1), EAGAIN);
    CHECK_ERR(lock(fd, F_SETLK, F_RDLCK, 5, 1), EAGAIN); /* the process's */
    CHECK_EQ(lock(other, F_OFD_SETLKW, F_RDLCK, 10, 1), 0);
    struct flock l = in_the_way(F_OFD_GETLK, F_WRLCK, 10, 1);
    CHECK_EQ(l.l_type, F_RDLCK);
    CHECK_EQ(l.l_pid, -1);
    l = (struct flock){.l_type = F_RDLCK, .l_pid = 1};
    CHECK_ERR(fcntl(fd, F_OFD_SETLK, &l), EINVAL);
    CHECK_EQ(close(other), 0);
    CHECK_EQ(in_the_way(F_OFD_GETLK, F_WRLCK, 10, 1).l_type, F_UNLCK);
    other = dup(fd);
    CHECK_EQ(close(fd), 0); /* the copy keeps it */
    fd = open_file(O_RDWR);
    CHECK_ERR(lock(fd, F_OFD_SETLK, F_RDLCK, 5, 1), EAGAIN);
    CHECK_EQ(close(other), 0);
    CHECK_EQ(lock(fd, F_OFD_SETLK, F_WRLCK, 5, 1), 0);
    CHECK_EQ(lock(fd, F_OFD_SETLK, F_UNLCK, 0, 0), 0);
    ok("an open file's locks");
}

int main(void)
{
    place_enter("locks");
    put_file("f", "0123456789");
    fd = open_file(O_RDWR);
    check_flock();
    check_flock_processes();
    check_ranges();
    check_refusals();
    check_waiting();
    check_deadlock();
    check_open_files();
    CHECK_EQ(close(fd) | unlink("f"), 0);
    place_leave();
    return check_status();
}
