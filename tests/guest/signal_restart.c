/* SPDX-License-Identifier: MIT
 *
 * Which calls a handler ends with EINTR, and which go on after one with
 * SA_RESTART: signal(7). The signals come from another process, again and again,
 * until the call has come back.
 */
#define _GNU_SOURCE
#include "check.h"
#include "futex.h"
#include <poll.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/wait.h>

static volatile int handled;
static int fds[2];
static int *word;

static void handler(int number)
{
    (void)number;
    handled++;
}

static void install(int flags)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = flags};

    CHECK_EQ(sigaction(SIGUSR1, &a, NULL), 0);
    handled = 0;
}

/* Signals main every 2 ms, for ever, or ROUNDS times and then makes what it
 * waits for happen. */
static pid_t start(int flags, int rounds)
{
    install(flags);
    *word = 0;
    pid_t pid = fork();
    if (pid)
        return pid;
    for (int i = 0; !rounds || i < rounds; i++) {
        sleep_ms(2);
        kill(getppid(), SIGUSR1);
    }
    if (write(fds[1], "x", 1) != 1)
        _exit(1);
    *word = 1;
    futex_wake(word, FUTEX_WAKE, FUTEX_ALL, 0);
    _exit(0);
}

static void stop(pid_t pid, const char *topic)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
        ;
    CHECK(handled >= 1);
    ok(topic);
}

static void check_read(void)
{
    char c;
    pid_t pid = start(0, 0);

    CHECK_ERR(read(fds[0], &c, 1), EINTR);
    stop(pid, "read");
    pid = start(SA_RESTART, 3);
    CHECK_EQ(read(fds[0], &c, 1), 1);
    stop(pid, "read, restarted");
}

/* A part that was written is told; nothing is EINTR. */
static void check_write(void)
{
    static char bytes[100000];
    int full[2];
    pid_t pid;

    CHECK_EQ(pipe(full), 0);
    pid = start(0, 0);
    CHECK_EQ(write(full[1], bytes, sizeof bytes), 65536);
    CHECK_ERR(write(full[1], bytes, 1), EINTR);
    stop(pid, "write");
    close(full[0]);
    close(full[1]);
}

static void check_wait(void)
{
    pid_t pid = start(0, 0);

    CHECK_ERR(waitpid(pid, NULL, 0), EINTR);
    stop(pid, "wait");
    pid = start(SA_RESTART, 3);
    CHECK_EQ(waitpid(pid, NULL, 0), pid);
    CHECK(handled >= 1);
    char c;
    CHECK_EQ(read(fds[0], &c, 1), 1);
    ok("wait, restarted");
}

static void check_futex(void)
{
    struct timespec t = {1000, 0};
    pid_t pid = start(0, 0);

    CHECK_ERR(futex_wait(word, FUTEX_WAIT, 0, NULL), EINTR);
    stop(pid, "futex");
    pid = start(SA_RESTART, 0);
    CHECK_ERR(futex_wait(word, FUTEX_WAIT, 0, &t), EINTR);
    stop(pid, "futex with a time-out");
    pid = start(SA_RESTART, 3);
    int got = futex_wait(word, FUTEX_WAIT, 0, NULL);
    CHECK(got == 0 || errno == EAGAIN); /* the word may change in between */
    char c;
    CHECK_EQ(read(fds[0], &c, 1), 1);
    stop(pid, "futex, restarted");
    *word = 0;
}

static void check_never(void)
{
    struct pollfd p = {fds[0], POLLIN, 0};
    struct timespec t = {1000, 0}, rest = {0, 0};
    struct timeval tv = {1000, 0};
    sigset_t none;
    fd_set in;
    pid_t pid = start(SA_RESTART, 0);

    sigemptyset(&none);
    CHECK_ERR(poll(&p, 1, -1), EINTR);
    CHECK_ERR(poll(&p, 1, 1000000), EINTR);
    CHECK_ERR(ppoll(&p, 1, &t, &none), EINTR);
    FD_ZERO(&in);
    FD_SET(fds[0], &in);
    CHECK_ERR(select(fds[0] + 1, &in, NULL, NULL, &tv), EINTR);
    CHECK_ERR(nanosleep(&t, &rest), EINTR);
    CHECK(rest.tv_sec >= 900 && rest.tv_sec < 1000);
    CHECK_ERR(pause(), EINTR);
    CHECK_ERR(sigsuspend(&none), EINTR);
    sigaddset(&none, SIGUSR2);
    CHECK_ERR(syscall(SYS_rt_sigtimedwait, &none, NULL, &t, 8), EINTR);
    stop(pid, "never restarted");
}

int main(void)
{
    word = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                -1, 0);
    CHECK(word != MAP_FAILED);
    CHECK_EQ(pipe(fds), 0);
    check_read();
    check_write();
    check_wait();
    check_futex();
    check_never();
    return check_status();
}
