/* SPDX-License-Identifier: MIT
 *
 * The lock that is right. See bad.h.
 */
#include "tests/bad_gils/bad.h"

struct bad_gil bad;

int bad_init(const struct gil_params *params)
{
    bad = (struct bad_gil){.check = (int32_t)params->check};
    pthread_mutex_init(&bad.mutex, NULL);
    gil_cond_init(&bad.changed);
    return 0;
}

void bad_wait(struct gil_thread *t)
{
    if (!bad.locked)
        return;
    gil_report_wait(&t->trace, bad.last_holder);
    for (;;) {
        gil_cond_wait(&bad.changed, &bad.mutex, t);
        if (!bad.locked)
            return;
        gil_report_lost_race(&t->trace, bad.last_holder);
    }
}

void bad_hold(struct gil_thread *t)
{
    bad.locked = 1;
    bad.switches += bad.last_holder != t->tid;
    bad.last_holder = t->tid;
    gil_report_acquired(&t->trace, bad.switches);
}

void bad_take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    bad_wait(t);
    bad_hold(t);
    pthread_mutex_unlock(&bad.mutex);
}

void bad_drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&bad.mutex);
    gil_report_drop(&t->trace, why);
    bad.locked = 0;
    pthread_mutex_unlock(&bad.mutex);
    gil_cond_signal(&bad.changed);
}

int bad_due(void)
{
    if (--bad.ticks_left >= 0)
        return 0;
    bad.ticks_left = bad.check;
    return 1;
}

void bad_safepoint(struct gil_thread *t)
{
    if (!bad_due())
        return;
    bad_drop(t, GIL_WHY_TICKS);
    bad_take(t);
}

void bad_attend(void)
{
    __atomic_store_n(&bad.ticks_left, 0, __ATOMIC_RELAXED);
}

void bad_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&bad.mutex, NULL);
    gil_cond_init(&bad.changed);
    bad_hold(t);
}
