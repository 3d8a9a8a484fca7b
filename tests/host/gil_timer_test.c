/* SPDX-License-Identifier: MIT
 *
 * The thread that keeps time for ruby and ocaml: no signal goes to it; and a
 * forked child, which has lost it with all other threads, gets another, and
 * waits for none of those.
 *
 * LINK: gil/[!r]?*.c gil/r[!u]?*.c
 */
#define _GNU_SOURCE
#include <signal.h>

#include "gil/ruby.c"
#include "gil_log.h"

#define SOON_US 1000

static const struct gil_ops *const policies[] = {
    &gil_ruby,
    &gil_ocaml_old,
    &gil_ocaml,
};

#define POLICIES (sizeof policies / sizeof policies[0])

static const struct gil_ops *present;
static struct gil_thread me, other, born;

static void await_tick(void)
{
    while (!atomic_load(gil->request))
        usleep(100);
}

static void *other_thread(void *unused)
{
    gil_take(&other);
    gil_drop(&other, GIL_WHY_EXIT);
    gil_thread_exit(&other);
    return unused;
}

/* The calling thread holds, another one waits, and the timer runs. */
static pthread_t begin(void)
{
    pthread_t thread;

    select_policy(present, SOON_US, 1);
    gil_thread_init(&me, GIL_ROLE_MAIN, 0);
    gil_take(&me);
    gil_thread_init(&other, GIL_ROLE_CPU, 1);
    other.tid++; /* of this one until now */
    other.trace.tid++;
    if (pthread_create(&thread, NULL, other_thread, NULL))
        abort();
    while (log_count(&other, TRACE_GIL_WAIT) == 0)
        usleep(1000);
    await_tick();
    return thread;
}

static void end(pthread_t thread)
{
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(thread, NULL);
    gil_thread_exit(&me);
}

/* --- signals --- */

/* All others block it: a timer that does not dies of it, and all with it. */
static void take_signal(void)
{
    sigset_t one, pending;
    pthread_t thread = begin();

    /* That one's mask lets it in. */
    gil_drop(&me, GIL_WHY_BLOCK);
    pthread_join(thread, NULL);
    gil_take(&me);
    sigemptyset(&one);
    sigaddset(&one, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &one, NULL);
    kill(getpid(), SIGUSR1);
    usleep(10 * SOON_US);
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGUSR1));
}

static void test_signal(void)
{
    for (unsigned i = 0; i < POLICIES; i++) {
        present = policies[i];
        CHECK_EQUAL(in_child(take_signal), 0);
    }
}

/* --- fork --- */

/* Ticks begin anew with the second thread. Nobody waits: who yields goes on. */
static void live(void)
{
    gil_after_fork(&me);
    gil_safepoint(&me); /* one that was noted before */
    CHECK_EQUAL(atomic_load(gil->request), 0);
    gil_thread_init(&born, GIL_ROLE_CPU, 2);
    for (int i = 0; i < 3; i++) {
        await_tick();
        gil_safepoint(&me);
        if (present == &gil_ruby) /* its timer sleeps while nobody waits */
            break;
    }
    CHECK_EQUAL(log_count(&me, TRACE_GIL_DROP), present == &gil_ruby);
}

static void fork_it(void)
{
    pthread_t thread = begin();

    CHECK_EQUAL(in_child(live), 0);
    end(thread);
}

/* As they are while one thread waits for another to take the lock. */
static void fork_in_yield(void)
{
    pthread_t thread = begin();

    pthread_mutex_lock(&lock);
    need_yield = wait_yield = 1;
    pthread_mutex_unlock(&lock);
    CHECK_EQUAL(in_child(live), 0);
    pthread_mutex_lock(&lock);
    need_yield = wait_yield = 0;
    pthread_mutex_unlock(&lock);
    end(thread);
}

static void test_fork(void)
{
    for (unsigned i = 0; i < POLICIES; i++) {
        present = policies[i];
        CHECK_EQUAL(in_child(fork_it), 0);
    }
    present = &gil_ruby;
    CHECK_EQUAL(in_child(fork_in_yield), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"signal", test_signal},
        {"fork", test_fork},
    };

    return unit_run(tests, sizeof tests / sizeof tests[0]);
}
