/* SPDX-License-Identifier: MIT
 *
 * The scheduler's core: run queues, their locks, switching LWPs, waking them. Which
 * LWP runs next is the policy's business (sched/sched.h); that it stays true
 * whatever the policy does is the business of this file.
 *
 * Each core has a run queue with a lock. An LWP's scheduling state belongs to the
 * queue of lwp->core. Going to sleep and waking meet there: a sleeper marks itself
 * 'S' before it lets go of its condition's lock; a waker turns 'S' into 'R' under
 * the queue's lock. If the sleeper is still on its core (on_core) that is all, and
 * its schedule() finds 'R' and keeps it; otherwise the waker queues it.
 *
 * The lock of the core's queue is held over a switch and released by the next LWP
 * (finish_switch): until then nobody may run the one that leaves.
 *
 * A wake-up carries the waker's clock (lwp->stamp): the LWP does not run before.
 */
#include "task/sched.h"
#include "task/usage.h"
#include "boot_info.h"
#include "core.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "lock.h"
#include "options.h"
#include "sched/sched.h"
#include "task/process.h"
#include "task/run_queue.h"
#include "task/steps.h"
#include "time/clock.h"
#include "time/timer.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"

struct run_queue run_queues[CORES_MAX];
const struct sched_ops *sched_policy;
uint64_t sched_idle_set, sched_loaded_set;

void sched_init(const char *name)
{
    sched_policy = sched_policy_find(name);
    kassert(sched_policy, "options_parse let '%s' pass", name);
    char text[200];
    if (sched_tune(sched_policy, options.tune, text, sizeof(text)))
        boot_refuse("%s", text);
    steps_init();
    int error = sched_guarded_init(sched_policy);
    if (error == -EIO)
        sched_policy = watchdog_first_policy();
    else if (error)
        boot_refuse("scheduling policy %s: its init failed", name);
    for (uint32_t id = 0; id < cores_count; id++) {
        run_queues[id].lock = SPINLOCK("run queue");
        run_queues[id].ops = sched_policy;
        run_queues[id].core = run_queues[id].policy.core = id;
        list_init(&run_queues[id].policy.list);
    }
}

/* Account what the running LWP has run since this was last called; returns ns. */
static uint64_t account(struct run_queue *queue, struct lwp *lwp, uint64_t now)
{
    uint64_t since = now - lwp->run_since, ran = clock_to_ns(since);

    lwp->run_time += since;
    lwp->run_since = now;
    lwp->sched.ran += ran;
    queue->turn_ran += ran;
    return ran;
}

/* ---- switching ---- */

/* The LWP leaves the core: no more of its time there is its own. */
static inline __attribute__((always_inline)) void stop(struct run_queue *queue,
                                                       struct lwp *lwp,
                                                       uint64_t now)
{
    account(queue, lwp, now);
    lwp->system += now;
    lwp->stamp = max_u64(lwp->stamp, now);
    lwp->on_core = false;
    queue->policy.running = NULL;
    if (steps_on)
        steps_leave(queue, lwp);
    policy_stopping(queue, lwp, queue->turn_ran);
}

/* And then: back into the queue, or asleep, or gone. */
static void leave(struct run_queue *queue, struct lwp *lwp, enum sched_why why)
{
    if (lwp->state != 'R') {
        lwp->switches_voluntary++;
        return;
    }
    lwp->switches_involuntary++;
    if (core_set_has(&lwp->affinity, queue->core))
        policy_enqueue(queue, lwp, why);
    else
        queue->left = lwp;
}

/* The LWP that the core goes on with, `now` or, if what woke it came from a core
 * that is ahead, when that was. */
static void enter(struct run_queue *queue, struct lwp *lwp, uint64_t now)
{
    if (lwp->stamp > now) {
        core_ops->advance(lwp->stamp);
        now = lwp->stamp;
    }
    lwp->run_since = now;
    if (lwp->user_core != queue->core)
        sched_count_user(lwp, queue->core);
    lwp->system -= now;
    queue->turn_ran = 0;
    lwp->on_core = true;
    queue->policy.running = &lwp->sched;
    queue->running = lwp;
    if (steps_on)
        steps_enter(queue, lwp);
    policy_running(queue, lwp);
}

