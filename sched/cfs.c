/* SPDX-License-Identifier: MIT
 *
 * CFS, the Completely Fair Scheduler: an ideal processor that runs everybody at
 * once, approximated; and those that slept go first. Linux's from 2.6.23 (2007)
 * to 6.5.
 *
 * Problem: shares by weight, as in stride.c, but a desktop must answer at once
 * beside a compiler, and ten threads shall not wait ten whole turns.
 *
 * Algorithm: an entity's virtual run time `vruntime` is what it has run divided
 * by its weight: on the ideal processor that is the same for all. So run the one
 * that has the least, the leftmost of a red-black tree. Three rules make it
 * usable:
 *   Turns: all who are there get one within `latency` (6 ms), each one's part of
 * that by weight, but nobody less than `granularity` (0.75 ms): with more than
 * eight the period grows.
 *   Places: `min_vruntime` is about the least vruntime and never goes back. A new
 * one begins there plus its turn. One that wakes keeps its vruntime, but it is
 * put at most half of `latency` below min_vruntime: so much credit has a sleeper,
 * however long it slept.
 *   Preemption: one that wakes preempts if the running one is ahead by more than
 * `wakeup` (1 ms), in the woken one's virtual time.
 * Sources: I. Molnar, Linux 2.6.23, Documentation/scheduler/sched-design-CFS;
 * Linux 5.10 (2020), whose constants are for one processor here.
 *
 * Moving: on another core vruntime counts from that one's min_vruntime. That
 * goes on while one sleeps here; if it wakes elsewhere, its sleep counts as if it
 * had gone on there by as much.
 *
 * Honours: nice and SCHED_IDLE by weight (who is SCHED_IDLE is preempted at once
 * by all others, and preempts nobody), SCHED_BATCH (preempts none but those),
 * affinity, sched_yield (behind whoever is next, but not by more than a turn).
 * SCHED_FIFO and SCHED_RR share like all others. A new weight counts at once.
 * preempt=always preempts, but the least vruntime is still the next.
 *
 * Turns end at ticks, as Linux's do without HRTICK; what was run beyond is
 * charged, so shares stay exact, and a turn can be a tick too long. Cost: O(log
 * n); a division at ticks.
 *
 * What goes wrong: the rules fight. A thread that sleeps a little before each
 * turn's end gets half of `latency` again and again, and more than its share. And
 * one that shall answer soon can only ask for more weight: shares and latency are
 * one knob. eevdf.c has two.
 */
#include "sched/sched.h"

#define LONG_SLEEP 60000000000u /* ns: after it min_vruntime may have wrapped */

static uint64_t latency = 6000000;    /* ns */
static uint64_t granularity = 750000; /* ns */
static uint64_t wakeup = 1000000;     /* ns */

/* Of an entity. */
#define VRUNTIME key   /* counts from min_vruntime of HOME's queue */
#define WEIGHT data[0] /* as the queue counts it */
#define INVERSE data[1]
#define BASE data[2] /* min_vruntime when it left */
#define HOME data[3] /* 1 + the core whose VRUNTIME it is; 0: none yet */

/* Of a queue. */
#define WEIGHTS data[0] /* of those queued and the running one */
#define MIN_VRUNTIME data[1]
#define CHARGED data[2] /* the running one: up to which instant */
#define BEGAN data[3]   /* and when its turn began */

/* `running` (or NULL) is what runs or has just stopped. */
static void update_min(struct sched_queue *queue,
                       const struct sched_entity *running)
{
    const struct rb_node *first = rb_first(&queue->tree);
    const struct sched_entity *least = first ? entity_of_rb(first) : running;
    if (running && least && sched_before(running->VRUNTIME, least->VRUNTIME))
        least = running;
    if (least && sched_before(queue->MIN_VRUNTIME, least->VRUNTIME))
        queue->MIN_VRUNTIME = least->VRUNTIME;
}

/* `entity` has run until now. */
static void charge(struct sched_queue *queue, struct sched_entity *entity)
{
    uint64_t now = sched_now();
    if (now > queue->CHARGED) { /* else: the clock of another core */
        entity->VRUNTIME +=
            sched_virtual(now - queue->CHARGED, entity->INVERSE);
        queue->CHARGED = now;
    }
    update_min(queue, entity);
}

/* ns that `entity` may run before it is another's turn. */
static uint64_t turn_of(const struct sched_queue *queue,
                        const struct sched_entity *entity)
{
    uint64_t others = queue->count, period = latency;
    if ((others + 1) * granularity > period)
        period = (others + 1) * granularity;
    uint64_t part = period * entity->WEIGHT / queue->WEIGHTS;
    return part > granularity ? part : granularity;
}

static void set_weight(struct sched_entity *entity)
{
    entity->WEIGHT = entity->weight;
    entity->INVERSE = sched_inverse(entity->weight);
}

