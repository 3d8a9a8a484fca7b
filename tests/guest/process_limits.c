/* SPDX-License-Identifier: MIT
 *
 * Limits on what processes make: RLIMIT_NPROC counts the LWPs of a user, those of
 * children that nobody has waited for too, and spares root; RLIMIT_FSIZE ends
 * files, with SIGXFSZ.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* A user who owns nothing else on this machine. */
#define USER 51967
#define LIMIT 4

static void set_limit(int resource, rlim_t soft)
{
    struct rlimit limit;

    CHECK_EQ(getrlimit(resource, &limit), 0);
    limit.rlim_cur = soft;
    CHECK_EQ(setrlimit(resource, &limit), 0);
}

/* Run `body` in a child; its failures are the parent's. */
static void in_child(void (*body)(void))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        body();
        _exit(check_status());
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
}

/* ---- RLIMIT_NPROC ---- */

static void become_user(void)
{
    CHECK_EQ(setresgid(USER, USER, USER), 0);
    CHECK_EQ(setresuid(USER, USER, USER), 0);
    set_limit(RLIMIT_NPROC, LIMIT);
}

static pid_t sleeper(void)
{
    pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(0);
    }
    return child;
}

/* Itself and three children are all; each that is waited for makes room for one, a
 * zombie does not. */
static void count_processes(void)
{
    pid_t children[LIMIT];

    become_user();
    for (int i = 1; i < LIMIT; i++)
        CHECK((children[i] = sleeper()) > 0);
    CHECK_ERR(fork(), EAGAIN);
    CHECK_ERR(vfork(), EAGAIN);
    kill(children[1], SIGKILL);
    siginfo_t info;
    CHECK_EQ(waitid(P_PID, (id_t)children[1], &info, WEXITED | WNOWAIT), 0);
    CHECK_ERR(fork(), EAGAIN);
    CHECK_EQ(waitpid(children[1], NULL, 0), children[1]);
    CHECK((children[1] = sleeper()) > 0);
    CHECK_ERR(fork(), EAGAIN);
    set_limit(RLIMIT_NPROC, LIMIT + 1);
    pid_t more = sleeper();
    CHECK(more > 0);
    set_limit(RLIMIT_NPROC, 0);
    CHECK_ERR(fork(), EAGAIN);
    kill(more, SIGKILL);
    CHECK_EQ(waitpid(more, NULL, 0), more);
    for (int i = 1; i < LIMIT; i++) {
        kill(children[i], SIGKILL);
        CHECK_EQ(waitpid(children[i], NULL, 0), children[i]);
    }
}

static pthread_barrier_t barrier;

static void *wait_there(void *arg)
{
    pthread_barrier_wait(&barrier);
    return arg;
}

/* Threads count like processes. */
static void count_threads(void)
{
    pthread_t threads[LIMIT];

    become_user();
    pthread_barrier_init(&barrier, NULL, LIMIT);
    for (int i = 1; i < LIMIT; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, wait_there, NULL), 0);
    CHECK_EQ(pthread_create(&threads[0], NULL, wait_there, NULL), EAGAIN);
    CHECK_ERR(fork(), EAGAIN);
    pthread_barrier_wait(&barrier);
    for (int i = 1; i < LIMIT; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
}

/* The real user counts; whoever is root in effect is spared, whatever it is. */
static void spare_root(void)
{
    set_limit(RLIMIT_NPROC, 0);
    pid_t child = sleeper();
    CHECK(child > 0);
    kill(child, SIGKILL);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    CHECK_EQ(setresuid(USER, 0, 0), 0);
    child = sleeper();
    CHECK(child > 0);
    kill(child, SIGKILL);
    CHECK_EQ(waitpid(child, NULL, 0), child);
}

/* Who becomes a user with too many processes may, but cannot exec. The limit is
 * looked at before the file is. */
