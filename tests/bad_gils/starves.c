/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: the thread that came last gets it only when
 * nobody else wants it. The others give it to one another.
 */
#include "tests/bad_gils/bad.h"

static uint32_t last_come; /* tid */
static unsigned others;    /* that want it, or have it */

static void thread_init(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    if (t->tid > last_come)
        last_come = t->tid;
    pthread_mutex_unlock(&bad.mutex);
}

static int must_wait(const struct gil_thread *t)
{
    return bad.locked || (t->tid == last_come && others > 0);
}

/* Called, and returns, with the mutex held. */
static void come_in(struct gil_thread *t)
{
    if (must_wait(t))
        gil_report_wait(&t->trace, bad.last_holder);
    while (must_wait(t))
        gil_cond_wait(&bad.changed, &bad.mutex, t);
    bad_hold(t);
    gil_cond_broadcast(&bad.changed);
}

static void take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    others += t->tid != last_come;
    come_in(t);
    pthread_mutex_unlock(&bad.mutex);
}

/* Called with the mutex held. */
static void let_go(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
    bad.locked = 0;
    gil_cond_broadcast(&bad.changed);
}

static void drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&bad.mutex);
    others -= t->tid != last_come;
    let_go(t, why);
    pthread_mutex_unlock(&bad.mutex);
}

/* With others, wait until one of them has it. */
static void safepoint(struct gil_thread *t)
{
    if (!bad_due() || t->tid == last_come)
        return;
    pthread_mutex_lock(&bad.mutex);
    let_go(t, GIL_WHY_TICKS);
    while (others > 1 && bad.last_holder == t->tid)
        gil_cond_wait(&bad.changed, &bad.mutex, t);
    come_in(t);
    pthread_mutex_unlock(&bad.mutex);
}

const struct gil_ops gil_bad_starves = {
    .name = "bad_starves",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = take,
    .drop = drop,
    .safepoint = safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
    .thread_init = thread_init,
};
