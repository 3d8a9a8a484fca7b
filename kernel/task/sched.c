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
#include "time/clock.h"
#include "time/timer.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"

/* Aligned so that its size is a power of two: its address is computed at every
 * turn of the switch. */
struct run_queue {
    struct spinlock lock;
    /* Under the lock: */
    struct sched_queue policy;
    uint64_t accounted; /* clock up to which the running LWP was accounted */
    uint64_t turn_ran; /* ns that it has run since it was switched in, so far */
    struct lwp *left;  /* has just left the core for ever, or because it may not
                           run here any more; finish_switch sees to it */
} __attribute__((aligned(128)));

static struct run_queue queues[CORES_MAX];
/* Time in ring 3 on each core, of LWPs that went on elsewhere or ended; what the
 * others had here is theirs to tell: sched_core_times. Changed atomically. */
static uint64_t user_times[CORES_MAX];
static const struct sched_ops *policy;
/* Bit k: core k is idle / has LWPs queued. Changed atomically; read as hints. */
static uint64_t idle_cores, loaded_cores;

static inline struct lwp *lwp_of(struct sched_entity *entity)
{
    return list_entry(entity, struct lwp, sched);
}

static inline uint64_t bit(uint32_t core)
{
    return 1ull << core;
}

static void set_bit(uint64_t *set, uint32_t core, bool on)
{
    if (on)
        __atomic_or_fetch(set, bit(core), __ATOMIC_RELAXED);
    else
        __atomic_and_fetch(set, ~bit(core), __ATOMIC_RELAXED);
}

static void set_idle(uint32_t core, bool idle)
{
    set_bit(&idle_cores, core, idle);
}

uint64_t sched_idle_cores(void)
{
    return __atomic_load_n(&idle_cores, __ATOMIC_RELAXED);
}

void sched_init(const char *name)
{
    policy = sched_policy_find(name);
    kassert(policy, "options_parse let '%s' pass", name);
    if (policy->init && policy->init() < 0)
        boot_refuse("scheduling policy %s: its init failed", name);
    for (uint32_t id = 0; id < cores_count; id++) {
        queues[id].lock = SPINLOCK("run queue");
        queues[id].policy.core = id;
        list_init(&queues[id].policy.list);
    }
}

/* ---- calling the policy: a queue's lock is held ---- */

static void policy_enqueue(struct run_queue *queue, struct lwp *lwp,
                           enum sched_why why)
{
    lwp->core = lwp->sched.core = queue->policy.core;
    lwp->sched.queued = true;
    if (queue->policy.count++ == 0)
        set_bit(&loaded_cores, queue->policy.core, true);
    policy->enqueue(&queue->policy, &lwp->sched, why);
}

static struct lwp *policy_dispatch(struct run_queue *queue, uint32_t core)
{
    struct sched_entity *entity = policy->dispatch(&queue->policy, core);

    if (!entity)
        return NULL;
    struct lwp *lwp = lwp_of(entity);
    kassert(entity->queued && lwp->state == 'R' && !lwp->on_core,
            "policy %s dispatched LWP %u: queued %d, state %c, on core %d",
            policy->name, lwp->tid, entity->queued, lwp->state, lwp->on_core);
    entity->queued = false;
    if (--queue->policy.count == 0)
        set_bit(&loaded_cores, queue->policy.core, false);
    return lwp;
}

static void policy_dequeue(struct run_queue *queue, struct lwp *lwp)
{
    lwp->sched.queued = false;
    if (--queue->policy.count == 0)
        set_bit(&loaded_cores, queue->policy.core, false);
    if (policy->dequeue)
        policy->dequeue(&queue->policy, &lwp->sched);
    else
        list_remove(&lwp->sched.node);
}

/* Account what the running LWP has run since this was last called; returns ns. */
static uint64_t account(struct run_queue *queue, struct lwp *lwp, uint64_t now)
{
    uint64_t since = now - queue->accounted, ran = clock_to_ns(since);

    lwp->run_time += since;
    lwp->run_since = now;
    lwp->sched.ran += ran;
    queue->accounted = now;
    queue->turn_ran += ran;
    return ran;
}

