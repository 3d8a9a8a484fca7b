/* SPDX-License-Identifier: MIT
 *
 * Multi-level feedback queue, as OSTEP teaches it.
 *
 * The problem: short and interactive jobs should run at once, long ones should
 * get their share in the end, and nobody tells the scheduler which is which. The
 * idea: learn from what a job has done. It begins as if it were short; the more
 * it computes the less it is believed. Corbato's time-sharing system did so in
 * 1962. The rules, by their numbers in the book:
 *
 *   1  Of two jobs at different levels the one at the higher level runs.
 *   2  Those at the same level take turns; a level has its quantum.
 *   3  A new job begins at the top.
 *   4  A job that has used up its allotment at a level goes down one, however
 *      often it has given the core away in between.
 *   5  Every S (`boost`) all jobs come back to the top.
 *
 * Why rule 4 adds up run times over sleeps: if each sleep began a new allotment,
 * a job could start some I/O just before the end of each and stay on top for
 * ever, with nearly the whole core. Times are counted in nanoseconds when a job
 * stops, not sampled by ticks: who is never seen running by a tick pays too.
 *
 * Why rule 5: enough short jobs leave nothing to the long ones below; and a long
 * job that becomes interactive would be down there for ever.
 *
 * In the code, level 0 is the top. A level's quantum is twice that of the one
 * above: those below are long, and switching costs. Each core has levels of its
 * own; a job takes its level with it when it moves. Rule 5 moves whole lists;
 * what a job's own fields say is brought up to date when it is next looked at,
 * so that a boost costs the same for two jobs and for twenty thousand.
 *
 * It honours affinity, and sched_yield (to the tail of its level, with a new
 * quantum and the old allotment). Nice values, weights and the classes
 * SCHED_FIFO, RR, BATCH and IDLE change nothing: it believes deeds only.
 *
 * What goes wrong with it: between two boosts an interactive job that needs more
 * than its allotments lies behind the hogs. After each boost the hogs disturb
 * the interactive ones. New jobs begin on top, so a fork in time is a boost. And
 * nobody knows a good S for every load; with boost:0 there is none, and jobs
 * starve, which the watchdog then says.
 *
 * Source: R. and A. Arpaci-Dusseau, Operating Systems: Three Easy Pieces,
 * chapter 8, "Scheduling: The Multi-Level Feedback Queue".
 */
#include "sched/sched.h"

#define LEVELS_MAX 8

static uint64_t levels = 4;
static uint64_t quantum = 5000000;  /* ns, at the top */
static uint64_t allotment = 2;      /* quanta of its level */
static uint64_t boost = 1000000000; /* ns; 0: never */

#define LEVEL data[0]   /* of an entity: 0 is the top */
#define USED data[1]    /* of an entity: ns of its allotment */
#define BOOSTS data[2]  /* of an entity: how many boosts it has seen */
#define CHARGED data[3] /* of an entity: ns of its present run, counted */

static struct core {
    struct list level[LEVELS_MAX];
    uint64_t boosts; /* until now */
} cores[SCHED_CORES_MAX];

static int mlfq_init(uint32_t count)
{
    for (uint32_t core = 0; core < count; core++) {
        cores[core].boosts = 0;
        for (int level = 0; level < LEVELS_MAX; level++)
            list_init(&cores[core].level[level]);
    }
    return 0;
}

static uint64_t quantum_of(const struct sched_entity *entity)
{
    return quantum << entity->LEVEL;
}

static void go_to(struct sched_entity *entity, uint64_t level)
{
    entity->LEVEL = level;
    entity->USED = 0;
    entity->slice = quantum_of(entity);
}

/* Rule 3. */
static void mlfq_init_task(struct sched_entity *entity)
{
    go_to(entity, 0);
    entity->BOOSTS = 0;
    entity->CHARGED = 0;
}

