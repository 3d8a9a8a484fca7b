/* SPDX-License-Identifier: MIT
 *
 * wait4(2) and waitid(2): which children, what is told, what is refused; children
 * whose parent does not want to know; orphans.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static pid_t exits(int code)
{
    pid_t child = fork();

    if (child == 0)
        _exit(code);
    CHECK(child > 0);
    return child;
}

static pid_t sleeps(void)
{
    pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(1);
    }
    CHECK(child > 0);
    return child;
}

static void kill_and_reap(pid_t child)
{
    int status;

    CHECK_EQ(kill(child, SIGKILL), 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, SIGKILL);
}

static void none(void)
{
    siginfo_t info;

    CHECK_ERR(wait4(-1, NULL, 0, NULL), ECHILD);
    CHECK_ERR(wait4(-1, NULL, WNOHANG, NULL), ECHILD);
    CHECK_ERR(wait4(0, NULL, 0, NULL), ECHILD);
    CHECK_ERR(wait4(getpid(), NULL, 0, NULL), ECHILD);
    CHECK_ERR(wait4(-0x3fffffff, NULL, 0, NULL), ECHILD);
    CHECK_ERR(wait4(INT32_MIN, NULL, 0, NULL), ESRCH);
    CHECK_ERR(wait4(-1, NULL, 0x100, NULL), EINVAL);
    CHECK_ERR(wait4(-1, NULL, WEXITED, NULL), EINVAL);
    CHECK_ERR(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
    CHECK_ERR(waitid(P_ALL, 0, &info, WNOHANG), EINVAL);
    CHECK_ERR(waitid(P_ALL, 0, &info, WEXITED | 0x100), EINVAL);
    CHECK_ERR(waitid((idtype_t)9, 0, &info, WEXITED), EINVAL);
    CHECK_ERR(waitid(P_PID, 0, &info, WEXITED), EINVAL);
    CHECK_ERR(waitid(P_PID, -1, &info, WEXITED), EINVAL);
    CHECK_ERR(waitid(P_PGID, -1, &info, WEXITED), EINVAL);
    ok("no children, bad arguments");
}

static void options(void)
{
    pid_t child = sleeps();
    int status = 0x5a5a;

    CHECK_EQ(wait4(child, &status, WNOHANG, NULL), 0);
    CHECK_EQ(wait4(-1, &status, WNOHANG | WUNTRACED | WCONTINUED, NULL), 0);
    CHECK_EQ(status, 0x5a5a);
    CHECK_ERR(wait4(-1, &status, (int)__WCLONE, NULL), ECHILD);
    CHECK_EQ(wait4(-1, &status, (int)__WALL | WNOHANG, NULL), 0);
    kill_and_reap(child);
    child = exits(3);
    CHECK_EQ(wait4(child, NULL, 0, NULL), child);
    CHECK_ERR(wait4(child, NULL, 0, NULL), ECHILD);
    child = exits(3); /* a bad address, and the child is gone all the same */
    CHECK_ERR(wait4(child, KERNEL_ADDRESS, 0, NULL), EFAULT);
    CHECK_ERR(wait4(child, NULL, 0, NULL), ECHILD);
    ok("options");
}

static void which(void)
{
    pid_t a = exits(1), b = exits(2), c = exits(3);
    int status;

    CHECK_EQ(waitpid(b, &status, 0), b);
    CHECK_EQ(status, 2 << 8);
    CHECK_EQ(waitpid(0, &status, 0) + waitpid(-getpgrp(), &status, 0), a + c);
    pid_t other = fork();
    if (other == 0) {
        setpgid(0, 0);
        _exit(4);
    }
    setpgid(other, other);
    CHECK_ERR(waitpid(0, &status, 0), ECHILD);
    CHECK_ERR(waitpid(other + 1, &status, 0), ECHILD);
    CHECK_EQ(waitpid(-other, &status, 0), other);
    CHECK_EQ(status, 4 << 8);
    ok("by pid, by group");
}

