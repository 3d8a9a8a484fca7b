/* SPDX-License-Identifier: MIT
 *
 * fork() in the midst of a crowd that fights for the GIL: whatever the others
 * were doing in the policy at that moment, the child's one thread goes on, and
 * so do the parent's. Many forks: each finds the policy's locks as they happen
 * to be.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "child.h"
#include "gil_test.h"

#define FIGHTERS 6
#define FORKS 16
#define HANG_SECONDS 60

static const struct gil_ops *const policies[] = {
    &gil_ticks,     &gil_ticks_sem, &gil_interval,    &gil_interval_noforce,
    &gil_perinterp, &gil_priority,  &gil_bfs,         &gil_ruby,
    &gil_ocaml_old, &gil_ocaml,     &gil_micropython, &gil_micropython_yield,
    &gil_pypy,      &gil_fair,      &gil_mine,        &gil_holy,
    &gil_none,
};

static struct gil_thread forker, fighters[FIGHTERS], born;
static atomic_int over;
static pthread_barrier_t begun; /* nobody forks while threads are made: that
                                   is the C library's affair, and the
                                   sanitizers' */

/* Short turns, so that the forker gets one under policies that starve. */
static void *fight(void *argument)
{
    struct gil_thread *t = argument;

    gil_thread_init(t, GIL_ROLE_CPU, 1);
    pthread_barrier_wait(&begun);
    while (!atomic_load(&over)) {
        gil_take(t);
        for (int i = 0; i < 20; i++)
            gil_safepoint(t);
        gil_drop(t, GIL_WHY_BLOCK);
        sched_yield();
    }
    gil_thread_exit(t);
    return NULL;
}

static void *live(void *unused)
{
    gil_thread_init(&born, GIL_ROLE_CPU, 1);
    gil_take(&born);
    gil_drop(&born, GIL_WHY_EXIT);
    gil_thread_exit(&born);
    return unused;
}

/* It holds; it lets go, takes again, and lets a new thread have its turn. */
static _Noreturn void be_child(void)
{
    pthread_t thread;
    struct account a;

    alarm(HANG_SECONDS);
    gil_after_fork(&forker);
    a = account_of(&forker); /* since then: a child's events are its own */
    CHECK(a.holding && !a.waiting && a.acquired == 1);
    if (pthread_create(&thread, NULL, live, NULL))
        abort();
    usleep(2000); /* it must not have a turn yet: gil_check.c would see it */
    gil_drop(&forker, GIL_WHY_BLOCK);
    gil_take(&forker);
    gil_about_to_block(&forker);
    pthread_join(thread, NULL);
    gil_after_block(&forker);
    gil_drop(&forker, GIL_WHY_EXIT);
    _exit(checks_failed != 0);
}

/* The others go on fighting for the GIL until the child has been born. */
static void fork_once(void)
{
    pid_t child;

    gil_take(&forker);
    usleep(300);
    child = fork();
    if (child == 0)
        be_child();
    gil_drop(&forker, GIL_WHY_BLOCK);
    CHECK(child_status(child) == 0);
}

static void forks_in_crowd(const struct gil_ops *policy)
{
    pthread_t threads[FIGHTERS];

    alarm(2 * HANG_SECONDS);
    select_policy(policy, 50, 7);
    gil_thread_init(&forker, GIL_ROLE_MAIN, 0);
    pthread_barrier_init(&begun, NULL, FIGHTERS + 1);
    for (int i = 0; i < FIGHTERS; i++)
        if (pthread_create(&threads[i], NULL, fight, &fighters[i]))
            abort();
    pthread_barrier_wait(&begun);
    for (int i = 0; i < FORKS && !checks_failed; i++)
        fork_once();
    atomic_store(&over, 1);
    for (int i = 0; i < FIGHTERS; i++)
        pthread_join(threads[i], NULL);
}

/* In a process of its own: policies keep what they know in static variables. */
static void test_policy(const struct gil_ops *policy)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        checks_failed = 0;
        forks_in_crowd(policy);
        _exit(checks_failed != 0);
    }
    status = child_status(child);
    if (status == 0)
        return;
    fprintf(stderr, "%s: status %d\n", policy->name, status);
    checks_failed++;
}

int main(void)
{
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++)
        test_policy(policies[i]);
    return checks_failed ? 1 : 0;
}
