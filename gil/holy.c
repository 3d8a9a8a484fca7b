/* SPDX-License-Identifier: MIT
 *
 * Holy threads (David Beazley, 2022): a thread that computes may say so, and then
 * sacrifices the GIL at once to any that does not.
 *
 * THE PROBLEM. The convoy of the interval GIL (interval.c): who is back from I/O
 * waits for an interval. priority.c cures it by guessing from what threads do
 * who deserves to go first, and guesses can be played with. But who wrote a
 * program mostly knows which of its threads compute.
 *
 * THE PROTOCOL. That of interval.c, forced switching included, and one rule:
 *
 * 1. A thread is holy once it has called sys.setholiness(True), or was made as
 *    Thread(..., holy=True). It may take that back.
 * 2. Who begins a wait for the GIL, is not holy itself, and sees that a holy
 *    thread holds it, waits for one microsecond instead of the interval. Then it
 *    asks, as ever, and the holder lets go at its next safepoint.
 *
 * So a holy thread cannot push another holy one aside: these take turns by the
 * interval, as before. Nor one that is not: for that it waits an interval.
 *
 * WHY IT IS RIGHT. One holder, and no wake-up lost, as in interval.c: the rule
 * changes how long a wait may last, and nothing else. Whether the holder is holy
 * is read under the mutex under which holders change.
 *
 * WHERE IT FAILS.
 *  - The program must say it. Nobody is holy in a program that was not written for
 *    it, and that is interval.c.
 *  - There is no fairness, as its README says itself. One thread that computes
 *    and does not confess takes everything from those that do: it waits for a
 *    microsecond, they for an interval (user/lab/tiny_io.py with `holy`).
 *  - While a holy thread is in a call that has no safepoint, each waiter that is
 *    not holy wakes every microsecond to ask for what it has asked for already.
 *  - Only a new wait sees that the holder is holy. A thread that declares itself
 *    holy while others wait is not asked before these waits are over.
 *
 * SOURCE. Beazley's fork of CPython between two alphas of 3.11: its HOLY.md, and
 * the changes to Python/ceval_gil.h (take_gil), Python/sysmodule.c
 * (sys.setholiness) and Lib/threading.py (github.com/dabeaz-fork/cpython, commit
 * 091dfeab2ded). As there, the limit is the number 1 in place of the interval.
 */
#include "interval.h"

static int holy_init(const struct gil_params *params)
{
    return interval_init_as(params, 1, 1);
}

const struct gil_ops gil_holy = {
    .name = "holy",
    .summary = "interval, but who calls sys.setholiness(True) lets go at once",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .starves = 1,
    .request = &interval_gils[0].request,
    .init = holy_init,
    .take = interval_take_holy,
    .drop = interval_drop,
    .safepoint = interval_safepoint_holy,
    .set_params = interval_set_params,
    .attend = interval_attend,
    .after_fork = interval_after_fork,
    .set_holy = interval_set_holy,
};
