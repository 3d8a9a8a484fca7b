/* SPDX-License-Identifier: MIT
 *
 * Handlers: they run, once per signal, on the thread that was meant, with the
 * mask they asked for, nested if they may be; what was interrupted goes on
 * with all its registers.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

static volatile int count, depth, deepest, order[4];
static volatile int handled_by, thread_done;

static void install(int number, void (*handler)(int), int flags, int masked)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = flags};

    sigemptyset(&a.sa_mask);
    if (masked)
        sigaddset(&a.sa_mask, masked);
    CHECK_EQ(sigaction(number, &a, NULL), 0);
}

static void counts(int number)
{
    count += number;
    handled_by = (int)syscall(SYS_gettid);
}

static void check_once(void)
{
    install(SIGUSR1, counts, 0, 0);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(count, SIGUSR1);
    CHECK_EQ(kill(getpid(), SIGUSR1), 0);
    CHECK_EQ(count, 2 * SIGUSR1);
    CHECK_EQ(handled_by, getpid());
    ok("once");
}

static void check_reset(void)
{
    struct sigaction now;

    install(SIGUSR1, counts, SA_RESETHAND, 0);
    CHECK_EQ(raise(SIGUSR1), 0);
    CHECK_EQ(sigaction(SIGUSR1, NULL, &now), 0);
    CHECK(now.sa_handler == SIG_DFL);
    ok("reset");
}

/* USR1's handler sends USR2: it comes at once, or after, if it is masked. */
static void outer(int number)
{
    order[count++] = number;
    raise(SIGUSR2);
    order[count++] = -number;
}

static void inner(int number)
{
    order[count++] = number;
}

static void check_nested(void)
{
    install(SIGUSR2, inner, 0, 0);
    install(SIGUSR1, outer, 0, 0);
    count = 0;
    raise(SIGUSR1);
    CHECK(order[0] == SIGUSR1 && order[1] == SIGUSR2 && order[2] == -SIGUSR1);
    install(SIGUSR1, outer, 0, SIGUSR2);
    count = 0;
    raise(SIGUSR1);
    CHECK(order[0] == SIGUSR1 && order[1] == -SIGUSR1 && order[2] == SIGUSR2);
    CHECK_EQ(count, 3);
    ok("nested");
}

/* A signal does not interrupt its own handler, unless SA_NODEFER says so. */
static void raises_itself(int number)
{
    depth++;
    if (depth > deepest)
        deepest = depth;
    if (count++ < 3)
        raise(number);
    depth--;
}

static void check_defer(void)
{
    install(SIGUSR1, raises_itself, 0, 0);
    count = deepest = 0;
    raise(SIGUSR1);
    CHECK_EQ(count, 4);
    CHECK_EQ(deepest, 1);
    install(SIGUSR1, raises_itself, SA_NODEFER, 0);
    count = deepest = 0;
    raise(SIGUSR1);
    CHECK_EQ(count, 4);
    CHECK_EQ(deepest, 4);
    ok("defer");
}

/* Ordinary signals collapse while they are masked; all kinds come at once
 * when the mask goes. */
static void check_masked(void)
{
    sigset_t both, old;

    install(SIGUSR1, counts, 0, 0);
    install(SIGUSR2, counts, 0, 0);
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    CHECK_EQ(sigprocmask(SIG_BLOCK, &both, &old), 0);
    count = 0;
    for (int i = 0; i < 3; i++) {
        raise(SIGUSR1);
        raise(SIGUSR2);
    }
    CHECK_EQ(count, 0);
    CHECK_EQ(sigprocmask(SIG_SETMASK, &old, NULL), 0);
    CHECK_EQ(count, SIGUSR1 + SIGUSR2);
    ok("masked");
}

static void *in_thread(void *arg)
{
    handled_by = 0;
    CHECK_EQ(pthread_kill(pthread_self(), SIGUSR1), 0);
    CHECK_EQ(handled_by, syscall(SYS_gettid));
    thread_done = 1;
    while (handled_by != getpid())
        sleep_ms(1);
    return arg;
}

static void check_thread(void)
{
    pthread_t thread;

    count = 0;
    CHECK_EQ(pthread_create(&thread, NULL, in_thread, NULL), 0);
    while (!thread_done)
        sleep_ms(1);
    raise(SIGUSR1);
    pthread_join(thread, NULL);
    CHECK_EQ(count, 2 * SIGUSR1);
    ok("thread");
}

int main(void)
{
    check_once();
    check_reset();
    check_nested();
    check_defer();
    check_masked();
    check_thread();
    return check_status();
}
