/* SPDX-License-Identifier: MIT
 *
 * Stride scheduling: each gets exactly the share that its weight says, and no
 * dice are thrown.
 *
 * Problem: two threads of weights 3 and 1 shall get 3/4 and 1/4 of the core, not
 * in the long run (lottery.c) but at every moment, as well as whole turns allow.
 *
 * Algorithm: everybody walks with steps of its own length, its stride, which is
 * the inverse of its weight: a turn is a step. `pass` is how far one has come.
 * Whoever is least far takes the next step. After 4 turns the one of weight 3 has
 * made 3 small steps, the one of weight 1 a large one, and they stand level.
 *   A turn that ends early is a shorter step: pass += stride * time used.
 *   Who sleeps must not lag behind and catch up by running alone when it is back,
 * nor lose its lead. So each core has a global pass, which goes on as one would
 * that has all the tickets: it is about where everybody stands. Who leaves
 * remembers how far it stood from there (`remain`), and joins at the same
 * distance; on another core from that one's global pass.
 *   For any two that are there all the time, what they get differs from the ratio
 * of their weights by less than one turn. (For one against all others the error
 * can grow with their number; see eevdf.c.)
 * Source: Waldspurger and Weihl, "Stride Scheduling: Deterministic Proportional-
 * Share Resource Management", MIT/LCS/TM-528, 1995.
 *
 * Honours: nice and SCHED_IDLE by weight, affinity, sched_yield (behind whoever
 * is next, but not by more than a turn). SCHED_BATCH and SCHED_IDLE do not
 * preempt. SCHED_FIFO and SCHED_RR share like all others. A new weight counts
 * at once. preempt=always preempts, but the least pass is still the next.
 *
 * Turns end to the nanosecond, by `alarm`. Cost: O(log n) for each operation.
 *
 * What goes wrong: a sleeper gets no credit. An editor among ten compilers wakes
 * in the middle of the field, and may wait for five turns. cfs.c has an answer.
 */
#include "sched/sched.h"

#define GRANULARITY 1000000u /* ns */

static uint64_t turn = 10000000; /* ns */

/* Of an entity. While it is neither queued nor running, PASS is `remain`, its
 * distance from the global pass. */
#define PASS key
#define TICKETS data[0] /* its weight, as the queue counts it */
#define STRIDE data[1]
#define CHARGED data[2] /* when it runs: up to which instant */

/* Of a queue: of those queued and the running one. */
#define ALL_TICKETS data[0]
#define ALL_PASS data[1]   /* the global pass */
#define ALL_STRIDE data[2] /* of STRIDE_OF tickets: computed when needed */
#define STRIDE_OF data[3]

/* `entity` has run until now. */
static void charge(struct sched_queue *queue, struct sched_entity *entity)
{
    uint64_t now = sched_now();
    if (now <= entity->CHARGED) /* the clock of another core */
        return;
    uint64_t ns = now - entity->CHARGED;
    entity->CHARGED = now;
    if (queue->STRIDE_OF != queue->ALL_TICKETS) {
        queue->STRIDE_OF = queue->ALL_TICKETS;
        queue->ALL_STRIDE = sched_inverse(queue->ALL_TICKETS);
    }
    entity->PASS += sched_virtual(ns, entity->STRIDE);
    queue->ALL_PASS += sched_virtual(ns, queue->ALL_STRIDE);
}

static void set_tickets(struct sched_entity *entity)
{
    entity->TICKETS = entity->weight;
    entity->STRIDE = sched_inverse(entity->weight);
}

static void join(struct sched_queue *queue, struct sched_entity *entity)
{
    if (queue->running && queue->running != entity)
        charge(queue, queue->running);
    if (entity->TICKETS != entity->weight) {
        int64_t turns = (int64_t)entity->PASS / (int64_t)entity->weight;
        entity->PASS = (uint64_t)(turns * (int64_t)entity->TICKETS);
        set_tickets(entity);
    }
    queue->ALL_TICKETS += entity->TICKETS;
    entity->PASS += queue->ALL_PASS;
}

static void leave(struct sched_queue *queue, struct sched_entity *entity)
{
    if (queue->running)
        charge(queue, queue->running);
    queue->ALL_TICKETS -= entity->TICKETS;
    entity->PASS -= queue->ALL_PASS;
}

/* The first pass is one step ahead, so that to start threads gains nothing. */
static void stride_init_task(struct sched_entity *entity)
{
    set_tickets(entity);
    entity->PASS = sched_virtual(turn, entity->STRIDE);
}

static void stride_enqueue(struct sched_queue *queue,
                           struct sched_entity *entity, enum sched_why why)
{
    join(queue, entity);
    if (why == SCHED_YIELDED)
        entity->PASS = sched_give_way(queue, entity->PASS,
                                      sched_virtual(turn, entity->STRIDE));
    rb_insert(&queue->tree, &entity->rb, sched_key_before);
}

static void stride_dequeue(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    rb_remove(&queue->tree, &entity->rb);
    leave(queue, entity);
}

static struct sched_entity *stride_dispatch(struct sched_queue *queue,
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

static void stride_running(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    if (queue->ALL_TICKETS == 0) /* it ran before this policy took over */
        join(queue, entity);
    entity->CHARGED = sched_now();
    queue->alarm = entity->CHARGED + turn;
}

static void stride_stopping(struct sched_queue *queue,
                            struct sched_entity *entity, uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    leave(queue, entity);
    queue->alarm = 0;
}

/* The core sets `alarm` to 0 when it calls: the turn is over. */
static bool stride_tick(struct sched_queue *queue, struct sched_entity *entity,
                        uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    if (queue->alarm)
        return false;
    queue->alarm = sched_now() + turn;
    return queue->count > 0;
}

/* As in rr.c: not for the least advantage, or two that wake each other switch
 * each time. */
static bool stride_preempts(struct sched_queue *queue,
                            struct sched_entity *woken, uint64_t ran)
{
    (void)ran;
    uint64_t least = sched_virtual(GRANULARITY, woken->STRIDE);
    return woken->class != SCHED_BATCH && woken->class != SCHED_IDLE &&
           sched_before(woken->PASS + least, queue->running->PASS);
}

static void stride_dump(const struct sched_queue *queue, char *text,
                        unsigned size)
{
    queue_dump_virtual(queue, queue->ALL_PASS, text, size);
}

static const struct sched_tunable tunables[] = {
    {"turn", &turn, 10000, 1000000000, "ns"},
    {0},
};

const struct sched_ops sched_stride = {
    .name = "stride",
    .init_task = stride_init_task,
    .enqueue = stride_enqueue,
    .dequeue = stride_dequeue,
    .dispatch = stride_dispatch,
    .tick = stride_tick,
    .preempts = stride_preempts,
    .running = stride_running,
    .stopping = stride_stopping,
    .turn = &turn,
    .tunables = tunables,
    .dump = stride_dump,
};