/* ---- switching ---- */

/* The LWP that leaves the core: back into the queue, or asleep, or gone. */
static void leave(struct run_queue *queue, struct lwp *lwp, uint64_t now,
                  enum sched_why why)
{
    account(queue, lwp, now);
    lwp->system += now;
    lwp->stamp = max_u64(lwp->stamp, now);
    lwp->on_core = false;
    queue->policy.running = NULL;
    if (policy->stopping)
        policy->stopping(&queue->policy, &lwp->sched, queue->turn_ran);
    if (lwp->state != 'R') {
        lwp->switches_voluntary++;
        return;
    }
    lwp->switches_involuntary++;
    if (lwp->sched.affinity & bit(queue->policy.core))
        policy_enqueue(queue, lwp, why);
    else
        queue->left = lwp;
}

/* What `lwp`, which is on no core, has run in ring 3 since it came to its core is
 * that core's; from now on it is `core`'s. */
static void count_user(struct lwp *lwp, uint32_t core)
{
    uint64_t user = lwp->run_time - lwp->system;

    __atomic_add_fetch(&user_times[lwp->user_core], user - lwp->user_counted,
                       __ATOMIC_RELAXED);
    lwp->user_counted = user;
    lwp->user_core = core;
}

void sched_ended(struct lwp *lwp)
{
    count_user(lwp, lwp->user_core);
}

/* The LWP that the core goes on with, `now` or, if what woke it came from a core
 * that is ahead, when that was. */
static void enter(struct run_queue *queue, struct lwp *lwp, uint64_t now)
{
    if (lwp->stamp > now) {
        core_ops->advance(lwp->stamp);
        now = lwp->stamp;
    }
    queue->accounted = lwp->run_since = now;
    if (lwp->user_core != queue->policy.core)
        count_user(lwp, queue->policy.core);
    lwp->system -= now;
    queue->turn_ran = 0;
    lwp->on_core = true;
    lwp->core = lwp->sched.core = queue->policy.core;
    queue->policy.running = &lwp->sched;
    if (policy->running)
        policy->running(&queue->policy, &lwp->sched);
}

static void make_runnable(struct lwp *lwp, enum sched_why why);

/* On the new LWP's stack: let the queue go, and the LWP that left it. */
static void finish_switch(void)
{
    struct run_queue *queue = &queues[core_id()];
    struct lwp *left = queue->left;

    queue->left = NULL;
    spin_unlock(&queue->lock);
    if (!left)
        return;
    if (left->state == 'Z')
        lwp_put(left);
    else
        make_runnable(left, SCHED_MOVED);
}

static void switch_to(struct run_queue *queue, struct lwp *from, struct lwp *to)
{
    struct core *core = this_core();

    trace(TRACE_SCHED_SWITCH, to->tid, (uint64_t)from->state);
    core->switches++;
    core->current = to;
    if (from->state == 'Z')
        queue->left = from;
    context_load(to);
    switch_stack(&from->saved_stack, to->saved_stack);
    finish_switch();
}

/* Begin or end this core's ticks: an idle core but the first has none. */
static void set_ticks(struct core *core, bool on)
{
    uint64_t length = clock_tick_length();

    if (core->id == 0)
        return;
    core->tick_next = on ? (core_clock() / length + 1) * length : CLOCK_NEVER;
    timers_program();
}

/* Choose and switch. The queue's lock is held, interrupts are off; both are again
 * when the calling LWP goes on, perhaps on another core. */
static void reschedule(enum sched_why why)
{
    struct core *core = this_core();
    struct run_queue *queue = &queues[core->id];
    struct lwp *from = core->current;
    uint64_t now = core_clock();

    core->need_resched = 0;
    if (from == core->idle) {
        from->on_core = false;
    } else {
        if (from->state == 'R' && why == SCHED_YIELDED && policy->yield)
            policy->yield(&queue->policy, &from->sched);
        leave(queue, from, now, why);
    }
    struct lwp *to = policy_dispatch(queue, core->id);
    if (to)
        enter(queue, to, now);
    else
        to = core->idle;
    if (to == from) {
        spin_unlock(&queue->lock);
        return;
    }
    if (from == core->idle)
        set_ticks(core, true);
    switch_to(queue, from, to);
}

