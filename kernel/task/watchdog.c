/* SPDX-License-Identifier: MIT
 *
 * Ejecting a policy that broke a rule. See watchdog.h.
 *
 * The rule may be found broken anywhere: deep in a wake-up, with a queue's lock
 * held, in an interrupt. So the ejection itself only says what happened and gives
 * the queues to `transit` (sched_switch.c), which dispatches nothing. The cores run
 * what they run and then fall idle, at the latest at their next turn; and what is
 * idle holds no lock and is in the midst of nothing. From there the next policy
 * takes over. The lists of the ejected one may be garbage by then: nobody reads
 * them, because each LWP says itself in which queue it is (lwp->queued_in).
 */
#include "task/watchdog.h"
#include <stdarg.h>
#include "core.h"
#include "lib/assert.h"
#include "lib/print.h"
#include "lib/string.h"
#include "options.h"
#include "task/guard.h"
#include "task/run_queue.h"
#include "task/sched.h"
#include "time/clock.h"
#include "trace/trace.h"
#include "x86/cpu.h"

#define EJECTED_MAX 64
#define DUMP_SIZE 320

bool watchdog_waits;

static bool dumped; /* the last one's queues */
static const struct sched_ops *ejected[EJECTED_MAX];
static unsigned ejected_count;

/* ---- ejecting ---- */

bool watchdog_ejected(const struct sched_ops *policy)
{
    for (unsigned i = 0; i < ejected_count; i++)
        if (ejected[i] == policy)
            return true;
    return false;
}

/* For the verdict on the run: the first one's name. */
static void note_in_header(const struct sched_ops *policy)
{
    struct trace_header *header = trace_header();

    if (header->ejections++ == 0)
        strlcpy(header->ejected, policy->name, sizeof(header->ejected));
}

static void announce(const struct sched_ops *policy, const char *op,
                     const struct lwp *lwp, const char *text)
{
    uint64_t now = sched_now();

    kprintf("\nconvoy: scheduling policy '%s' is ejected: %s\n", policy->name,
            text);
    kprintf("    found in %s, on core %u, at %lu us", op, core_id(),
            now / 1000);
    if (lwp)
        kprintf(", task %u (%s)", lwp->tid, lwp->name);
    kprintf("\n");
    const uint64_t words[4] = {trace_string(op), trace_string(text)};
    if (trace_on)
        trace_emit_at(TRACE_POLICY_EJECTED, lwp ? lwp->tid : 0,
                      trace_string(policy->name), words, 0);
}

/* Nothing calls it from now on. */
static void put_out(const struct sched_ops *policy)
{
    if (ejected_count < EJECTED_MAX)
        ejected[ejected_count++] = policy;
    dumped = false;
    for (uint32_t id = 0; id < cores_count; id++) {
        struct run_queue *queue = run_queue_at(id);
        if (queue->ops == policy)
            queue->ops = &sched_transit;
    }
    if (sched_policy != policy)
        return;
    sched_policy = &sched_transit;
    watchdog_waits = true;
    this_core()->need_resched = 1;
}

/* `policy` broke a rule in its operation `op`, about `lwp` (NULL: none). */
static __attribute__((format(printf, 4, 5))) void eject(
    const struct sched_ops *policy, const char *op, const struct lwp *lwp,
    const char *format, ...)
{
    char text[200];
    va_list args;

    if (policy == &sched_transit || watchdog_ejected(policy))
        return;
    va_start(args, format);
    kvsnprintf(text, sizeof(text), format, args);
    va_end(args);
    put_out(policy);
    note_in_header(policy);
    announce(policy, op, lwp, text);
}

void watchdog_abandoned(const struct sched_ops *policy, const struct lwp *lwp)
{
    const char *op = guard_op_name(guard_abandoned_in());

    eject(policy, op, lwp, "%s %s", op, guard_caught());
}

/* ---- fields that it may only read ---- */

static void eject_writer(const struct lwp *lwp, const char *op)
{
    struct watchdog_written written;

    if (watchdog_wrote_entity(lwp, &written))
        eject(lwp->policy, op, lwp,
              "it wrote entity->%s of task %u (%s), which it may only read: "
              "%#lx instead of %#lx",
              written.name, lwp->tid, lwp->name, written.is, written.was);
}

/* The first LWP whose entity the policy has written to, or NULL. lwps_lock is held,
 * or nobody is in the midst of anything. Not one that is on its way from one policy
 * to another. */
static const struct lwp *find_written(void)
{
    struct watchdog_written written;

    list_for_each (node, &lwps_all) {
        const struct lwp *lwp = list_entry(node, struct lwp, all);
        if (lwp->policy == sched_policy && watchdog_wrote_entity(lwp, &written))
            return lwp;
    }
    return NULL;
}

