/* SPDX-License-Identifier: MIT
 *
 * The GILs that are wrong on purpose, in build/bad/gilbench and build/bad/py
 * alone.
 */
#include "tests/bad_gils/bad.h"

const struct gil_ops *const gil_test_policies[] = {
    &gil_bad_two_holders,      &gil_bad_lost_wakeup,  &gil_bad_wakes_nobody,
    &gil_bad_starves,          &gil_bad_no_report,    &gil_bad_drops_unheld,
    &gil_bad_deadlock_at_exit, &gil_bad_forgets_take, NULL,
};