/* On the new LWP's stack: let the queue go, and the LWP that left it. */
static void finish_switch(void)
{
    struct run_queue *queue = run_queue_at(core_id());
    struct lwp *left = queue->left;

    queue->left = NULL;
    spin_unlock(&queue->lock);
    if (!left)
        return;
    if (left->state == 'Z')
        lwp_put(left);
    else
        sched_make_runnable(left, SCHED_MOVED);
}

static void switch_to(struct run_queue *queue, struct lwp *from, struct lwp *to)
{
    struct core *core = this_core();

    if (steps_on)
        steps_trace(from);
    trace(TRACE_SCHED_SWITCH, to->tid, (uint64_t)from->state);
    core->switches++;
    core->current = to;
    if (from->state == 'Z')
        queue->left = from;
    context_load(to);
    switch_stack(&from->saved_stack, to->saved_stack);
    finish_switch();
}

/* Set or cancel this core's alarm as the policy wishes. Its queue's lock is
 * held. */
static __attribute__((noinline)) void set_alarm(struct core *core,
                                                const struct run_queue *queue)
{
    uint64_t alarm = queue->policy.alarm;

    core->alarm = alarm ? clock_reaching(alarm) : CLOCK_NEVER;
    core->alarm_set = alarm;
    timers_program();
}

static inline void follow_alarm(struct core *core, struct run_queue *queue)
{
    if (queue->policy.alarm != core->alarm_set)
        set_alarm(core, queue);
}

/* `to` is chosen: switch to it, unless it is the one that called. The queue's lock
 * is held, and let go. */
static inline __attribute__((always_inline)) void finish_schedule(
    struct run_queue *queue, struct core *core, struct lwp *from,
    struct lwp *to)
{
    if (to == from) {
        if (steps_on)
            steps_trace(from);
        spin_unlock(&queue->lock);
        return;
    }
    if (from == core->idle)
        sched_set_ticks(core, true);
    switch_to(queue, from, to);
}

/* There is nothing to run. */
static struct lwp *idle_next(struct run_queue *queue, const struct core *core)
{
    queue->running = NULL;
    return core->idle;
}

/* Choose and switch. The lock of this core's queue is held, interrupts are off;
 * both are again when the calling LWP goes on, perhaps on another core. */
static void reschedule(struct run_queue *queue, enum sched_why why)
{
    struct core *core = this_core();
    struct lwp *from = core->current;
    uint64_t now = core_clock();

    core->need_resched = 0;
    if (from == core->idle) {
        from->on_core = false;
    } else {
        if (from->state == 'R' && why == SCHED_YIELDED)
            policy_yield(queue, from);
        stop(queue, from, now);
        leave(queue, from, why);
    }
    struct lwp *to = policy_dispatch(queue, queue->core, true);
    if (to)
        enter(queue, to, now);
    else
        to = idle_next(queue, core);
    follow_alarm(core, queue);
    finish_schedule(queue, core, from, to);
}

/* The policy had to be abandoned in the midst of `reschedule`: do the rest without
 * it. The stand-in is in its place, and dispatches nothing. */
static __attribute__((cold)) void reschedule_abandoned(struct run_queue *queue,
                                                       enum sched_why why)
{
    struct core *core = this_core();
    struct lwp *from = core->current;
    enum guard_op op = guard_abandoned_in();
    struct lwp *to =
        op == GUARD_RUNNING ? queue->running : idle_next(queue, core);

    watchdog_abandoned(queue->ops, op == GUARD_DISPATCH  ? NULL
                                   : op == GUARD_RUNNING ? to
                                                         : from);
    if (op == GUARD_YIELD)
        stop(queue, from, core_clock());
    if (op == GUARD_YIELD || op == GUARD_STOPPING)
        leave(queue, from, why);
    finish_schedule(queue, core, from, to);
}

static void schedule_because(enum sched_why why)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = run_queue_at(core_id());

    spin_lock(&queue->lock);
    if (!guard_call(reschedule, (uint64_t)queue, why, guard_nothing()))
        reschedule_abandoned(queue, why);
    cpu_irq_restore(flags);
}

void schedule(void)
{
    schedule_because(SCHED_PREEMPTED);
}

void sched_yield(void)
{
    schedule_because(SCHED_YIELDED);
}

