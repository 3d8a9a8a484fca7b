/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: it is let go, and nobody is told.
 */
#include "tests/bad_gils/bad.h"

static void drop(struct gil_thread *t, enum gil_why why)
{
    pthread_mutex_lock(&bad.mutex);
    gil_report_drop(&t->trace, why);
    bad.locked = 0;
    pthread_mutex_unlock(&bad.mutex);
}

static void safepoint(struct gil_thread *t)
{
    if (!bad_due())
        return;
    drop(t, GIL_WHY_TICKS);
    bad_take(t);
}

const struct gil_ops gil_bad_wakes_nobody = {
    .name = "bad_wakes_nobody",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = bad_take,
    .drop = drop,
    .safepoint = safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
