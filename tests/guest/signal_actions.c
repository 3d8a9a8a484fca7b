/* SPDX-License-Identifier: MIT
 *
 * What signals do by default, each of them; flags of actions that signal_handler.c
 * does not look at; what a child and a new program inherit; children nobody waits
 * for.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define STOPPED(signal) ((signal) << 8 | 0x7f)

static volatile int handled, last_code, last_status, last_pid;
static volatile pid_t last_tid;

static void note(int number, siginfo_t *info, void *context)
{
    (void)context;
    (void)number;
    handled++;
    last_code = info->si_code;
    last_status = info->si_status;
    last_pid = info->si_pid;
    last_tid = gettid();
}

static void install(int number, int flags)
{
    struct sigaction act = {.sa_sigaction = note,
                            .sa_flags = SA_SIGINFO | flags};

    CHECK_EQ(sigaction(number, &act, NULL), 0);
    handled = 0;
}

static void mask(int how, int number)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, number);
    CHECK_EQ(sigprocmask(how, &set, NULL), 0);
}

/* ---- defaults ---- */

enum effect { ENDS, IGNORED, STOPS };

static enum effect effect_of(int number)
{
    switch (number) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
        return IGNORED;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return STOPS;
    default:
        return ENDS;
    }
}

/* A child sends itself the signal and, if it outlives it, ends with 9. In a group
 * of its own, which is no orphan, so that terminal signals stop it. */
static void check_default(int number)
{
    int status, pid = fork();

    if (pid == 0) {
        setpgid(0, 0);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(number, SIG_DFL);
        kill(getpid(), number);
        _exit(9);
    }
    CHECK_EQ(waitpid(pid, &status, WUNTRACED), pid);
    switch (effect_of(number)) {
    case ENDS:
        CHECK_EQ(status, number); /* no bit for a core: none was written */
        break;
    case IGNORED:
        CHECK_EQ(status, 9 << 8);
        break;
    case STOPS:
        CHECK_EQ(status, STOPPED(number));
        CHECK_EQ(kill(pid, SIGCONT), 0);
        CHECK_EQ(waitpid(pid, &status, 0), pid);
        CHECK_EQ(status, 9 << 8);
    }
}

static void check_defaults(void)
{
    for (int number = 1; number <= 31; number++)
        check_default(number);
    check_default(SIGRTMIN + 1);
    check_default(64);
    ok("defaults");
}

/* ---- flags ---- */

static void nested(int number, siginfo_t *info, void *context)
{
    (void)info;
    (void)context;
    if (++handled == 1)
        raise(number);
    last_code = handled;
}