/* Called on a new LWP's first run, by lwp_first_run in trap.asm. */
void sched_first_run(void);
void sched_first_run(void)
{
    finish_switch();
}

/* ---- making runnable ---- */

static uint32_t select_core(struct lwp *lwp)
{
    struct core_set idle = {{idle_cores() & lwp->affinity.words[0]}};

    return policy_select_cpu(lwp, &idle);
}

static inline __attribute__((always_inline)) bool shall_preempt(
    struct run_queue *queue, struct lwp *woken)
{
    if (!queue->running)
        return true;
    if (options.preempt != PREEMPT_FAIR)
        return options.preempt == PREEMPT_ALWAYS;
    if (!queue->ops->preempts)
        return false;
    uint64_t since = queue->running->run_since;
    uint64_t now = max_u64(woken->stamp, since);
    return policy_preempts(queue, woken,
                           queue->turn_ran + clock_to_ns(now - since));
}

bool sched_preempts(struct run_queue *queue, struct lwp *woken)
{
    return shall_preempt(queue, woken);
}

void sched_poke(uint32_t id)
{
    if (id == core_id())
        this_core()->need_resched = 1;
    else
        core_ops->send_ipi(id);
}

/* The rest of queue_runnable, under guard. */
static void queue_guarded(struct run_queue *held, struct lwp *lwp,
                          enum sched_why why)
{
    uint32_t id = select_core(lwp);
    struct run_queue *queue = run_queue_at(id);

    trace_waking(lwp, id, why == SCHED_NEW);
    if (queue != held) {
        if (held)
            spin_unlock(&held->lock);
        spin_lock(&queue->lock);
        if (!core_set_has(&lwp->affinity, id)) { /* it has just changed */
            spin_unlock(&queue->lock);
            return sched_make_runnable(lwp, why);
        }
    }
    if (idle_cores() >> id & 1)
        set_bit(&sched_idle_set, id, false);
    policy_enqueue(queue, lwp, why);
    bool now = shall_preempt(queue, lwp);
    spin_unlock(&queue->lock);
    if (now)
        sched_poke(id);
}

static __attribute__((cold, noinline)) void queue_abandoned(
    struct run_queue *held, struct lwp *lwp, enum sched_why why);

/* Queue a runnable LWP that is in no queue and on no core. `held`, if not NULL, is
 * the queue whose lock the caller holds; it is let go. Interrupts off. */
static void queue_runnable(struct run_queue *held, struct lwp *lwp,
                           enum sched_why why)
{
    if (!guard_call(queue_guarded, (uint64_t)held, (uint64_t)lwp, why))
        queue_abandoned(held, lwp, why);
}

/* The policy had to be abandoned in the midst of that. */
static void queue_abandoned(struct run_queue *held, struct lwp *lwp,
                            enum sched_why why)
{
    struct run_queue *queue = lwp->queued_in;

    watchdog_abandoned(queue ? queue->ops : sched_policy, lwp);
    if (queue)
        spin_unlock(&queue->lock);
    else /* in select_cpu */
        queue_runnable(held, lwp, why);
}

void sched_make_runnable(struct lwp *lwp, enum sched_why why)
{
    queue_runnable(NULL, lwp, why);
}

struct run_queue *sched_lock_queue_of(struct lwp *lwp)
{
    for (;;) {
        uint32_t id = lwp->core;
        struct run_queue *queue = run_queue_at(id);
        spin_lock(&queue->lock);
        if (lwp->core == id)
            return queue;
        spin_unlock(&queue->lock);
    }
}

/* Wake the sleeping `lwp` at clock `now`. Its queue's lock is held, and let go. */
static void wake_locked(struct run_queue *queue, struct lwp *lwp, uint64_t now)
{
    lwp->state = 'R';
    if (lwp->on_core) { /* it has not left yet: its schedule() will see */
        lwp->stamp = max_u64(lwp->stamp, now);
        spin_unlock(&queue->lock);
        return;
    }
    lwp->sched.slept = now > lwp->stamp ? clock_to_ns(now - lwp->stamp) : 0;
    lwp->stamp = max_u64(lwp->stamp, now);
    queue_runnable(queue, lwp, SCHED_WAKE);
}

