/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: who lets go for good waits until another
 * has taken it, even if there is no other.
 */
#include "tests/bad_gils/bad.h"

static void take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    bad_wait(t);
    bad_hold(t);
    gil_cond_broadcast(&bad.changed);
    pthread_mutex_unlock(&bad.mutex);
}

static void drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&bad.mutex);
    gil_report_drop(&t->trace, why);
    bad.locked = 0;
    gil_cond_broadcast(&bad.changed);
    while (why == GIL_WHY_EXIT && bad.last_holder == t->tid)
        gil_cond_wait(&bad.changed, &bad.mutex, t);
    pthread_mutex_unlock(&bad.mutex);
}

static void safepoint(struct gil_thread *t)
{
    if (!bad_due())
        return;
    drop(t, GIL_WHY_TICKS);
    take(t);
}

const struct gil_ops gil_bad_deadlock_at_exit = {
    .name = "bad_deadlock_at_exit",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = take,
    .drop = drop,
    .safepoint = safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