static void refuse_exec(void)
{
    char *argv[] = {"x", NULL};
    pid_t children[3];
    int fds[2];
    char byte;

    CHECK_EQ(pipe(fds), 0);
    for (int i = 0; i < 3; i++)
        if ((children[i] = fork()) == 0) {
            become_user();
            write(fds[1], "", 1);
            pause();
        }
    for (int i = 0; i < 3; i++)
        CHECK_EQ(read(fds[0], &byte, 1), 1);
    set_limit(RLIMIT_NPROC, 2);
    CHECK_EQ(setresgid(USER, USER, USER), 0);
    CHECK_EQ(setresuid(USER, USER, 0), 0);
    CHECK_ERR(execve("/absent", argv, NULL), EAGAIN);
    CHECK_ERR(execve("/absent", argv, NULL), EAGAIN);
    set_limit(RLIMIT_NPROC, 4);
    CHECK_ERR(execve("/absent", argv, NULL), ENOENT);
    set_limit(RLIMIT_NPROC, 2); /* once it was allowed, it is */
    CHECK_ERR(execve("/absent", argv, NULL), ENOENT);
    CHECK_EQ(setresuid(0, 0, 0), 0);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(kill(children[i], SIGKILL), 0);
        CHECK_EQ(waitpid(children[i], NULL, 0), children[i]);
    }
}

/* ---- RLIMIT_FSIZE ---- */

static volatile sig_atomic_t signals;

static void count_signal(int signal)
{
    (void)signal;
    signals++;
}

/* The last call has sent one SIGXFSZ. */
#define CHECK_SIGNALLED() (CHECK_EQ(signals, 1), signals = 0)

static int open_file(void)
{
    char path[] = "/tmp/guest-limits-XXXXXX";
    int fd = mkstemp(path);

    CHECK(fd >= 0);
    unlink(path);
    return fd;
}

static void size_of_writes(void)
{
    static char data[1000];
    int fd = open_file();

    signal(SIGXFSZ, count_signal);
    set_limit(RLIMIT_FSIZE, 5000);
    CHECK_EQ(pwrite(fd, data, 1000, 3500), 1000);
    CHECK_EQ(pwrite(fd, data, 1000, 4500), 500); /* what there is room for */
    CHECK_EQ(signals, 0);
    CHECK_ERR(pwrite(fd, data, 1, 5000), EFBIG);
    CHECK_SIGNALLED();
    CHECK_ERR(pwrite(fd, data, 1, 1 << 30), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(lseek(fd, 0, SEEK_END), 5000);
    CHECK_EQ(write(fd, data, 0), 0);
    CHECK_ERR(write(fd, data, 1), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(lseek(fd, 0, SEEK_CUR), 5000);
    CHECK_EQ(fcntl(fd, F_SETFL, O_APPEND), 0);
    CHECK_ERR(pwrite(fd, data, 1, 0), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(signals, 0);
    close(fd);
}

static void size_by_other_calls(void)
{
    int fd = open_file();

    signal(SIGXFSZ, count_signal);
    set_limit(RLIMIT_FSIZE, 5000);
    CHECK_EQ(ftruncate(fd, 5000), 0);
    CHECK_ERR(ftruncate(fd, 5001), EFBIG);
    CHECK_SIGNALLED();
    CHECK_ERR(fallocate(fd, 0, 4000, 1001), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(fallocate(fd, 0, 4000, 1000), 0);
    set_limit(RLIMIT_FSIZE, 100); /* what is there may be used */
    CHECK_EQ(pwrite(fd, "xy", 2, 99), 1);
    CHECK_ERR(pwrite(fd, "x", 1, 100), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(ftruncate(fd, 4000), 0);
    CHECK_ERR(ftruncate(fd, 4001), EFBIG);
    CHECK_SIGNALLED();
    CHECK_EQ(signals, 0);
    close(fd);
}

/* Pipes and devices have no size. */
static void no_size(void)
{
    static char data[1000];
    int fds[2], null = open("/dev/null", O_WRONLY);

    signal(SIGXFSZ, count_signal);
    set_limit(RLIMIT_FSIZE, 0);
    CHECK_EQ(pipe(fds), 0);
    CHECK_EQ(write(fds[1], data, sizeof data), sizeof data);
    CHECK_EQ(write(null, data, sizeof data), sizeof data);
    CHECK_EQ(signals, 0);
}

static void signalled(void)
{
    int status, fd = open_file();
    pid_t child = fork();

    if (child == 0) {
        set_limit(RLIMIT_CORE, 0);
        set_limit(RLIMIT_FSIZE, 0);
        write(fd, "x", 1);
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
    close(fd);
}

int main(void)
{
    in_child(count_processes);
    in_child(count_threads);
    in_child(spare_root);
    in_child(refuse_exec);
    ok("number of processes");
    in_child(size_of_writes);
    in_child(size_by_other_calls);
    in_child(no_size);
    signalled();
    ok("size of files");
    return check_status();
}
