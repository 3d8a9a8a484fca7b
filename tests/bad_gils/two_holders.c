/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: nobody waits for the holder.
 */
#include "tests/bad_gils/bad.h"

static void take(struct gil_thread *t)
{
    pthread_mutex_lock(&bad.mutex);
    bad_hold(t);
    pthread_mutex_unlock(&bad.mutex);
}

const struct gil_ops gil_bad_two_holders = {
    .name = "bad_two_holders",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = take,
    .drop = bad_drop,
    .safepoint = bad_safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
