/* SPDX-License-Identifier: MIT
 *
 * Probabilistic concurrency testing: a random schedule that finds a race with a
 * probability that can be told beforehand.
 *
 * Every LWP gets a random priority when it is made, and the runnable one with the
 * highest always runs: alone, until it sleeps. At depth - 1 instructions, drawn
 * at random from all that the program executes, the LWP that gets there falls
 * below all the others, to one of depth - 1 low priorities. So instead of many
 * switches at random, most of which undo each other, there are few, and each
 * stays.
 *
 * The bound. Say a bug has depth d if d orderings between instructions make it
 * happen (a lost update: 2, a lock-order deadlock: 2, an order violation: 1).
 * Then one run of a program with n LWPs and k instructions meets it with a
 * probability of at least
 *
 *     1 / (n * k^(d-1))
 *
 * whatever the program is. Mostly it is far better, since a bug has many
 * instructions at which a change will do.
 * Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler
 * with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010, theorem 9.
 *
 * The choices follow from seed= alone, and the instructions are counted in the
 * LWPs' own (sched.h: counts_steps), from when there are two of them: the same
 * seed is the same schedule. Where the paper's programs do not spin, ours may:
 * who yields, or runs on for `patience` instructions while others wait, falls
 * below all others as well. nice, classes and affinity mean nothing here.
 */
#include "sched/sched.h"

#include "lib/errno.h"

#define DEPTH_MAX 16

#define PRIORITY key    /* of an entity: high ones first; all differ */
#define COUNTED data[0] /* of an entity: its steps in pct.executed */
#define BEGAN data[1]   /* of an entity: its steps when this stretch began */

/* The three ranges of priorities. */
#define LOW (1ull << 32)             /* LOW - 1, LOW - 2, ...: who spins */
#define CHANGED LOW                  /* CHANGED + 0 ...: after a change point */
#define FIRST (CHANGED + (1u << 16)) /* and what a new one draws */

static uint64_t depth = 3;
static uint64_t expected_steps = 100000;
static uint64_t patience = 10000000;

static const struct sched_tunable tunables[] = {
    {"depth", &depth, 1, DEPTH_MAX, "orderings"},
    {"steps", &expected_steps, 1, 1ull << 40, "instructions"},
    {"patience", &patience, 1000, 1ull << 40, "instructions"},
    {0},
};

struct change {
    uint64_t at; /* in pct.executed */
    uint64_t priority;
};

static struct {
    struct change changes[DEPTH_MAX]; /* by `at`; depth - 1 of them */
    uint32_t next;                    /* the first that has not been */
    uint32_t entities;
    bool starting;     /* the second one has just been made */
    bool counting;     /* there have been two */
    uint64_t executed; /* by all entities, since then */
    uint64_t lowest;   /* of all priorities that were given */
    uint64_t random;
} pct;

static uint32_t changes_count(void)
{
    return (uint32_t)depth - 1;
}

/* Put `change` where it belongs among the first `count`. */
static void insert_change(uint32_t count, struct change change)
{
    for (; count > 0 && pct.changes[count - 1].at > change.at; count--)
        pct.changes[count] = pct.changes[count - 1];
    pct.changes[count] = change;
}

static int pct_init(uint32_t cores)
{
    if (cores > 1)
        return -EINVAL;
    pct = (typeof(pct)){.lowest = LOW, .random = sched_seed()};
    for (uint32_t i = 0; i < changes_count(); i++) {
        uint64_t at = 1 + sched_random(&pct.random) % expected_steps;
        insert_change(i, (struct change){at, CHANGED + i});
    }
    return 0;
}

static void pct_init_task(struct sched_entity *entity)
{
    entity->PRIORITY = FIRST + (sched_random(&pct.random) >> 32);
    entity->COUNTED = entity->steps;
    if (++pct.entities == 2 && !pct.counting)
        pct.starting = true;
}

static void pct_exit_task(struct sched_entity *entity)
{
    (void)entity;
    pct.entities--;
}

/* Add what `entity` has executed since the last call. */
static void count(struct sched_entity *entity)
{
    if (pct.counting)
        pct.executed += entity->steps - entity->COUNTED;
    entity->COUNTED = entity->steps;
}

/* Say when `entity`, which runs, is to be looked at again. */
static void plan(struct sched_queue *queue, const struct sched_entity *entity)
{
    queue->stop_at = entity->BEGAN + patience;
    if (!pct.counting || pct.next == changes_count())
        return;
    uint64_t at = pct.changes[pct.next].at;
    uint64_t left = at > pct.executed ? at - pct.executed : 0;
    if (entity->steps + left < queue->stop_at)
        queue->stop_at = entity->steps + left;
}

static void pct_running(struct sched_queue *queue, struct sched_entity *entity)
{
    entity->BEGAN = entity->steps;
    plan(queue, entity);
}

static void pct_stopping(struct sched_queue *queue, struct sched_entity *entity,
                         uint64_t ran)
{
    (void)queue, (void)ran;
    count(entity);
    if (pct.starting)
        pct.counting = true;
    pct.starting = false;
}

/* Give `entity` the priorities of the change points that it has got to. */
static bool take_changes(struct sched_entity *entity)
{
    bool any = false;
    for (;
         pct.next < changes_count() && pct.changes[pct.next].at <= pct.executed;
         pct.next++) {
        entity->PRIORITY = pct.changes[pct.next].priority;
        sched_note(entity, "change point", pct.executed);
        any = true;
    }
    return any;
}

static void pct_yield(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->PRIORITY = --pct.lowest;
}

static bool pct_tick(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran)
{
    (void)ran;
    count(entity);
    bool over = pct.counting && take_changes(entity);
    if (entity->steps >= entity->BEGAN + patience) {
        entity->BEGAN = entity->steps;
        pct_yield(queue, entity);
        over = true;
    }
    plan(queue, entity);
    return over && queue->count > 0;
}

static void pct_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                        enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

static struct sched_entity *pct_dispatch(struct sched_queue *queue,
                                         uint32_t core)
{
    (void)core;
    struct sched_entity *best = NULL;
    list_for_each (node, &queue->list) {
        struct sched_entity *entity = entity_of(node);
        if (!best || entity->PRIORITY > best->PRIORITY)
            best = entity;
    }
    if (best)
        list_remove(&best->node);
    return best;
}

/* The first time just to learn how far the running one has got. */
static bool pct_preempts(struct sched_queue *queue, struct sched_entity *woken,
                         uint64_t ran)
{
    (void)ran;
    return pct.starting || woken->PRIORITY > queue->running->PRIORITY;
}

const struct sched_ops sched_pct = {
    .name = "pct",
    .init = pct_init,
    .init_task = pct_init_task,
    .exit_task = pct_exit_task,
    .enqueue = pct_enqueue,
    .dispatch = pct_dispatch,
    .tick = pct_tick,
    .preempts = pct_preempts,
    .running = pct_running,
    .stopping = pct_stopping,
    .yield = pct_yield,
    .counts_steps = true,
    .starves = true,
    .tunables = tunables,
    .dump = queue_dump,
};
