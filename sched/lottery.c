/* SPDX-License-Identifier: MIT
 *
 * Lottery scheduling: everybody holds tickets, and for each turn one is drawn.
 *
 * Problem: divide a core in the ratio of the weights, with as little to keep
 * account of as can be.
 *
 * Algorithm: a weight of 1024 is 1024 tickets. For each turn draw one of all
 * tickets that are queued; whoever holds it runs. No history, nothing to repair
 * when somebody joins, leaves or changes its weight: the next draw is right. Of n
 * turns one with the part p of the tickets gets n * p, give or take the square
 * root of n * p * (1 - p).
 *   Compensation tickets: one that sleeps after a fifth of its turn would get a
 * fifth of its share. So its tickets count five times until it runs again: it
 * wins five times as often, and gets its share (or as much of it as it wants).
 * The factor is at most COMPENSATION_MAX.
 *   The draw: a number below the sum of all tickets, and down a tree whose nodes
 * know the sum of theirs. O(log n); a list would be as good, and O(n).
 * Source: Waldspurger and Weihl, "Lottery Scheduling: Flexible Proportional-Share
 * Resource Management", OSDI 1994, 3.1, 4.2, 4.5. Its currencies and ticket
 * transfers are not here.
 *
 * Honours: nice and SCHED_IDLE by weight, affinity, sched_yield (no part in the
 * next draw if there are others). All other classes are the same here. Nobody
 * preempts: one that wakes has its chance at the next draw, and with
 * preempt=always too. An idle core that looks for work takes the first.
 *
 * Draws follow from seed= and the core alone. Turns end to the nanosecond, by
 * `alarm`. One division when a turn ends early.
 *
 * What goes wrong: nothing is promised for any one moment. Of two equals one has
 * waited ten turns before long; so `starves`: there is no bound, though the
 * probability to wait for k draws falls as (1 - p)^k. stride.c keeps account, and
 * is exact.
 */
#include "sched/sched.h"

#define COMPENSATION_MAX 1000

static uint64_t turn = 10000000; /* ns */

/* Of an entity. */
#define TICKETS data[0] /* with the compensation tickets */
#define SUM data[1]     /* of its subtree */

/* Of a queue. */
#define RANDOM data[0]  /* the state of its random numbers; 0 at first */
#define YIELDED data[1] /* its entity that yielded since the last draw, or 0 */

static uint64_t sum_of(const struct rb_node *node)
{
    return node ? entity_of_rb(node)->SUM : 0;
}

static void update_sum(struct rb_node *node)
{
    struct sched_entity *entity = entity_of_rb(node);
    entity->SUM = entity->TICKETS + sum_of(node->left) + sum_of(node->right);
}

/* The order does not matter: each goes to the right end. */
static bool in_any_order(const struct rb_node *a, const struct rb_node *b)
{
    (void)a, (void)b;
    return false;
}

/* A number below `end`. */
static uint64_t draw_below(struct sched_queue *queue, uint64_t end)
{
    if (queue->RANDOM == 0)
        queue->RANDOM = sched_seed() + ((uint64_t)(queue->core + 1) << 32);
    uint64_t number = sched_random(&queue->RANDOM);
    return (uint64_t)((unsigned __int128)number * end >> 64);
}

/* Who holds the ticket drawn; the tree is not empty. */
static struct sched_entity *draw(struct sched_queue *queue)
{
    struct rb_node *node = queue->tree.root;
    uint64_t ticket = draw_below(queue, sum_of(node));
    for (;;) {
        struct sched_entity *entity = entity_of_rb(node);
        uint64_t left = sum_of(node->left);
        if (ticket < left) {
            node = node->left;
        } else if (ticket < left + entity->TICKETS) {
            return entity;
        } else {
            ticket -= left + entity->TICKETS;
            node = node->right;
        }
    }
}