static void schedule_because(enum sched_why why)
{
    uint64_t flags = cpu_irq_save();

    spin_lock(&queues[core_id()].lock);
    reschedule(why);
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
    uint64_t idle = sched_idle_cores() & lwp->sched.affinity;
    uint32_t last = lwp->sched.core;

    if (policy->select_cpu)
        return policy->select_cpu(&lwp->sched, idle);
    if (idle & bit(last))
        return last;
    if (idle)
        return (uint32_t)__builtin_ctzll(idle);
    if (lwp->sched.affinity & bit(last))
        return last;
    return (uint32_t)__builtin_ctzll(lwp->sched.affinity);
}

/* Shall `woken`, just queued, run at once? The queue's lock is held. */
static bool preempts(struct run_queue *queue, struct lwp *woken)
{
    if (!queue->policy.running)
        return true;
    if (options.preempt != PREEMPT_FAIR)
        return options.preempt == PREEMPT_ALWAYS;
    if (!policy->preempts)
        return false;
    uint64_t now = max_u64(woken->stamp, queue->accounted);
    return policy->preempts(&queue->policy, &woken->sched,
                            queue->turn_ran +
                                clock_to_ns(now - queue->accounted));
}

/* Tell core `id` to reschedule. Interrupts off. */
static void poke(uint32_t id)
{
    if (id == core_id())
        this_core()->need_resched = 1;
    else
        core_ops->send_ipi(id);
}

/* Queue a runnable LWP that is in no queue and on no core. `held`, if not NULL, is
 * the queue whose lock the caller holds; it is let go. Interrupts off. */
static void queue_runnable(struct run_queue *held, struct lwp *lwp,
                           enum sched_why why)
{
    uint32_t id = select_core(lwp);
    struct run_queue *queue = &queues[id];

    trace(TRACE_SCHED_WAKING, lwp->tid, id);
    if (queue != held) {
        if (held)
            spin_unlock(&held->lock);
        spin_lock(&queue->lock);
    }
    if (!(lwp->sched.affinity & bit(id))) { /* it has just changed */
        spin_unlock(&queue->lock);
        return queue_runnable(NULL, lwp, why);
    }
    if (sched_idle_cores() & bit(id))
        set_idle(id, false);
    policy_enqueue(queue, lwp, why);
    bool now = preempts(queue, lwp);
    spin_unlock(&queue->lock);
    if (now)
        poke(id);
}

static void make_runnable(struct lwp *lwp, enum sched_why why)
{
    queue_runnable(NULL, lwp, why);
}

