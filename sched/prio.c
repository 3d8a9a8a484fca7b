/* SPDX-License-Identifier: MIT
 *
 * Fixed priorities: the real-time classes as POSIX defines them. Whoever has the
 * highest priority runs; nothing that it does changes that.
 *
 * The problem: some threads have deadlines, and a person has worked out which must
 * never wait for which. So the scheduler is not to be clever. It keeps a list for
 * each priority and runs the head of the highest list that is not empty. What is
 * left to say is where in its list a thread goes (POSIX.1-2017, 2.8.4, "Process
 * Scheduling"):
 *
 *   - preempted by a higher one: to the head, so that it goes on where it was;
 *   - ready after it was blocked: to the tail;
 *   - sched_yield: to the tail;
 *   - its priority changes: raised, to the tail of its new list; lowered, to the
 *     head. That is the rule for pthread_setschedprio, which made it so that a
 *     thread may raise itself for a while and lose nothing. For sched_setparam
 *     and sched_setscheduler POSIX says the tail; but C libraries make all of
 *     them the same system call, and Linux follows this rule for all;
 *   - SCHED_RR, at the end of its turn: to the tail. Who is preempted or sleeps
 *     keeps what is left of the turn.
 *
 * Below SCHED_FIFO's and SCHED_RR's 1 ... 99 come SCHED_OTHER and SCHED_BATCH,
 * which take turns as equals whatever their nice values, and below them
 * SCHED_IDLE, which runs when nothing else can. A bit for each list says whether
 * there is anything in it, so that the choice takes as long for one thread as for
 * a thousand (Linux had such a scheduler for everyone from 2.6.0 to 2.6.22, and
 * has it for these classes).
 *
 * It honours class, priority (with what a thread inherits from those that wait for
 * its PI futexes: it counts as SCHED_FIFO then), affinity, sched_yield. Nice values
 * and weights change nothing.
 *
 * What goes wrong with it: one endless loop of a high priority, and those below
 * never run (`starves`). A thread that waits for a lock waits for its holder, which
 * waits for everybody between the two: priority inversion, by which Mars
 * Pathfinder's computer restarted again and again in 1997. PI futexes help
 * (kernel/task/futex_pi.c, user/lab/inversion.c). And each core has its own lists:
 * of N cores' threads the N highest need not be those that run.
 */
#include "sched/sched.h"

#define IDLE_LEVEL 0
#define OTHER_LEVEL 1 /* that of priority p is OTHER_LEVEL + p */
#define LEVELS (OTHER_LEVEL + SCHED_PRIORITY_MAX + 1)
#define WORDS ((LEVELS + 63) / 64)

static uint64_t turn = 10000000; /* ns; not for SCHED_FIFO */

#define LEVEL data[0]   /* of an entity: in whose list it is, or was last */
#define CHARGED data[1] /* of an entity: ns of its present run, off `slice` */

static struct core {
    struct list level[LEVELS];
    uint64_t filled[WORDS]; /* bit k of word w: level 64 * w + k is not empty */
} cores[SCHED_CORES_MAX];

static int prio_init(uint32_t count)
{
    for (uint32_t core = 0; core < count; core++) {
        for (int level = 0; level < LEVELS; level++)
            list_init(&cores[core].level[level]);
        for (int word = 0; word < WORDS; word++)
            cores[core].filled[word] = 0;
    }
    return 0;
}

static uint64_t level_of(const struct sched_entity *entity)
{
    if (entity->priority > 0)
        return OTHER_LEVEL + (uint64_t)entity->priority;
    return entity->class == SCHED_IDLE ? IDLE_LEVEL : OTHER_LEVEL;
}

/* The highest level in a set, or -1. */
static int highest(const uint64_t filled[WORDS])
{
    for (int word = WORDS - 1; word >= 0; word--) {
        if (filled[word])
            return 64 * word + 63 - __builtin_clzll(filled[word]);
    }
    return -1;
}

