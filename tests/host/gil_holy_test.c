/* SPDX-License-Identifier: MIT
 *
 * GIL=holy: who asks at once, and who has to wait for the interval, which here is
 * longer than the test may last. The crowd of gil_test.h is half holy.
 *
 * LINK: gil/?*.c
 */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "gil_test.h"

#define LONG_US 1000000000u /* a thousand seconds */
#define HANG_SECONDS 100
#define PATIENCE_US 50000 /* in which nobody asks who should not */

static struct gil_thread holder, waiter;
static pthread_barrier_t declared, held;

static int requested(void)
{
    return atomic_load(gil->request);
}

/* Declares itself, and comes when the other holds. */
static void *wait_thread(void *holy)
{
    gil_thread_init(&waiter, GIL_ROLE_CPU, 1);
    gil_take(&waiter);
    gil_set_holy(&waiter, *(const int *)holy);
    gil_drop(&waiter, GIL_WHY_BLOCK);
    pthread_barrier_wait(&declared);
    pthread_barrier_wait(&held);
    gil_take(&waiter);
    gil_drop(&waiter, GIL_WHY_EXIT);
    gil_thread_exit(&waiter);
    return NULL;
}

static void see_wait(const struct trace_record *record, void *argument)
{
    *(int *)argument += record->event == TRACE_GIL_WAIT;
}

static int waits(void)
{
    int count = 0;

    visit(&waiter, see_wait, &count);
    return count;
}

/* One thread holds, and another comes. Is it asked to let go? */
static int asked(int holder_holy, int waiter_holy)
{
    pthread_t thread;
    int answer;

    memset(&holder, 0, sizeof holder);
    memset(&waiter, 0, sizeof waiter);
    select_policy(&gil_holy, LONG_US, 1);
    pthread_barrier_init(&declared, NULL, 2);
    pthread_barrier_init(&held, NULL, 2);
    pthread_create(&thread, NULL, wait_thread, &waiter_holy);
    pthread_barrier_wait(&declared);
    gil_thread_init(&holder, GIL_ROLE_CPU, 0);
    gil_take(&holder);
    gil_set_holy(&holder, !holder_holy); /* one may change one's mind */
    gil_set_holy(&holder, holder_holy);
    gil_drop(&holder, GIL_WHY_BLOCK);
    gil_take(&holder); /* it stays so */
    pthread_barrier_wait(&held);
    while (!waits())
        usleep(1000);
    if (holder_holy && !waiter_holy)
        while (!requested()) /* else the alarm says so */
            usleep(1000);
    else
        usleep(PATIENCE_US);
    answer = requested();
    gil_safepoint(&holder); /* it lets the other in, if that has asked */
    gil_drop(&holder, GIL_WHY_EXIT);
    pthread_join(thread, NULL);
    gil_thread_exit(&holder);
    return answer;
}

static void test_who_asks(void)
{
    CHECK(asked(1, 0));
    CHECK(!asked(1, 1));
    CHECK(!asked(0, 0));
    CHECK(!asked(0, 1));
}

static void test_crowd(void)
{
    struct account sum = gil_test_crowd(&gil_holy);

    CHECK(sum.drops[GIL_WHY_TICKS] == 0);
    CHECK(sum.unforced == 0);
}

/* Who was holy is so in its child, where another thread comes. */
static void test_fork(void)
{
    static int not_holy;
    pthread_t thread;
    int status = -1;

    memset(&holder, 0, sizeof holder);
    memset(&waiter, 0, sizeof waiter);
    select_policy(&gil_holy, LONG_US, 1);
    gil_thread_init(&holder, GIL_ROLE_CPU, 0);
    gil_take(&holder);
    gil_set_holy(&holder, 1);
    pid_t child = fork();
    if (child == 0) {
        alarm(HANG_SECONDS);
        gil_after_fork(&holder);
        pthread_barrier_init(&declared, NULL, 2);
        pthread_barrier_init(&held, NULL, 2);
        pthread_create(&thread, NULL, wait_thread, &not_holy);
        while (!requested())
            usleep(1000);
        _exit(checks_failed != 0);
    }
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    gil_drop(&holder, GIL_WHY_EXIT);
    gil_thread_exit(&holder);
}

int main(void)
{
    alarm(HANG_SECONDS);
    test_who_asks();
    test_crowd();
    test_fork();
    return checks_failed != 0;
}