/* Something else is found wrong: does it come from that? It is ejected for it. */
static void blame_fields(const char *op)
{
    if (!spin_try_lock(&lwps_lock))
        return;
    const struct lwp *lwp = find_written();
    spin_unlock(&lwps_lock);
    if (lwp)
        eject_writer(lwp, op);
}

static void eject_queue_writer(const struct run_queue *queue)
{
    struct watchdog_written written;

    if (watchdog_wrote_queue(queue, &written))
        eject(queue->ops, "tick", queue->running,
              "it wrote queue->%s of core %u, which it may only read: "
              "%#lx instead of %#lx",
              written.name, queue->core, written.is, written.was);
}

/* The first queue that the policy has written to, or NULL. Who holds its lock
 * may be in the midst of changing it: a later tick will see. */
static const struct run_queue *find_written_queue(void)
{
    struct watchdog_written written;

    for (uint32_t id = 0; id < cores_count; id++) {
        const struct run_queue *queue = run_queue_at(id);
        if (!queue->lock.held && queue->ops == sched_policy &&
            watchdog_wrote_queue(queue, &written))
            return queue;
    }
    return NULL;
}

/* The same for what runs. */
static const struct lwp *find_written_running(void)
{
    struct watchdog_written written;

    for (uint32_t id = 0; id < cores_count; id++) {
        const struct run_queue *queue = run_queue_at(id);
        const struct lwp *lwp = queue->running;
        if (lwp && !queue->lock.held && !lwps_lock.held &&
            lwp->policy == sched_policy && watchdog_wrote_entity(lwp, &written))
            return lwp;
    }
    return NULL;
}

/* ---- what is wrong with an answer of dispatch ---- */

/* The LWP whose entity this is; or NULL, also if somebody is changing the list. It
 * may not be looked at otherwise: it may be any number. */
static struct lwp *find_lwp(const struct sched_entity *entity)
{
    struct lwp *found = NULL;

    if (!spin_try_lock(&lwps_lock))
        return NULL;
    list_for_each (node, &lwps_all) {
        struct lwp *lwp = list_entry(node, struct lwp, all);
        if (&lwp->sched == entity)
            found = lwp;
    }
    spin_unlock(&lwps_lock);
    return found;
}

static void eject_for(const struct run_queue *queue, const struct lwp *lwp,
                      const char *why, uint32_t core)
{
    eject(queue->ops, "dispatch", lwp,
          "dispatch returned task %u (%s), which %s %u", lwp->tid, lwp->name,
          why, core);
}

void watchdog_bad_dispatch(const struct sched_entity *entity,
                           const struct run_queue *queue, uint32_t core)
{
    const struct lwp *lwp = find_lwp(entity);

    blame_fields("dispatch");
    if (!lwp)
        eject(queue->ops, "dispatch", NULL,
              "dispatch returned %#lx, which is no task", (uint64_t)entity);
    else if (lwp->queued_in == queue)
        eject_for(queue, lwp, "by its affinity may not run on core", core);
    else if (lwp->queued_in)
        eject_for(queue, lwp, "is queued elsewhere: on core", lwp->core);
    else if (lwp->on_core)
        eject_for(queue, lwp, "runs already, so it would run twice: on core",
                  lwp->core);
    else if (lwp->state == 'S')
        eject_for(queue, lwp, "sleeps, since it left core", lwp->core);
    else
        eject_for(queue, lwp, "is in no queue; it was last on core", lwp->core);
}

/* An LWP that is queued in `queue`, or NULL. */
static const struct lwp *find_queued(const struct run_queue *queue)
{
    const struct lwp *found = NULL;

    if (!spin_try_lock(&lwps_lock))
        return NULL;
    list_for_each (node, &lwps_all) {
        const struct lwp *lwp = list_entry(node, struct lwp, all);
        if (!found && lwp->queued_in == queue)
            found = lwp;
    }
    spin_unlock(&lwps_lock);
    return found;
}

void watchdog_none_dispatched(const struct run_queue *queue)
{
    if (queue->ops == &sched_transit)
        return;
    const struct lwp *lwp = find_queued(queue);
    blame_fields("dispatch");
    eject(queue->ops, "dispatch", lwp,
          "dispatch returned nothing for core %u, though task %u (%s) "
          "is queued there and no alarm is set: the task is lost",
          queue->core, lwp ? lwp->tid : 0, lwp ? lwp->name : "?");
}

void watchdog_endless_alarms(const struct run_queue *queue)
{
    eject(queue->ops, "alarm", queue->running,
          "it sets alarms without end: core %u does nothing else", queue->core);
}

void watchdog_bad_core(const struct lwp *lwp, uint32_t core)
{
    blame_fields("select_cpu");
    eject(sched_policy, "select_cpu", lwp,
          "select_cpu chose core %u for task %u (%s), whose affinity "
          "does not allow it",
          core, lwp->tid, lwp->name);
}

