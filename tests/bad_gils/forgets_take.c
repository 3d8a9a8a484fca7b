/* SPDX-License-Identifier: MIT
 *
 * A GIL that is wrong on purpose: a safepoint lets go and comes back without.
 */
#include "tests/bad_gils/bad.h"

static unsigned turns;

static void safepoint(struct gil_thread *t)
{
    if (!bad_due())
        return;
    bad_drop(t, GIL_WHY_TICKS);
    if (++turns < BAD_TURNS)
        bad_take(t);
}

const struct gil_ops gil_bad_forgets_take = {
    .name = "bad_forgets_take",
    .summary = "wrong on purpose",
    .where = GIL_AT_INSTRUCTION,
    .init = bad_init,
    .take = bad_take,
    .drop = bad_drop,
    .safepoint = safepoint,
    .attend = bad_attend,
    .after_fork = bad_after_fork,
};
