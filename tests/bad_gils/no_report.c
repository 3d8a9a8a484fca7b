/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: it works, and does not report.
 */
#include "tests/bad_gils/bad.h"

static void take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    while (bad.locked)
        gil_cond_wait(&bad.changed, &bad.mutex, t);
    bad.locked = 1;
    pthread_mutex_unlock(&bad.mutex);
}

const struct gil_ops gil_bad_no_report = {
    .name = "bad_no_report",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = take,
    .drop = bad_drop,
    .safepoint = bad_safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
