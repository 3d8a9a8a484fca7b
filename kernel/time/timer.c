/* SPDX-License-Identifier: MIT
 *
 * One-shot timers. Each core has its own: a red-black tree ordered by deadline,
 * a lock, and one hardware timer, which is always set for whatever comes first,
 * the tree's first timer, the core's next tick, or the policy's alarm.
 *
 * A timer stays on the core that started it: there, and only there, it fires.
 * Any core may cancel it. The race is between a cancel on one core and `fire`
 * on another: `firing` says which timer's `fire` is running, and timer_cancel
 * waits until it is another one. So after timer_cancel the timer's memory can
 * be freed.
 *
 * Lock order: a core's timer lock is the innermost; `fire` runs without it.
 */
#include "time/timer.h"

#include "core.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lock.h"
#include "options.h"
#include "task/lwp.h"
#include "time/clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"

struct core_timers {
    struct spinlock lock; /* protects tree; taken with interrupts off */
    struct rb_tree tree;
    struct timer *volatile firing; /* its `fire` runs now; or NULL */
};

static struct core_timers timers[CORES_MAX];

void timers_init(void)
{
    for (uint32_t i = 0; i < CORES_MAX; i++)
        timers[i] = (struct core_timers){.lock = SPINLOCK("timers")};
}

static struct timer *first_timer(const struct core_timers *own)
{
    struct rb_node *node = rb_first(&own->tree);
    return node ? rb_entry(node, struct timer, node) : NULL;
}

static bool earlier(const struct rb_node *a, const struct rb_node *b)
{
    return rb_entry(a, struct timer, node)->deadline <
           rb_entry(b, struct timer, node)->deadline;
}

void timers_program(void)
{
    struct core *core = this_core();
    struct timer *first = first_timer(&timers[core->id]);
    uint64_t deadline = first ? first->deadline : CLOCK_NEVER;
    deadline = min_u64(deadline, core->alarm);
    core_ops->set_timer(min_u64(deadline, core->tick_next));
}

/* What a kernel that looks at its timers only on ticks would do. */
static uint64_t round_to_tick(uint64_t deadline)
{
    uint64_t tick = clock_tick_length();
    uint64_t past = deadline % tick;
    if (past == 0 || deadline > CLOCK_NEVER - tick)
        return deadline;
    return deadline - past + tick;
}

void timer_start(struct timer *timer, uint64_t deadline)
{
    kassert(!timer->armed, "deadline %lu, core %u", timer->deadline,
            timer->core);
    uint64_t flags = cpu_irq_save();
    struct core *core = this_core();
    struct core_timers *own = &timers[core->id];
    spin_lock(&own->lock);
    timer->deadline =
        options.timers_jiffies ? round_to_tick(deadline) : deadline;
    timer->core = core->id;
    timer->armed = true;
    if (own->firing != timer)
        timer->tid = current_lwp()->tid;
    rb_insert(&own->tree, &timer->node, earlier);
    if (first_timer(own) == timer && timer->deadline < core->tick_next &&
        timer->deadline < core->alarm)
        timers_program();
    spin_unlock(&own->lock);
    cpu_irq_restore(flags);
}

/* Take `timer` out of its core's tree; that core's lock is held. The hardware
 * timer of another core is left as it is: its interrupt finds nothing due. */
static void disarm(struct core_timers *own, struct timer *timer)
{
    bool was_first = first_timer(own) == timer;
    rb_remove(&own->tree, &timer->node);
    timer->armed = false;
    if (was_first && own == &timers[this_core()->id])
        timers_program();
}

bool timer_cancel(struct timer *timer)
{
    struct core_timers *own = &timers[timer->core];
    for (;;) {
        uint64_t flags = spin_lock_irqsave(&own->lock);
        bool armed = timer->armed;
        bool firing = own->firing == timer;
        if (armed)
            disarm(own, timer);
        spin_unlock_irqrestore(&own->lock, flags);
        if (!firing)
            return armed;
        core_ops->relax();
    }
}

/* The first timer, taken out of the tree and marked as firing, if it is due. */
static struct timer *take_due(struct core_timers *own, uint64_t now)
{
    spin_lock(&own->lock);
    struct timer *first = first_timer(own);
    if (first && first->deadline <= now) {
        rb_remove(&own->tree, &first->node);
        first->armed = false;
    } else {
        first = NULL;
    }
    own->firing = first;
    spin_unlock(&own->lock);
    return first;
}

void timers_run(void)
{
    struct core_timers *own = &timers[this_core()->id];
    struct timer *due;
    while ((due = take_due(own, core_clock()))) {
        trace(TRACE_TIMER_EXPIRE, due->tid, due->deadline);
        due->fire(due);
    }
    timers_program();
}

bool timers_pending(void)
{
    for (uint32_t i = 0; i < cores_count; i++) {
        if (timers[i].tree.root)
            return true;
    }
    return false;
}