bool sched_wake(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = sched_lock_queue_of(lwp);
    bool asleep = lwp->state == 'S';

    if (asleep)
        wake_locked(queue, lwp, core_clock());
    else
        spin_unlock(&queue->lock);
    cpu_irq_restore(flags);
    return asleep;
}

void sched_interrupt(struct lwp *lwp)
{
    if (sched_wake(lwp))
        return;
    uint64_t flags = cpu_irq_save();
    if (lwp->on_core && lwp->core != core_id())
        core_ops->send_ipi(lwp->core);
    cpu_irq_restore(flags);
}

/* A change of policy has to find it, too. */
static void list_kernel_lwp(struct lwp *lwp)
{
    spin_lock(&lwps_lock);
    list_push_back(&lwps_kernel, &lwp->all);
    spin_unlock(&lwps_lock);
}

void sched_start(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();

    lwp->stamp = core_clock();
    if (!lwp->process && list_empty(&lwp->all))
        list_kernel_lwp(lwp);
    struct run_queue *queue = sched_lock_queue_of(lwp);
    lwp->policy = queue->ops;
    sched_tell(lwp);
    sched_guarded_init_task(lwp);
    if (queue->ops == &sched_transit) {
        policy_enqueue(queue, lwp, SCHED_NEW);
        spin_unlock(&queue->lock);
    } else {
        queue_runnable(queue, lwp, SCHED_NEW);
    }
    cpu_irq_restore(flags);
}

uint64_t sched_now(void)
{
    return clock_to_ns(core_clock());
}

uint64_t sched_seed(void)
{
    return options.seed;
}

const char *sched_forced_list(void)
{
    return options.switches;
}

void sched_note(const struct sched_entity *entity, const char *what,
                uint64_t value)
{
    const uint64_t words[4] = {value};

    if (!trace_on)
        return;
    guard_busy(true);
    trace_emit_at(TRACE_POLICY_NOTE, entity->tid, trace_string(what), words, 0);
    guard_busy(false);
}

/* ---- ticks and alarms ---- */

/* The policy looks at what runs. */
static void examine(struct core *core)
{
    struct run_queue *queue = run_queue_at(core->id);

    spin_lock(&queue->lock);
    if (queue->running) {
        uint64_t ran = account(queue, core->current, core_clock());
        if (steps_on)
            steps_count(queue, core->current);
        if (sched_guarded_tick(queue, core->current, ran))
            core->need_resched = 1;
        follow_alarm(core, queue);
    }
    spin_unlock(&queue->lock);
}

void sched_tick(void)
{
    struct core *core = this_core();
    const struct run_queue *queue = run_queue_at(core->id);

    examine(core);
    /* An idle core takes what waits itself. */
    if (core->need_resched && queue->count && queue->running)
        sched_offer(&core->current->affinity);
    if (options.balance == BALANCE_PUSH)
        sched_push(core);
}

/* An alarm that is set for an instant that has passed comes at once. A policy that
 * does so each time lets its core do nothing else: no plan asks for so many. */
#define ALARM_WINDOW 1000000 /* instructions */
#define ALARMS_MAX 400

static bool alarms_are_endless(struct core *core)
{
    uint64_t now = core_clock();

    if (now - core->alarms_since >= ALARM_WINDOW) {
        core->alarms_since = now;
        core->alarms = 0;
    }
    return ++core->alarms > ALARMS_MAX;
}

void sched_alarm(void)
{
    struct core *core = this_core();
    struct run_queue *queue = run_queue_at(core->id);

    spin_lock(&queue->lock);
    queue->policy.alarm = 0;
    if (alarms_are_endless(core))
        watchdog_endless_alarms(queue);
    set_alarm(core, queue);
    bool idle = !queue->running;
    spin_unlock(&queue->lock);
    if (idle)
        core->need_resched = 1;
    else
        examine(core);
}

uint32_t sched_queued(uint32_t core)
{
    return run_queues[core].count;
}

void sched_policy_dump(uint32_t core, char *text, unsigned size)
{
    struct run_queue *queue = run_queue_at(core);
    uint64_t flags = spin_lock_irqsave(&queue->lock);

    sched_guarded_dump(queue, queue->ops, text, size);
    spin_unlock_irqrestore(&queue->lock, flags);
}
