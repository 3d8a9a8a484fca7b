/* SPDX-License-Identifier: MIT
 *
 * No GIL at all: what it was there for.
 *
 * THE PROBLEM. Every GIL makes threads wait for one another. What if one simply
 * left it out?
 *
 * THE PROTOCOL. There is none. take and drop report and return; any number of
 * threads hold at once.
 *
 * WHY IT IS RIGHT. It is not, unless everything that bytecode touches is
 * protected in another way: counts that are changed by atomic instructions, a
 * lock for each object that can change (Greg Stein's patch for Python 1.4, 1996;
 * CPython 3.13's free-threaded build, PEP 703, in a cleverer form). Such an
 * interpreter may run under this policy; that costs it time on one thread, which is
 * why the first attempt was not taken. Ours is PROTECT=atomic, and its essay is
 * in user/py/protect/atomic/world.c.
 *
 * WHERE IT FAILS. In an interpreter that relies on a GIL:
 *  - Updates are lost. `n = n + work()` reads n and stores it some bytecodes
 *    later; who stores in between has counted in vain (user/lab/lost_update.py).
 *    So it is for the interpreter's own counts, where one is read and written by
 *    more than one machine instruction. Where it is a single one, as in gilbench,
 *    a simulated core is never stopped in its midst; a real one's neighbour may
 *    still see the old value.
 *  - Memory is corrupted. A reference count that is too low frees an object that
 *    is in use; one that is too high never frees it. Two threads that append to a
 *    list while it grows write into memory that is gone. In py that ends in wrong
 *    results, a fault or a hang, sooner or later: the program is not at fault.
 *    user/lab/no_gil.py shows it; PROTECT=checked is an interpreter that looks
 *    at each count that it uses, and says which object was used when it was
 *    gone, and by whom.
 *  - No check of the one holder means anything: holders is ANY, and neither
 *    gil_check.c nor `convoy-trace gil` accuses it.
 *
 * Signals' handlers need a safepoint all the same, since only one thread may run
 * them: `request` is set until that one has come by.
 */
#include "gil.h"

static atomic_int request;

static int none_init(const struct gil_params *params)
{
    (void)params;
    return 0;
}

/* There is no change of holder to count. */
static void none_take(struct gil_thread *t)
{
    gil_report_acquired(&t->trace, 0);
}

static void none_drop(struct gil_thread *t, enum gil_why why)
{
    gil_report_drop(&t->trace, why);
}

static void none_attend(void)
{
    atomic_store(&request, 1);
}

/* gil_attention is set before request: whoever finds it not set here has
 * cleared a request that was answered, or a newer one, which is seen now. */
static void none_safepoint(struct gil_thread *t)
{
    (void)t;
    atomic_store(&request, 0);
    if (atomic_load(&gil_attention))
        atomic_store(&request, 1);
}

static void none_after_fork(struct gil_thread *t)
{
    none_take(t);
}

const struct gil_ops gil_none = {
    .name = "none",
    .summary = "no lock: everybody holds, nothing is protected",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .holders = GIL_HOLDERS_ANY,
    .request = &request,
    .init = none_init,
    .take = none_take,
    .drop = none_drop,
    .safepoint = none_safepoint,
    .attend = none_attend,
    .after_fork = none_after_fork,
};
