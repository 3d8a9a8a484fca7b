/* SPDX-License-Identifier: MIT
 *
 * Stopping and continuing a child: WUNTRACED, WCONTINUED, SIGCHLD, what stops a
 * process and what makes it go on; a stopped call goes on where it was.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/wait.h>

#define SECOND 1000000000ll

static volatile int children, child_code, child_status;

static void on_child(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    children++;
    child_code = info->si_code;
    child_status = info->si_status;
}

/* SIGCHLD may come a little after wait has told the same. */
static void expect_signal(int count, int code, int status)
{
    for (int i = 0; i < 60000 && children < count; i++)
        sleep_ms(1);
    CHECK_EQ(children, count);
    CHECK_EQ(child_code, code);
    CHECK_EQ(child_status, status);
}

static void install(int flags)
{
    struct sigaction a = {.sa_sigaction = on_child,
                          .sa_flags = SA_SIGINFO | SA_RESTART | flags};

    CHECK_EQ(sigaction(SIGCHLD, &a, NULL), 0);
    children = 0;
}

/* A child that reads from its end of a pipe until that is closed. */
static pid_t start(int *to)
{
    int fds[2];
    ssize_t got;
    char c;

    CHECK_EQ(pipe(fds), 0);
    pid_t pid = fork();
    if (pid == 0) {
        close(fds[1]);
        while ((got = read(fds[0], &c, 1)) == 1)
            if (c == 's')
                raise(SIGSTOP);
        _exit(got == 0 ? 7 : 1);
    }
    close(fds[0]);
    *to = fds[1];
    return pid;
}

static void finish(pid_t pid, int to)
{
    int status;

    close(to);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

static void expect(pid_t pid, int options, int want)
{
    int status = 0;

    CHECK_EQ(waitpid(pid, &status, options), pid);
    CHECK_EQ(status, want);
}

#define STOPPED(signal) ((signal) << 8 | 0x7f)
#define CONTINUED 0xffff

static void check_cycle(void)
{
    int to, status;

    install(0);
    pid_t pid = start(&to);
    CHECK_EQ(waitpid(pid, &status, WNOHANG | WUNTRACED), 0);
    CHECK_EQ(kill(pid, SIGSTOP), 0);
    expect(pid, WUNTRACED, STOPPED(SIGSTOP));
    expect_signal(1, CLD_STOPPED, SIGSTOP);
    CHECK_EQ(waitpid(pid, &status, WNOHANG | WUNTRACED), 0); /* told once */
    CHECK_EQ(kill(pid, SIGCONT), 0);
    expect(pid, WCONTINUED, CONTINUED);
    expect_signal(2, CLD_CONTINUED, SIGCONT);
    CHECK_EQ(write(to, "s", 1), 1); /* it stops itself */
    expect(pid, WUNTRACED, STOPPED(SIGSTOP));
    CHECK_EQ(kill(pid, SIGCONT), 0);
    finish(pid, to);
    ok("cycle");
}

/* What arrives while it is stopped waits; only SIGKILL does not. */
static void check_stopped(void)
{
    int to, status;

    install(SA_NOCLDSTOP);
    pid_t pid = start(&to);
    CHECK_EQ(kill(pid, SIGSTOP), 0);
    expect(pid, WUNTRACED, STOPPED(SIGSTOP));
    CHECK_EQ(children, 0);
    CHECK_EQ(kill(pid, SIGTERM), 0);
    sleep_ms(5);
    CHECK_EQ(waitpid(pid, &status, WNOHANG | WUNTRACED), 0);
    CHECK_EQ(kill(pid, SIGCONT), 0);
    expect(pid, 0, SIGTERM);
    close(to);
    pid = start(&to);
    CHECK_EQ(kill(pid, SIGSTOP), 0);
    expect(pid, WUNTRACED, STOPPED(SIGSTOP));
    CHECK_EQ(kill(pid, SIGKILL), 0);
    expect(pid, 0, SIGKILL);
    expect_signal(2, CLD_KILLED, SIGKILL);
    close(to);
    ok("stopped");
}

/* A group of its own, with its parent outside: SIGTSTP stops it. */
static void check_terminal(void)
{
    int to;
    siginfo_t info = {0};

    install(0);
    pid_t pid = start(&to);
    CHECK_EQ(setpgid(pid, pid), 0);
    CHECK_EQ(kill(-pid, SIGTSTP), 0);
    CHECK_EQ(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT), 0);
    CHECK_EQ(info.si_code, CLD_STOPPED);
    CHECK_EQ(info.si_status, SIGTSTP);
    CHECK_EQ(info.si_pid, pid);
    expect(pid, WUNTRACED, STOPPED(SIGTSTP));
    CHECK_EQ(kill(-pid, SIGCONT), 0);
    CHECK_EQ(waitid(P_PID, (id_t)pid, &info, WCONTINUED), 0);
    CHECK_EQ(info.si_code, CLD_CONTINUED);
    finish(pid, to);
    ok("terminal");
}

/* A child sleeps for NS and is stopped and continued meanwhile. Its status, or -1:
 * it was over before it was stopped (the machine is busy). */
static int stop_sleeper(int64_t ns)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        struct timespec t = {ns / SECOND, ns % SECOND};
        _exit(nanosleep(&t, NULL) == 0 ? 0 : 1);
    }
    sleep_ms(10);
    CHECK_EQ(kill(pid, SIGSTOP), 0);
    CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
    if (WIFEXITED(status))
        return -1;
    CHECK_EQ(status, STOPPED(SIGSTOP));
    sleep_ms(10);
    CHECK_EQ(kill(pid, SIGCONT), 0);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return status;
}

/* A sleep goes on as if nothing had been: its end does not move. */
static void check_sleep(void)
{
    int64_t begin, ns = SECOND / 1000 * 60;
    int status;

    do {
        begin = now_ns(CLOCK_MONOTONIC);
        status = stop_sleeper(ns);
        ns *= 4;
    } while (status == -1 && ns < 1000 * SECOND);
    CHECK_EQ(status, 0);
    CHECK(now_ns(CLOCK_MONOTONIC) - begin >= ns / 4);
    ok("sleep");
}

int main(void)
{
    check_cycle();
    check_stopped();
    check_terminal();
    check_sleep();
    return check_status();
}