static void clear(uint64_t filled[WORDS], uint64_t level)
{
    filled[level / 64] &= ~(1ull << level % 64);
}

static void prio_init_task(struct sched_entity *entity)
{
    entity->LEVEL = level_of(entity);
    entity->slice = turn;
    entity->CHARGED = 0;
}

static bool goes_to_head(const struct sched_entity *entity, enum sched_why why)
{
    if (why == SCHED_PREEMPTED)
        return entity->slice > 0;
    return why == SCHED_MOVED && level_of(entity) < entity->LEVEL;
}

static void prio_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                         enum sched_why why)
{
    struct core *core = &cores[queue->core];
    bool head = goes_to_head(entity, why);

    entity->LEVEL = level_of(entity);
    core->filled[entity->LEVEL / 64] |= 1ull << entity->LEVEL % 64;
    if (head)
        list_push_front(&core->level[entity->LEVEL], &entity->node);
    else
        list_push_back(&core->level[entity->LEVEL], &entity->node);
}

static void prio_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    struct core *core = &cores[queue->core];

    list_remove(&entity->node);
    if (list_empty(&core->level[entity->LEVEL]))
        clear(core->filled, entity->LEVEL);
}

static struct sched_entity *prio_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    struct core *own = &cores[queue->core];
    uint64_t left[WORDS] = {own->filled[0], own->filled[1]};
    int level;

    while ((level = highest(left)) >= 0) {
        struct sched_entity *entity = list_first_for(&own->level[level], core);
        if (entity) {
            prio_dequeue(queue, entity);
            return entity;
        }
        clear(left, (uint64_t)level);
    }
    return NULL;
}

static void prio_running(struct sched_queue *queue, struct sched_entity *entity)
{
    (void)queue;
    entity->CHARGED = 0;
    if (entity->slice == 0)
        entity->slice = turn;
}

/* The running entity has run for `ran` ns since it began. */
static void prio_stopping(struct sched_queue *queue,
                          struct sched_entity *entity, uint64_t ran)
{
    uint64_t more = ran - entity->CHARGED;

    (void)queue;
    entity->CHARGED = ran;
    if (entity->class != SCHED_FIFO)
        entity->slice -= more < entity->slice ? more : entity->slice;
}

/* At the end of its turn an equal goes next; if there is none it has another. */
static bool prio_tick(struct sched_queue *queue, struct sched_entity *entity,
                      uint64_t ran)
{
    prio_stopping(queue, entity, entity->CHARGED + ran);
    if (entity->slice > 0)
        return false;
    if (!list_empty(&cores[queue->core].level[level_of(entity)]))
        return true;
    entity->slice = turn;
    return false;
}

static bool prio_preempts(struct sched_queue *queue, struct sched_entity *woken,
                          uint64_t ran)
{
    (void)ran;
    return level_of(woken) > level_of(queue->running);
}

/* "priority 50: 12 13", tids from head to tail; the others are 0, and -1 those of
 * SCHED_IDLE. */
static void prio_dump(const struct sched_queue *queue, char *text,
                      unsigned size)
{
    unsigned at = 0;

    text[0] = '\0';
    for (int level = LEVELS - 1; level >= 0; level--)
        at = list_dump(&cores[queue->core].level[level], "priority",
                       level - OTHER_LEVEL, text, size, at);
}

static const struct sched_tunable tunables[] = {
    {"turn", &turn, 10000, 10000000000, "ns"},
    {0},
};

const struct sched_ops sched_prio = {
    .name = "prio",
    .init = prio_init,
    .init_task = prio_init_task,
    .enqueue = prio_enqueue,
    .dequeue = prio_dequeue,
    .dispatch = prio_dispatch,
    .tick = prio_tick,
    .preempts = prio_preempts,
    .running = prio_running,
    .stopping = prio_stopping,
    .turn = &turn,
    .starves = true,
    .tunables = tunables,
    .dump = prio_dump,
};