static void id_info(void)
{
    siginfo_t info;
    pid_t child = sleeps();

    memset(&info, 0x55, sizeof info);
    CHECK_EQ(waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG), 0);
    CHECK_EQ(info.si_pid, 0);
    CHECK_EQ(info.si_signo, 0);
    kill(child, SIGTERM);
    for (int round = 0; round < 2; round++) { /* the first leaves it there */
        memset(&info, 0x55, sizeof info);
        CHECK_EQ(waitid(P_ALL, 0, &info, WEXITED | (round ? 0 : WNOWAIT)), 0);
        CHECK_EQ(info.si_signo, SIGCHLD);
        CHECK_EQ(info.si_errno, 0);
        CHECK_EQ(info.si_code, CLD_KILLED);
        CHECK_EQ(info.si_pid, child);
        CHECK_EQ(info.si_uid, getuid());
        CHECK_EQ(info.si_status, SIGTERM);
    }
    CHECK_ERR(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
    child = exits(0x1ff);
    CHECK_EQ(waitid(P_PGID, 0, &info, WEXITED), 0);
    CHECK_EQ(info.si_code, CLD_EXITED);
    CHECK_EQ(info.si_status, 0xff);
    child = exits(0);
    CHECK_EQ(waitid(P_PID, (id_t)child, NULL, WEXITED), 0);
    ok("waitid");
}

static void zombie(void)
{
    siginfo_t info;
    pid_t child = exits(0);

    CHECK_EQ(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
    CHECK_EQ(kill(child, SIGTERM), 0); /* it is there, and does not care */
    CHECK_EQ(getpgid(child), getpgrp());
    CHECK_ERR(waitid(P_PID, (id_t)child, &info, WSTOPPED), ECHILD);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    CHECK_ERR(kill(child, 0), ESRCH);
    CHECK_ERR(getpgid(child), ESRCH);
    ok("a zombie");
}

static volatile int calls, told_pid, told_code, told_status;

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    calls++;
    told_pid = info->si_pid;
    told_code = info->si_code;
    told_status = info->si_status;
}

static void handle(int signal, int flags)
{
    struct sigaction action = {.sa_sigaction = handler,
                               .sa_flags = SA_SIGINFO | flags};
    sigaction(signal, &action, NULL);
}

static void interrupted(void)
{
    pid_t child = sleeps(), self = getpid();
    pid_t killer = fork();

    if (killer == 0) {
        sleep_ms(20);
        kill(self, SIGUSR1);
        sleep_ms(20);
        kill(child, SIGTERM);
        _exit(0);
    }
    handle(SIGUSR1, 0);
    CHECK_ERR(waitpid(child, NULL, 0), EINTR);
    CHECK_EQ(calls, 1);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    CHECK_EQ(waitpid(killer, NULL, 0), killer);
    ok("EINTR");
}

static void sigchld(void)
{
    calls = 0;
    handle(SIGCHLD, SA_RESTART);
    pid_t child = exits(9);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    CHECK_EQ(calls, 1);
    CHECK_EQ(told_pid, child);
    CHECK_EQ(told_code, CLD_EXITED);
    CHECK_EQ(told_status, 9);
    child = sleeps();
    kill(child, SIGKILL);
    CHECK_EQ(waitpid(child, NULL, 0), child);
    CHECK_EQ(calls, 2);
    CHECK_EQ(told_code, CLD_KILLED);
    CHECK_EQ(told_status, SIGKILL);
    signal(SIGCHLD, SIG_DFL);
    ok("SIGCHLD");
}

static void careless(void)
{
    signal(SIGCHLD, SIG_IGN);
    pid_t child = exits(1);
    CHECK_ERR(waitpid(child, NULL, 0), ECHILD);
    CHECK_ERR(kill(child, 0), ESRCH);
    child = sleeps();
    CHECK_EQ(waitpid(-1, NULL, WNOHANG), 0);
    kill(child, SIGKILL);
    CHECK_ERR(waitpid(-1, NULL, 0), ECHILD);
    calls = 0;
    handle(SIGCHLD, SA_NOCLDWAIT | SA_RESTART);
    child = exits(1);
    CHECK_ERR(waitpid(child, NULL, 0), ECHILD);
    CHECK_EQ(calls, 1);
    signal(SIGCHLD, SIG_DFL);
    ok("SIG_IGN, SA_NOCLDWAIT");
}