static void insert(struct sched_queue *queue, struct sched_entity *entity)
{
    rb_insert_augmented(&queue->tree, &entity->rb, in_any_order, update_sum);
}

static void take_out(struct sched_queue *queue, struct sched_entity *entity)
{
    rb_remove_augmented(&queue->tree, &entity->rb, update_sum);
}

/* Also when its weight changed: compensation is lost then. */
static void lottery_init_task(struct sched_entity *entity)
{
    entity->TICKETS = entity->weight;
}

static void lottery_enqueue(struct sched_queue *queue,
                            struct sched_entity *entity, enum sched_why why)
{
    if (why == SCHED_YIELDED) {
        entity->TICKETS = entity->weight;
        queue->YIELDED = (uint64_t)entity;
    }
    insert(queue, entity);
}

static void lottery_dequeue(struct sched_queue *queue,
                            struct sched_entity *entity)
{
    take_out(queue, entity);
    if (queue->YIELDED == (uint64_t)entity)
        queue->YIELDED = 0;
}

/* The one that runs next here, or NULL. */
static struct sched_entity *winner(struct sched_queue *queue)
{
    struct sched_entity *aside = (struct sched_entity *)queue->YIELDED;
    if (queue->count < 2)
        return queue_leftmost(queue, queue->core);
    queue->YIELDED = 0;
    if (aside)
        take_out(queue, aside);
    struct sched_entity *entity = draw(queue);
    if (aside)
        insert(queue, aside);
    return entity;
}

static struct sched_entity *lottery_dispatch(struct sched_queue *queue,
                                             uint32_t core)
{
    struct sched_entity *entity =
        core == queue->core ? winner(queue) : queue_leftmost(queue, core);
    if (entity)
        lottery_dequeue(queue, entity);
    return entity;
}

static void lottery_running(struct sched_queue *queue,
                            struct sched_entity *entity)
{
    (void)entity;
    queue->alarm = sched_now() + turn;
}

/* Compensation tickets until it begins its next turn. */
static void lottery_stopping(struct sched_queue *queue,
                             struct sched_entity *entity, uint64_t ran)
{
    queue->alarm = 0;
    entity->TICKETS = entity->weight;
    if (ran >= turn)
        return;
    uint64_t least = turn / COMPENSATION_MAX;
    entity->TICKETS = entity->weight * turn / (ran > least ? ran : least);
}

/* The core sets `alarm` to 0 when it calls: the turn is over. */
static bool lottery_tick(struct sched_queue *queue, struct sched_entity *entity,
                         uint64_t ran)
{
    (void)entity, (void)ran;
    if (queue->alarm)
        return false;
    queue->alarm = sched_now() + turn;
    return queue->count > 0;
}

/* "12: 3 of 10, 13: 7 of 10": the tickets of each. */
static void lottery_dump(const struct sched_queue *queue, char *text,
                         unsigned size)
{
    unsigned at = 0;
    text[0] = '\0';
    for (struct rb_node *node = rb_first(&queue->tree); node && at < size;
         node = rb_next(node)) {
        const struct sched_entity *entity = entity_of_rb(node);
        at += (unsigned)ksnprintf(text + at, size - at, "%s%u: %lu of %lu",
                                  at ? ", " : "", entity->tid, entity->TICKETS,
                                  sum_of(queue->tree.root));
    }
}

static const struct sched_tunable tunables[] = {
    {"turn", &turn, 10000, 1000000000, "ns"},
    {0},
};

const struct sched_ops sched_lottery = {
    .name = "lottery",
    .init_task = lottery_init_task,
    .enqueue = lottery_enqueue,
    .dequeue = lottery_dequeue,
    .dispatch = lottery_dispatch,
    .tick = lottery_tick,
    .running = lottery_running,
    .stopping = lottery_stopping,
    .set_weight = lottery_init_task,
    .turn = &turn,
    .starves = true,
    .tunables = tunables,
    .dump = lottery_dump,
};