/* ---- who waits too long ---- */

/* How long `lwp`, which is queued, may wait, in clock units: watchdog= for each
 * that shares its queue, and longer in proportion if its weight is small. */
static uint64_t patience(const struct lwp *lwp)
{
    uint64_t ns = options.watchdog * 1000000ull;
    uint64_t sharing = lwp->queued_in->count + 1;
    uint64_t weight = sched_weight(lwp->attributes.class, lwp->attributes.nice);

    ns *= sharing;
    if (weight < SCHED_WEIGHT_NORMAL)
        ns = ns / weight * SCHED_WEIGHT_NORMAL;
    return ns_to_clock(ns + lwp->attributes.period);
}

static bool waits_too_long(const struct lwp *lwp, uint64_t now)
{
    const struct run_queue *queue = lwp->queued_in;

    if (!queue || now < lwp->stamp || now - lwp->stamp < patience(lwp))
        return false;
    return queue->running || !queue->policy.alarm;
}

/* The first LWP that waits too long, or NULL. Interrupts are off and there is one
 * processor: the list can be read, as nobody is in the midst of changing it. */
static const struct lwp *find_starved(uint64_t now)
{
    list_for_each (node, &lwps_all) {
        const struct lwp *lwp = list_entry(node, struct lwp, all);
        if (waits_too_long(lwp, now))
            return lwp;
    }
    return NULL;
}

/* What is wrong at a tick, if anything. */
struct findings {
    const struct run_queue *queue; /* was written to */
    const struct lwp *written, *starved;
};

/* At each tick what runs; now and then all there is. */
static void look(struct findings *found, uint64_t now)
{
    static uint64_t last; /* clock of the last look at all */

    found->queue = find_written_queue();
    found->written = find_written_running();
    if (!options.watchdog || watchdog_waits || lwps_lock.held ||
        now - last < ns_to_clock(options.watchdog * 250000ull))
        return;
    last = now;
    if (!found->written)
        found->written = find_written();
    if (!sched_policy->starves)
        found->starved = find_starved(now);
}

static void eject_starver(const struct lwp *lwp, uint64_t now)
{
    eject(sched_policy, "dispatch", lwp,
          "task %u (%s) has been runnable on core %u for %lu us "
          "and did not get it: it starves",
          lwp->tid, lwp->name, lwp->core, clock_to_ns(now - lwp->stamp) / 1000);
}

void watchdog_tick(void)
{
    struct findings found = {NULL, NULL, NULL};

    core_ops->uncharged_begin();
    uint64_t now = core_ops->uncharged_clock();
    look(&found, now);
    core_ops->uncharged_end(0);
    if (found.queue)
        eject_queue_writer(found.queue);
    if (found.written)
        eject_writer(found.written, "tick");
    if (found.starved)
        eject_starver(found.starved, now);
}

/* ---- taking over ---- */

static const struct sched_ops *next_policy(void)
{
    static const struct sched_ops *const trusted[] = {&sched_rr, &sched_fifo};

    for (unsigned i = 0; i < sizeof(trusted) / sizeof(trusted[0]); i++)
        if (!watchdog_ejected(trusted[i]))
            return trusted[i];
    panic("no scheduling policy is left");
}

static void announce_next(const struct sched_ops *next)
{
    kprintf("    '%s' takes over\n", next->name);
}

const struct sched_ops *watchdog_first_policy(void)
{
    const struct sched_ops *first = next_policy();

    watchdog_waits = false;
    announce_next(first);
    return first;
}

/* What the last one that was ejected says of this queue. */
static void print_dump(const struct sched_ops *policy, struct run_queue *queue)
{
    static char text[DUMP_SIZE];
    uint64_t flags = spin_lock_irqsave(&queue->lock);
    bool done = sched_guarded_dump(queue, policy, text, sizeof(text));

    spin_unlock_irqrestore(&queue->lock, flags);
    kprintf("    its dump of core %u%s: %s\n", queue->core,
            done ? "" : " failed, too", done ? text : guard_caught());
}

/* Who is second goes on idling, and is poked when the switch is done. */
void watchdog_take_over(void)
{
    if (!__atomic_exchange_n(&watchdog_waits, false, __ATOMIC_ACQUIRE) ||
        sched_policy != &sched_transit) /* the next one is there already */
        return;
    const struct sched_ops *last = ejected[ejected_count - 1];
    const struct sched_ops *next = next_policy();

    cpu_irq_enable();
    for (uint32_t id = 0; last->dump && !dumped && id < cores_count; id++)
        print_dump(last, run_queue_at(id));
    dumped = true;
    int error = sched_switch_policy(next);
    if (error)
        watchdog_waits = sched_policy == &sched_transit;
    else
        announce_next(next);
    cpu_irq_disable();
}