/* Lock the queue to which `lwp` belongs; it may move until it is locked. */
static struct run_queue *lock_queue_of(struct lwp *lwp)
{
    for (;;) {
        struct run_queue *queue = &queues[lwp->core];
        spin_lock(&queue->lock);
        if (queue->policy.core == lwp->core)
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
    struct run_queue *queue = lock_queue_of(lwp);
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

void sched_start(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();

    lwp->stamp = core_clock();
    if (policy->init_task)
        policy->init_task(&lwp->sched);
    make_runnable(lwp, SCHED_NEW);
    cpu_irq_restore(flags);
}

void sched_gone(struct lwp *lwp)
{
    if (policy->exit_task)
        policy->exit_task(&lwp->sched);
}

/* ---- ticks, idling, attributes ---- */

void sched_tick(void)
{
    struct core *core = this_core();
    struct run_queue *queue = &queues[core->id];

    spin_lock(&queue->lock);
    if (queue->policy.running) {
        uint64_t ran = account(queue, core->current, core_clock());
        if (policy->tick &&
            policy->tick(&queue->policy, queue->policy.running, ran))
            core->need_resched = 1;
    }
    spin_unlock(&queue->lock);
}

/* Take an LWP that may run on `core` out of `victim`, or NULL. */
static struct lwp *take_from(struct run_queue *victim, struct core *core)
{
    spin_lock(&victim->lock);
    struct lwp *lwp = policy_dispatch(victim, core->id);
    spin_unlock(&victim->lock);
    return lwp;
}

/* An idle core looks for work in the other cores' queues. True: there is something
 * in its own queue now. Interrupts off. */
static bool steal(struct core *core)
{
    uint64_t loaded =
        __atomic_load_n(&loaded_cores, __ATOMIC_RELAXED) & ~bit(core->id);

    for (; loaded; loaded &= loaded - 1) {
        struct lwp *lwp = take_from(&queues[__builtin_ctzll(loaded)], core);
        if (lwp) {
            lwp->sched.core = core->id; /* where select_core looks first */
            make_runnable(lwp, SCHED_MOVED);
            return queues[core->id].policy.count;
        }
    }
    return false;
}

void sched_idle_loop(void)
{
    struct core *core = this_core();

    for (;;) {
        set_idle(core->id, true);
        if (core->need_resched || queues[core->id].policy.count ||
            steal(core)) {
            set_idle(core->id, false);
            schedule();
            continue;
        }
        if (core->tick_next != CLOCK_NEVER)
            set_ticks(core, false);
        core_ops->idle();
    }
}

int sched_set_affinity(struct lwp *lwp, uint64_t affinity)
{
    uint64_t existing = cores_count == 64 ? UINT64_MAX : bit(cores_count) - 1;

    affinity &= existing;
    if (!affinity)
        return -EINVAL;
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = lock_queue_of(lwp);
    bool misplaced = !(affinity & bit(queue->policy.core));
    bool requeue = misplaced && lwp->sched.queued;
    lwp->sched.affinity = affinity;
    if (requeue)
        policy_dequeue(queue, lwp);
    bool running = misplaced && lwp->on_core;
    uint32_t id = queue->policy.core;
    spin_unlock(&queue->lock);
    if (requeue)
        make_runnable(lwp, SCHED_MOVED);
    else if (running)
        poke(id);
    cpu_irq_restore(flags);
    return 0;
}

void sched_set_nice(struct lwp *lwp, int nice)
{
    uint64_t flags = cpu_irq_save();
    struct run_queue *queue = lock_queue_of(lwp);
    bool queued = lwp->sched.queued;

    if (queued)
        policy_dequeue(queue, lwp);
    lwp->sched.nice = nice;
    if (policy->set_weight)
        policy->set_weight(&lwp->sched);
    if (queued)
        policy_enqueue(queue, lwp, SCHED_MOVED);
    spin_unlock(&queue->lock);
    cpu_irq_restore(flags);
}

uint64_t sched_turn(void)
{
    return policy->turn;
}

const struct sched_queue *sched_queue_of(uint32_t core)
{
    return &queues[core].policy;
}

static uint64_t user_time(uint32_t core)
{
    uint64_t time = 0;

    spin_lock(&lwps_lock);
    list_for_each (node, &lwps_all) {
        struct lwp *lwp = list_entry(node, struct lwp, all);
        if (lwp->user_core == core)
            time += usage_of_lwp(lwp).user - lwp->user_counted;
    }
    time += __atomic_load_n(&user_times[core], __ATOMIC_RELAXED);
    spin_unlock(&lwps_lock);
    return time;
}

/* An idle core's own clock stands; so its idle time is counted up to the
 * caller's. */
void sched_core_times(uint32_t core, uint64_t *user, uint64_t *system,
                      uint64_t *idle)
{
    *user = user_time(core);
    uint64_t flags = cpu_irq_save();
    uint64_t clock = core_ops->clock_of(core);
    uint64_t busy = clock - core_ops->idle_of(core);

    *user = min_u64(*user, busy);
    *system = busy - *user;
    *idle = max_u64(clock, core_clock()) - busy;
    cpu_irq_restore(flags);
}

void sched_policy_dump(uint32_t core, char *text, unsigned size)
{
    if (policy && policy->dump)
        policy->dump(&queues[core].policy, text, size);
}
