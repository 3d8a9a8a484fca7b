/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: who finds it taken lets the mutex go, looks
 * around for a while, and then sleeps without having looked again. What is
 * signalled meanwhile is lost.
 */
#include "tests/bad_gils/bad.h"

#define WHILE 20000 /* turns of an empty loop */

static void take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    if (bad.locked)
        gil_report_wait(&t->trace, bad.last_holder);
    while (bad.locked) {
        pthread_mutex_unlock(&bad.mutex);
        for (volatile int i = 0; i < WHILE; i++)
            ;
        pthread_mutex_lock(&bad.mutex);
        gil_cond_wait(&bad.changed, &bad.mutex, t);
    }
    bad_hold(t);
    pthread_mutex_unlock(&bad.mutex);
}

const struct gil_ops gil_bad_lost_wakeup = {
    .name = "bad_lost_wakeup",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = take,
    .drop = bad_drop,
    .safepoint = bad_safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