/* Handled again inside the handler, or only behind it. */
static void check_defer(void)
{
    struct sigaction act = {.sa_sigaction = nested,
                            .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigset_t now;

    handled = 0;
    CHECK_EQ(sigaction(SIGUSR1, &act, NULL), 0);
    raise(SIGUSR1);
    CHECK_EQ(handled, 2);
    act.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaddset(&act.sa_mask, SIGUSR1); /* the mask blocks it all the same */
    handled = 0;
    CHECK_EQ(sigaction(SIGUSR1, &act, NULL), 0);
    raise(SIGUSR1);
    CHECK_EQ(handled, 2);
    CHECK_EQ(sigprocmask(SIG_BLOCK, NULL, &now), 0);
    CHECK_EQ(sigismember(&now, SIGUSR1), 0);
    ok("NODEFER");
}

static void check_reset(void)
{
    struct sigaction now;

    install(SIGUSR1, SA_RESETHAND | SA_NODEFER);
    raise(SIGUSR1);
    CHECK_EQ(handled, 1);
    CHECK_EQ(sigaction(SIGUSR1, NULL, &now), 0);
    CHECK(now.sa_handler == SIG_DFL);
    CHECK(now.sa_flags & SA_SIGINFO); /* only the handler is reset */
    ok("RESETHAND");
}

/* ---- children ---- */

/* A child that has ended, but for its last steps. */
static void bear(void)
{
    int fds[2];
    char c;

    CHECK_EQ(pipe(fds), 0);
    int pid = fork();
    if (pid == 0)
        _exit(4);
    close(fds[1]);
    CHECK_EQ(read(fds[0], &c, 1), 0);
    close(fds[0]);
}

static void await(int count)
{
    for (int i = 0; i < 60000 && handled < count; i++)
        sleep_ms(1);
    CHECK_EQ(handled, count);
}

static void check_zombies(void)
{
    int status;

    signal(SIGCHLD, SIG_IGN); /* wait sleeps until all have ended */
    bear();
    bear();
    CHECK_ERR(waitpid(-1, &status, 0), ECHILD);
    install(SIGCHLD, SA_NOCLDWAIT | SA_RESTART);
    bear();
    CHECK_ERR(waitpid(-1, &status, 0), ECHILD);
    await(1); /* told all the same */
    CHECK_EQ(last_code, CLD_EXITED);
    CHECK_EQ(last_status, 4);
    install(SIGCHLD, SA_RESTART);
    bear();
    await(1);
    CHECK_EQ(waitpid(-1, &status, 0), last_pid);
    CHECK_EQ(status, 4 << 8);
    signal(SIGCHLD, SIG_DFL); /* ignored, but not as SIG_IGN does */
    bear();
    CHECK(waitpid(-1, &status, 0) > 0);
    /* a child that ended before it was ignored stays */
    bear();
    CHECK_EQ(waitid(P_ALL, 0, NULL, WEXITED | WNOWAIT), 0);
    signal(SIGCHLD, SIG_IGN);
    CHECK(waitpid(-1, &status, 0) > 0);
    signal(SIGCHLD, SIG_DFL);
    ok("zombies");
}

/* ---- what is inherited ---- */

static int pending(int number)
{
    sigset_t set;

    CHECK_EQ(sigpending(&set), 0);
    return sigismember(&set, number);
}

/* The mask is the child's too; what is pending is not, and no timer either. */
static void check_fork(void)
{
    int status;

    mask(SIG_BLOCK, SIGUSR2);
    kill(getpid(), SIGUSR2);
    raise(SIGUSR2);
    alarm(1000);
    int pid = fork();
    if (pid == 0) {
        sigset_t now;
        CHECK_EQ(pending(SIGUSR2), 0);
        CHECK_EQ(alarm(0), 0);
        sigprocmask(SIG_BLOCK, NULL, &now);
        CHECK(sigismember(&now, SIGUSR2));
        _exit(check_status());
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(pending(SIGUSR2), 1);
    CHECK_EQ(alarm(0), 1000);
    signal(SIGUSR2, SIG_IGN); /* forgets both */
    CHECK_EQ(pending(SIGUSR2), 0);
    signal(SIGUSR2, SIG_DFL);
    mask(SIG_UNBLOCK, SIGUSR2);
    ok("fork");
}

/* The new program: what is pending, blocked, ignored and set by alarm stays;
 * handlers and the alternate stack are gone. */
static int executed(void)
{
    struct sigaction now;
    stack_t stack;
    sigset_t blocked;

    CHECK_EQ(pending(SIGUSR1), 1);
    CHECK_EQ(pending(SIGRTMIN), 1);
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    CHECK(sigismember(&blocked, SIGUSR1) && sigismember(&blocked, SIGRTMIN));
    CHECK(!sigismember(&blocked, SIGUSR2));
    sigaction(SIGUSR1, NULL, &now);
    CHECK(now.sa_handler == SIG_DFL && now.sa_flags == 0);
    sigaction(SIGHUP, NULL, &now);
    CHECK(now.sa_handler == SIG_IGN);
    CHECK_EQ(sigaltstack(NULL, &stack), 0);
    CHECK_EQ(stack.ss_flags, SS_DISABLE);
    CHECK(alarm(0) > 900);
    return check_status();
}

static void check_exec(const char *program)
{
    stack_t stack = {.ss_sp = pages(4), .ss_size = 4 * PAGE};
    char self[256] = "";

    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        snprintf(self, sizeof self, "%s", program);
    int status, pid = fork();
    if (pid == 0) {
        install(SIGUSR1, 0);
        signal(SIGHUP, SIG_IGN);
        CHECK_EQ(sigaltstack(&stack, NULL), 0);
        mask(SIG_BLOCK, SIGUSR1);
        mask(SIG_BLOCK, SIGRTMIN);
        kill(getpid(), SIGUSR1);
        raise(SIGRTMIN);
        alarm(1000);
        execl(self, self, "executed", NULL);
        _exit(1);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    ok("exec");
}

/* A new thread has its maker's mask, and nothing pending. */
static void *inherits(void *arg)
{
    sigset_t now;

    sigprocmask(SIG_BLOCK, NULL, &now);
    CHECK(sigismember(&now, SIGUSR1));
    CHECK_EQ(pending(SIGUSR1), 0);
    return arg;
}

static void check_thread(void)
{
    pthread_t thread;

    mask(SIG_BLOCK, SIGUSR1);
    raise(SIGUSR1);
    CHECK_EQ(pending(SIGUSR1), 1);
    CHECK_EQ(pthread_create(&thread, NULL, inherits, NULL), 0);
    pthread_join(thread, NULL);
    signal(SIGUSR1, SIG_IGN);
    CHECK_EQ(pending(SIGUSR1), 0);
    mask(SIG_UNBLOCK, SIGUSR1);
    ok("thread");
}

/* The main thread comes first if it does not block it. */
static void *sleeps(void *stop)
{
    while (!*(volatile int *)stop)
        sleep_ms(1);
    return NULL;
}

static void check_choice(void)
{
    volatile int stop = 0;
    pthread_t thread;

    install(SIGUSR1, SA_RESTART);
    CHECK_EQ(pthread_create(&thread, NULL, sleeps, (void *)&stop), 0);
    for (int i = 1; i <= 20; i++) {
        kill(getpid(), SIGUSR1);
        await(i);
        CHECK_EQ(last_tid, getpid());
    }
    stop = 1;
    pthread_join(thread, NULL);
    ok("choice");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return executed();
    check_defaults();
    check_defer();
    check_reset();
    check_zombies();
    check_fork();
    check_exec(argv[0]);
    check_thread();
    check_choice();
    return check_status();
}
