/* SPDX-License-Identifier: MIT
 *
 * Idle cores, and who gives work to whom (balance=): with `steal`, the default, a
 * core that would idle takes an LWP out of another's queue; with `push` a core
 * whose queue is longer than another's gives one away at a tick, and an idle one
 * waits; with `none` an LWP changes cores when it wakes, if the policy says so, and
 * else stays. An idle core that found nothing looks again when what it may run is
 * offered: at the end of a turn, or when a waiting LWP's affinity changes.
 * Which LWP it is, the policy chooses (`dispatch` for another core).
 *
 * Nobody holds two queues' locks: what moves is in no queue in between.
 */
#include "core.h"
#include "options.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "time/clock.h"
#include "time/timer.h"
#include "x86/cpu.h"

#define PUSH_MARGIN 2 /* LWPs: a lesser difference stays */

static void set_idle(uint32_t core, bool idle)
{
    set_bit(&sched_idle_set, core, idle);
}

uint64_t sched_idle_cores(void)
{
    return idle_cores();
}

void sched_set_ticks(struct core *core, bool on)
{
    uint64_t length = clock_tick_length();

    if (core->id == 0)
        return;
    core->tick_next = on ? (core_clock() / length + 1) * length : CLOCK_NEVER;
    timers_program();
}

/* Take an LWP that may run on core `id` out of `queue`, and queue it there, or on
 * an idle core. False: there is none. */
static bool move_one(struct run_queue *queue, uint32_t id)
{
    spin_lock(&queue->lock);
    struct lwp *lwp = sched_guarded_dispatch(queue, id);
    spin_unlock(&queue->lock);
    if (!lwp)
        return false;
    lwp->bound_for = lwp->sched.core = id; /* where select_core looks first */
    sched_make_runnable(lwp, SCHED_MOVED);
    return true;
}

/* An idle core looks for work in the other cores' queues. True: there is something
 * in its own queue now. Interrupts off. */
static bool steal(struct core *core)
{
    uint64_t loaded =
        __atomic_load_n(&sched_loaded_set, __ATOMIC_RELAXED) & ~bit(core->id);

    for (; loaded; loaded &= loaded - 1) {
        if (move_one(&run_queues[__builtin_ctzll(loaded)], core->id))
            return core->need_resched;
    }
    return false;
}

void sched_offer(const struct core_set *allowed)
{
    struct core_set idle = {{idle_cores() & allowed->words[0]}};
    uint32_t id = core_set_first(&idle);

    if (options.balance != BALANCE_STEAL || id == CORE_NONE)
        return;
    set_idle(id, false); /* who is offered next is for another one */
    sched_poke(id);
}

/* How many LWPs core `id` has; a hint, for a core that does not hold its lock. */
static uint32_t load_of(uint32_t id)
{
    const struct run_queue *queue = &run_queues[id];

    return queue->count + (queue->running != NULL);
}

void sched_push(struct core *core)
{
    uint32_t least = core->id;

    for (uint32_t id = 0; id < cores_count; id++) {
        if (load_of(id) < load_of(least))
            least = id;
    }
    if (load_of(core->id) >= load_of(least) + PUSH_MARGIN)
        move_one(run_queue_at(core->id), least);
}

void sched_idle_loop(void)
{
    struct core *core = this_core();

    for (;;) {
        if (watchdog_waits)
            watchdog_take_over();
        set_idle(core->id, true);
        if (core->need_resched ||
            (options.balance == BALANCE_STEAL && steal(core))) {
            set_idle(core->id, false);
            schedule();
            continue;
        }
        if (core->tick_next != CLOCK_NEVER)
            sched_set_ticks(core, false);
        core_ops->idle();
    }
}