/* VRUNTIME of `entity`, which comes from another queue, as of this one. */
static void move_here(struct sched_queue *queue, struct sched_entity *entity,
                      enum sched_why why)
{
    uint64_t slept = why == SCHED_WAKE ? entity->slept : 0;
    entity->VRUNTIME +=
        queue->MIN_VRUNTIME - entity->BASE - slept * (SCHED_VIRTUAL_US / 1000);
    entity->HOME = 1 + queue->core;
}

/* VRUNTIME of one that is new or slept. */
static void place(struct sched_queue *queue, struct sched_entity *entity,
                  enum sched_why why)
{
    if (why == SCHED_NEW) {
        entity->VRUNTIME =
            queue->MIN_VRUNTIME +
            sched_virtual(turn_of(queue, entity), entity->INVERSE);
        return;
    }
    uint64_t least =
        queue->MIN_VRUNTIME - latency / 2 * (SCHED_VIRTUAL_US / 1000);
    if (entity->slept > LONG_SLEEP || sched_before(entity->VRUNTIME, least))
        entity->VRUNTIME = least;
}

static void join(struct sched_queue *queue, struct sched_entity *entity)
{
    if (entity->WEIGHT != entity->weight)
        set_weight(entity);
    queue->WEIGHTS += entity->WEIGHT;
}

static void leave(struct sched_queue *queue, struct sched_entity *entity)
{
    queue->WEIGHTS -= entity->WEIGHT;
    entity->BASE = queue->MIN_VRUNTIME;
}

static void cfs_init_task(struct sched_entity *entity)
{
    set_weight(entity);
    entity->VRUNTIME = entity->BASE = entity->HOME = 0;
}

static void cfs_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                        enum sched_why why)
{
    if (queue->running)
        charge(queue, queue->running);
    join(queue, entity);
    if (entity->HOME != 1 + queue->core)
        move_here(queue, entity, why);
    if (why == SCHED_WAKE || why == SCHED_NEW)
        place(queue, entity, why);
    if (why == SCHED_YIELDED)
        entity->VRUNTIME = sched_give_way(queue, entity->VRUNTIME,
                                          sched_virtual(turn_of(queue, entity),
                                                        entity->INVERSE));
    rb_insert(&queue->tree, &entity->rb, sched_key_before);
}

static void cfs_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    rb_remove(&queue->tree, &entity->rb);
    leave(queue, entity);
}

static struct sched_entity *cfs_dispatch(struct sched_queue *queue,
                                         uint32_t core)
{
    struct sched_entity *entity = queue_leftmost(queue, core);
    if (!entity)
        return NULL;
    rb_remove(&queue->tree, &entity->rb);
    if (core != queue->core)
        leave(queue, entity);
    return entity;
}

static void cfs_running(struct sched_queue *queue, struct sched_entity *entity)
{
    if (queue->WEIGHTS == 0) { /* it ran before this policy took over */
        join(queue, entity);
        entity->HOME = 1 + queue->core;
    }
    queue->CHARGED = queue->BEGAN = sched_now();
}

static void cfs_stopping(struct sched_queue *queue, struct sched_entity *entity,
                         uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    leave(queue, entity);
}

/* The turn is over, or the running one is a whole turn ahead of the first, which
 * has slept or has more weight. */
static bool cfs_tick(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    uint64_t had = queue->CHARGED - queue->BEGAN;
    uint64_t turn = turn_of(queue, entity);
    struct rb_node *first = rb_first(&queue->tree);
    if (!first || had < granularity)
        return false;
    int64_t ahead = (int64_t)(entity->VRUNTIME - entity_of_rb(first)->VRUNTIME);
    return had >= turn || ahead > (int64_t)turn * SCHED_VIRTUAL_US / 1000;
}

static bool cfs_preempts(struct sched_queue *queue, struct sched_entity *woken,
                         uint64_t ran)
{
    (void)ran;
    const struct sched_entity *running = queue->running;
    if (running->class == SCHED_IDLE && woken->class != SCHED_IDLE)
        return true;
    if (woken->class == SCHED_IDLE || woken->class == SCHED_BATCH)
        return false;
    uint64_t least = sched_virtual(wakeup, woken->INVERSE);
    return sched_before(woken->VRUNTIME + least, running->VRUNTIME);
}

static void cfs_dump(const struct sched_queue *queue, char *text, unsigned size)
{
    queue_dump_virtual(queue, queue->MIN_VRUNTIME, text, size);
}

static const struct sched_tunable tunables[] = {
    {"latency", &latency, 100000, 1000000000, "ns"},
    {"granularity", &granularity, 10000, 1000000000, "ns"},
    {"wakeup", &wakeup, 0, 1000000000, "ns"},
    {0},
};

const struct sched_ops sched_cfs = {
    .name = "cfs",
    .init_task = cfs_init_task,
    .enqueue = cfs_enqueue,
    .dequeue = cfs_dequeue,
    .dispatch = cfs_dispatch,
    .tick = cfs_tick,
    .preempts = cfs_preempts,
    .running = cfs_running,
    .stopping = cfs_stopping,
    .turn = &latency,
    .tunables = tunables,
    .dump = cfs_dump,
};