/* Rule 4. The running entity has run for `ran` ns since it began. */
static void charge(struct sched_entity *entity, uint64_t ran)
{
    uint64_t more = ran - entity->CHARGED;

    entity->CHARGED = ran;
    entity->USED += more;
    entity->slice -= more < entity->slice ? more : entity->slice;
    if (entity->USED < allotment * quantum_of(entity))
        return;
    go_to(entity, entity->LEVEL + 1 < levels ? entity->LEVEL + 1 : levels - 1);
    entity->slice = 0; /* this turn is over */
}

/* Rule 5 for one entity, if it has not seen the last boost. */
static void catch_up(const struct core *core, struct sched_entity *entity)
{
    if (entity->BOOSTS < core->boosts) {
        entity->BOOSTS = core->boosts;
        go_to(entity, 0);
    }
}

/* Rule 5 for all of a core that are queued or run, if it is time. Lower levels
 * come after higher ones. Sleepers catch up when they wake. */
static void boost_if_due(struct sched_queue *queue)
{
    struct core *core = &cores[queue->core];
    uint64_t boosts = boost ? sched_now() / boost : 0;

    if (boosts == core->boosts)
        return;
    core->boosts = boosts;
    struct list all;
    list_init(&all);
    for (int level = LEVELS_MAX - 1; level >= 0; level--)
        list_splice_front(&all, &core->level[level]);
    list_splice_front(&core->level[0], &all);
    if (queue->running)
        catch_up(core, queue->running);
}

/* Who was preempted before its quantum's end goes on before its equals; everyone
 * else queues behind them, with a new quantum (rule 2). */
static void mlfq_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    struct core *core = &cores[queue->core];

    boost_if_due(queue);
    catch_up(core, entity);
    if (why == SCHED_PREEMPTED && entity->slice > 0) {
        list_push_front(&core->level[entity->LEVEL], &entity->node);
        return;
    }
    entity->slice = quantum_of(entity);
    list_push_back(&core->level[entity->LEVEL], &entity->node);
}

/* Rule 1. */
static struct sched_entity *mlfq_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    for (uint64_t level = 0; level < levels; level++) {
        struct list *list = &cores[queue->core].level[level];
        struct sched_entity *entity = list_first_for(list, core);
        if (entity) {
            list_remove(&entity->node);
            catch_up(&cores[queue->core], entity);
            return entity;
        }
    }
    return NULL;
}

static void mlfq_running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->CHARGED = 0;
}

static void mlfq_stopping(struct sched_queue *queue,
                          struct sched_entity *entity, uint64_t ran)
{
    (void)queue;
    charge(entity, ran);
}

/* Alone, it begins its next quantum at once. */
static bool mlfq_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    charge(entity, entity->CHARGED + ran);
    boost_if_due(queue);
    if (entity->slice == 0 && queue->count == 0)
        entity->slice = quantum_of(entity);
    return entity->slice == 0;
}

/* Rule 1 again. */
static bool mlfq_preempts(struct sched_queue *queue, struct sched_entity *woken,
                          uint64_t ran)
{
    (void)ran;
    return woken->LEVEL < queue->running->LEVEL;
}

/* "level 0: 12 13", tids in the order of their turns. */
static void mlfq_dump(const struct sched_queue *queue, char *text,
                      unsigned size)
{
    unsigned at = 0;

    text[0] = '\0';
    for (int level = 0; level < LEVELS_MAX; level++)
        at = list_dump(&cores[queue->core].level[level], "level", level, text,
                       size, at);
}

static const struct sched_tunable tunables[] = {
    {"levels", &levels, 1, LEVELS_MAX, "levels"},
    {"quantum", &quantum, 10000, 1000000000, "ns"},
    {"allotment", &allotment, 1, 1000, "quanta"},
    {"boost", &boost, 0, 1000000000000, "ns"},
    {0},
};

const struct sched_ops sched_mlfq = {
    .name = "mlfq",
    .init = mlfq_init,
    .init_task = mlfq_init_task,
    .enqueue = mlfq_enqueue,
    .dispatch = mlfq_dispatch,
    .tick = mlfq_tick,
    .preempts = mlfq_preempts,
    .running = mlfq_running,
    .stopping = mlfq_stopping,
    .turn = &quantum,
    .tunables = tunables,
    .dump = mlfq_dump,
};
