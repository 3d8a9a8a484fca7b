/* SPDX-License-Identifier: MIT
 *
 * What rt_sigaction and rt_sigprocmask keep and give back, by the bare calls;
 * no signal is ever delivered here.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

/* The kernel's struct sigaction, which is not the C library's. */
struct kernel_action {
    void *handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

#define KILL_AND_STOP (1ul << (SIGKILL - 1) | 1ul << (SIGSTOP - 1))
#define RESTORER 0x04000000

static long act(int number, const void *new, void *old)
{
    return syscall(SYS_rt_sigaction, number, new, old, 8);
}

static long mask(int how, const void *new, void *old)
{
    return syscall(SYS_rt_sigprocmask, how, new, old, 8);
}

static void check_action(void)
{
    struct kernel_action a = {&a, RESTORER | SA_SIGINFO | SA_NODEFER, &a, ~0ul};
    struct kernel_action b, none = {0};

    CHECK_EQ(act(SIGUSR1, NULL, &b), 0);
    CHECK(b.handler == NULL && b.flags == 0 && b.mask == 0);
    CHECK_EQ(act(SIGUSR1, &a, &b), 0);
    CHECK(b.handler == NULL);
    CHECK_EQ(act(SIGUSR1, &none, &b), 0);
    CHECK(b.handler == &a && b.restorer == &a);
    CHECK(b.flags == a.flags);
    CHECK(b.mask == ~KILL_AND_STOP); /* these two are never held back */
    CHECK_EQ(act(SIGUSR1, NULL, NULL), 0);
    CHECK_EQ(act(64, &a, NULL), 0);
    CHECK_EQ(act(64, &none, &b), 0);
    CHECK(b.handler == &a);
    ok("action");
}

static void check_action_errors(void)
{
    struct kernel_action a = {SIG_IGN, 0, NULL, 0}, old;

    CHECK_ERR(act(SIGKILL, &a, NULL), EINVAL);
    CHECK_ERR(act(SIGSTOP, &a, NULL), EINVAL);
    CHECK_EQ(act(SIGKILL, NULL, &old), 0);
    CHECK_ERR(act(0, NULL, &old), EINVAL);
    CHECK_ERR(act(65, NULL, &old), EINVAL);
    CHECK_ERR(act(-1, NULL, &old), EINVAL);
    CHECK_ERR(act(SIGUSR1, KERNEL_ADDRESS, NULL), EFAULT);
    CHECK_ERR(act(SIGUSR1, NULL, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_rt_sigaction, SIGUSR1, &a, NULL, 4), EINVAL);
    ok("action errors");
}

static void check_mask(void)
{
    uint64_t start, seen, some = 0x5400, all = ~0ul, none = 0;

    CHECK_EQ(mask(SIG_SETMASK, &some, &start), 0);
    CHECK_EQ(mask(99, NULL, &seen), 0); /* how does not matter then */
    CHECK_EQ(seen, 0x5400);
    some = 0x0e00;
    CHECK_EQ(mask(SIG_BLOCK, &some, &seen), 0);
    CHECK_EQ(seen, 0x5400);
    CHECK_EQ(mask(SIG_UNBLOCK, &some, &seen), 0);
    CHECK_EQ(seen, 0x5e00);
    CHECK_EQ(mask(SIG_SETMASK, &all, &seen), 0);
    CHECK_EQ(seen, 0x5000);
    CHECK_EQ(mask(SIG_SETMASK, &none, &seen), 0);
    CHECK(seen == ~KILL_AND_STOP);
    CHECK_ERR(mask(99, &none, NULL), EINVAL);
    CHECK_ERR(mask(SIG_BLOCK, KERNEL_ADDRESS, NULL), EFAULT);
    CHECK_ERR(mask(SIG_BLOCK, &none, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &none, NULL, 4), EINVAL);
    CHECK_EQ(mask(SIG_SETMASK, &start, NULL), 0);
    ok("mask");
}

/* The mask belongs to the thread, the actions to the process. */
static void *in_thread(void *arg)
{
    uint64_t seen, other = 0x80;
    struct kernel_action ignore = {SIG_IGN, 0, NULL, 0};

    CHECK_EQ(mask(SIG_SETMASK, &other, &seen), 0);
    CHECK_EQ(seen, 0x5400); /* inherited from the maker */
    CHECK_EQ(act(SIGUSR2, &ignore, NULL), 0);
    return arg;
}

static void check_threads(void)
{
    uint64_t some = 0x5400, none = 0, seen;
    struct kernel_action action;
    pthread_t thread;

    CHECK_EQ(mask(SIG_SETMASK, &some, NULL), 0);
    CHECK_EQ(pthread_create(&thread, NULL, in_thread, NULL), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(mask(SIG_SETMASK, &none, &seen), 0);
    CHECK_EQ(seen, 0x5400);
    CHECK_EQ(act(SIGUSR2, NULL, &action), 0);
    CHECK(action.handler == SIG_IGN);
    ok("threads");
}

static void check_altstack_state(void)
{
    static char memory[16384];
    stack_t s = {.ss_sp = memory, .ss_size = sizeof memory}, seen;

    CHECK_EQ(syscall(SYS_sigaltstack, NULL, &seen), 0);
    CHECK_EQ(seen.ss_flags, SS_DISABLE);
    CHECK_EQ(syscall(SYS_sigaltstack, &s, NULL), 0);
    CHECK_EQ(syscall(SYS_sigaltstack, NULL, &seen), 0);
    CHECK(seen.ss_sp == memory && seen.ss_size == sizeof memory);
    CHECK_EQ(seen.ss_flags, 0);
    s.ss_size = 100;
    CHECK_ERR(syscall(SYS_sigaltstack, &s, NULL), ENOMEM);
    s.ss_flags = 99;
    CHECK_ERR(syscall(SYS_sigaltstack, &s, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_sigaltstack, KERNEL_ADDRESS, NULL), EFAULT);
    ok("alternate stack");
}

int main(void)
{
    check_action();
    check_action_errors();
    check_mask();
    check_threads();
    check_altstack_state();
    return check_status();
}