/* The child of a child that ends first: its parent is another one then. Pid 1, a
 * parent of its own, gets and reaps it; anybody else does not see it. */
static void orphan(void)
{
    int ends[2], told[2], status;
    pid_t ids[2];

    CHECK_EQ(pipe(ends), 0);
    CHECK_EQ(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        pid_t middle = getpid();
        if (fork() == 0) {
            char byte;
            read(ends[0], &byte, 1); /* until the parent is gone */
            ids[0] = middle;
            ids[1] = getppid();
            write(told[1], ids, sizeof ids);
            _exit(0);
        }
        _exit(0);
    }
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(write(ends[1], "", 1), 1);
    CHECK_EQ(read(told[0], ids, sizeof ids), sizeof ids);
    CHECK_EQ(ids[0], child);
    CHECK(ids[1] != child && ids[1] > 0);
    if (getpid() == 1)
        CHECK(wait(NULL) > 0);
    CHECK_ERR(wait(NULL), ECHILD);
    for (int i = 0; i < 2; i++) {
        close(ends[i]);
        close(told[i]);
    }
    ok("an orphan");
}

static void stopped(void)
{
    siginfo_t info;
    pid_t child = sleeps();
    int status;

    kill(child, SIGSTOP);
    CHECK_EQ(waitpid(child, &status, WUNTRACED), child);
    CHECK_EQ(status, SIGSTOP << 8 | 0x7f);
    CHECK_EQ(waitpid(child, &status, WUNTRACED | WNOHANG), 0); /* told */
    kill(child, SIGCONT);
    CHECK_EQ(waitid(P_PID, (id_t)child, &info, WCONTINUED | WNOWAIT), 0);
    CHECK_EQ(info.si_code, CLD_CONTINUED);
    CHECK_EQ(info.si_status, SIGCONT);
    CHECK_EQ(waitpid(child, &status, WCONTINUED), child);
    CHECK_EQ(status, 0xffff);
    kill(child, SIGSTOP);
    CHECK_EQ(waitid(P_PID, (id_t)child, &info, WSTOPPED), 0);
    CHECK_EQ(info.si_code, CLD_STOPPED);
    CHECK_EQ(info.si_status, SIGSTOP);
    kill_and_reap(child);
    ok("stopped and continued");
}

static void usage(void)
{
    struct rusage of_child, of_children, before;
    int status;

    getrusage(RUSAGE_CHILDREN, &before);
    pid_t child = fork();
    if (child == 0) {
        int64_t start = now_ns(CLOCK_PROCESS_CPUTIME_ID);
        while (now_ns(CLOCK_PROCESS_CPUTIME_ID) - start < 30000000)
            ;
        _exit(0);
    }
    CHECK_EQ(wait4(child, &status, 0, &of_child), child);
    getrusage(RUSAGE_CHILDREN, &of_children);
    long us = of_child.ru_utime.tv_sec * 1000000 + of_child.ru_utime.tv_usec +
              of_child.ru_stime.tv_sec * 1000000 + of_child.ru_stime.tv_usec;
    long all =
        (of_children.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1000000 +
        of_children.ru_utime.tv_usec - before.ru_utime.tv_usec +
        (of_children.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1000000 +
        of_children.ru_stime.tv_usec - before.ru_stime.tv_usec;
    CHECK(us >= 20000 && us < 10000000);
    CHECK(all >= 20000 && all < 10000000);
    ok("times of children");
}

int main(void)
{
    none();
    options();
    which();
    id_info();
    zombie();
    interrupted();
    sigchld();
    careless();
    orphan();
    stopped();
    usage();
    return check_status();
}
