/* SPDX-License-Identifier: MIT
 *
 * Decay usage, as in 4.4BSD: who has run lately waits, and what it has run is
 * forgotten bit by bit.
 *
 * The problem is mlfq's: nobody says which thread is interactive. The idea: a
 * thread's priority is a number that grows with its recent use of the processor
 * and shrinks while it waits or sleeps. No boost is needed, since forgetting is
 * one; no levels to sink through; and nice values fit in as a term of the sum. Unix
 * lived by this from 1979 to the end of the century. The rules:
 *
 *   priority = 50 + estcpu / 4 + 2 nice, from 50 to 127, small ones first. There
 *       are 32 run queues, one for each four values.
 *   estcpu counts the ticks of 10 ms that it has run, up to 255. So 40 ms more make
 *       the priority one worse, and 160 ms lead to the next queue.
 *   Every second estcpu = estcpu * 2 load / (2 load + 1) + nice. With a load of 1 a
 *       third is forgotten each second, and 90 % after 6 s; under a high load it
 *       takes longer, as threads get fewer ticks then.
 *   Who sleeps for s seconds is not looked at, and makes up for it when it wakes:
 *       estcpu *= (2 load / (2 load + 1)) ** s.
 *   load is the mean number of ready threads over the last minute, sampled every
 *       five seconds: load = load * e ** (-5 / 60) + ready * (1 - e ** (-5 / 60)).
 *   Those in one queue take turns of 100 ms. One that wakes takes the core from
 *       one of a later queue.
 *
 * Here estcpu is counted in nanoseconds when a thread stops: a tick is no sample
 * that one can hide from. Each core has its own queues and load. 4.4BSD went over
 * all processes each second in one go; here at most PIECE threads are brought up to
 * date in a tick, so that interrupts are not off for long. And a thread that wakes
 * in the kernel has no better priority there than elsewhere.
 *
 * It honours nice (as the term above, so an unpleasant one loses twice), affinity
 * and sched_yield (to the tail of its queue). Weights are not its shares, and the
 * classes SCHED_FIFO, RR, BATCH and IDLE change nothing.
 *
 * What goes wrong with it: nice values are no shares. One of nice 19 beside one of
 * nice -20 may never run (`starves`), and what 5 means depends on the load. In the
 * first minute the load is too low, and nearly everything is forgotten each second.
 * The cost of forgetting grows with the number of threads, which is why schedulers
 * that compare virtual times came after it.
 *
 * Source: McKusick, Bostic, Karels, Quarterman, The Design and Implementation of
 * the 4.4BSD Operating System, 1996, section 4.4, "Process Scheduling".
 */
#include "sched/sched.h"

#define TICK 10000000u /* ns: estcpu's unit in the book */
#define ESTCPU_MAX (255ull * TICK)
#define ESTCPU_PER_PRIORITY (4 * TICK)
#define PRIORITY_MIN 50 /* the book's PUSER */
#define PRIORITY_MAX 127
#define QUEUES 32
#define PRIORITIES_PER_QUEUE 4

#define SECOND 1000000000u
#define SAMPLE 5 /* seconds */
#define SHIFT 16 /* the load and what follows from it: fixed point */
#define ONE (1ull << SHIFT)
#define LOAD_KEPT 60296 /* e ** (-5 / 60) */

#define PIECE 8        /* threads brought up to date in a tick, at most */
#define SECONDS_MAX 32 /* forgotten one by one, at most */

static uint64_t turn = 100000000; /* ns */

#define ESTCPU data[0]  /* of an entity: ns */
#define SECONDS data[1] /* of an entity: the second up to which it forgot */
#define CHARGED data[2] /* of an entity: ns of its present run, counted */
#define QUEUE data[3]   /* of an entity: in which queue it is, or was last */
#define PRIORITY key    /* of an entity */

static struct core {
    struct list queue[QUEUES];
    uint32_t filled;  /* bit k: queue k is not empty */
    uint32_t next;    /* queue to bring up to date; QUEUES: all are */
    uint64_t second;  /* up to which they are, or will be */
    uint64_t sampled; /* second of the last sample of the load */
    uint64_t load;    /* in ONEs */
} cores[SCHED_CORES_MAX];

static int bsd44_init(uint32_t count)
{
    for (uint32_t id = 0; id < count; id++) {
        struct core *core = &cores[id];
        core->filled = 0;
        core->next = QUEUES;
        core->second = core->sampled = sched_now() / SECOND;
        core->load = 0;
        for (int queue = 0; queue < QUEUES; queue++)
            list_init(&core->queue[queue]);
    }
    return 0;
}

static void bsd44_init_task(struct sched_entity *entity)
{
    entity->ESTCPU = 0;
    entity->SECONDS = 0;
    entity->CHARGED = 0;
    entity->QUEUE = 0;
    entity->PRIORITY = PRIORITY_MIN;
    entity->slice = turn;
}

static int64_t between(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static void set_priority(struct sched_entity *entity)
{
    int64_t used = (int64_t)(entity->ESTCPU / ESTCPU_PER_PRIORITY);
    int64_t priority = PRIORITY_MIN + used + 2 * entity->nice;

    entity->PRIORITY = (uint64_t)between(priority, PRIORITY_MIN, PRIORITY_MAX);
}

static uint64_t queue_of(const struct sched_entity *entity)
{
    return entity->PRIORITY / PRIORITIES_PER_QUEUE;
}

/* ---- the run queues ---- */

static void push(struct core *core, struct sched_entity *entity)
{
    entity->QUEUE = queue_of(entity);
    core->filled |= 1u << entity->QUEUE;
    list_push_back(&core->queue[entity->QUEUE], &entity->node);
}

static void take(struct core *core, struct sched_entity *entity)
{
    list_remove(&entity->node);
    if (list_empty(&core->queue[entity->QUEUE]))
        core->filled &= ~(1u << entity->QUEUE);
}

/* ---- forgetting ---- */

/* What `seconds` at this load leave of `estcpu`. */
static uint64_t decayed(const struct core *core, uint64_t estcpu,
                        uint64_t seconds)
{
    uint64_t factor = 2 * core->load * ONE / (2 * core->load + ONE);

    for (; seconds; seconds /= 2) {
        if (seconds % 2)
            estcpu = estcpu * factor >> SHIFT;
        factor = factor * factor >> SHIFT;
    }
    return estcpu;
}

/* Seconds that `entity` has not forgotten yet; none from now on. */
static uint64_t take_seconds(const struct core *core,
                             struct sched_entity *entity)
{
    uint64_t since =
        core->second > entity->SECONDS ? core->second - entity->SECONDS : 0;
    entity->SECONDS += since;
    return since;
}

/* It was ready all the time: the rule of each second. */
static void forget(const struct core *core, struct sched_entity *entity)
{
    uint64_t seconds = take_seconds(core, entity);

    for (uint64_t i = 0; i < seconds && i < SECONDS_MAX; i++) {
        int64_t estcpu = (int64_t)decayed(core, entity->ESTCPU, 1) +
                         (int64_t)TICK * entity->nice;
        entity->ESTCPU = (uint64_t)between(estcpu, 0, ESTCPU_MAX);
    }
    set_priority(entity);
}

/* It slept: the rule of those that wake. */
static void forget_asleep(const struct core *core, struct sched_entity *entity)
{
    entity->ESTCPU = decayed(core, entity->ESTCPU, take_seconds(core, entity));
    set_priority(entity);
}

/* The next PIECE of the queued ones. In a queue, those that forgot stand behind
 * those that have not yet. */
static void forget_piece(struct core *core)
{
    for (int left = PIECE; left > 0 && core->next < QUEUES; left--) {
        struct list *node = list_first(&core->queue[core->next]);
        if (!node || entity_of(node)->SECONDS >= core->second) {
            core->next++;
            continue;
        }
        struct sched_entity *entity = entity_of(node);
        take(core, entity);
        forget(core, entity);
        push(core, entity);
    }
}

static void sample_load(struct core *core, uint64_t ready)
{
    core->sampled += SAMPLE;
    core->load = (core->load * LOAD_KEPT >> SHIFT) + ready * (ONE - LOAD_KEPT);
}

/* Has a second begun, and are all done with the one before? */
static void count_seconds(struct sched_queue *queue, struct core *core)
{
    uint64_t second = sched_now() / SECOND;

    while (second - core->sampled >= SAMPLE)
        sample_load(core, queue->count + (queue->running ? 1 : 0));
    if (second > core->second && core->next == QUEUES) {
        core->second = second;
        core->next = 0;
    }
}

/* ---- the operations ---- */

static void bsd44_enqueue(struct sched_queue *queue,
                          struct sched_entity *entity, enum sched_why why)
{
    struct core *core = &cores[queue->core];

    if (why == SCHED_NEW)
        entity->SECONDS = core->second;
    if (why == SCHED_WAKE)
        forget_asleep(core, entity);
    else
        forget(core, entity);
    push(core, entity);
}

static void bsd44_dequeue(struct sched_queue *queue,
                          struct sched_entity *entity)
{
    take(&cores[queue->core], entity);
}

static struct sched_entity *bsd44_dispatch(struct sched_queue *queue,
                                           uint32_t core)
{
    struct core *own = &cores[queue->core];

    for (uint32_t filled = own->filled; filled; filled &= filled - 1) {
        struct list *list = &own->queue[__builtin_ctz(filled)];
        struct sched_entity *entity = list_first_for(list, core);
        if (entity) {
            take(own, entity);
            return entity;
        }
    }
    return NULL;
}

static void bsd44_running(struct sched_queue *queue,
                          struct sched_entity *entity)
{
    (void)queue;
    entity->CHARGED = 0;
    entity->slice = turn;
}

/* The running entity has run for `ran` ns since it began. */
static void bsd44_stopping(struct sched_queue *queue,
                           struct sched_entity *entity, uint64_t ran)
{
    uint64_t more = ran - entity->CHARGED;

    (void)queue;
    entity->CHARGED = ran;
    entity->slice -= more < entity->slice ? more : entity->slice;
    entity->ESTCPU += more;
    if (entity->ESTCPU > ESTCPU_MAX)
        entity->ESTCPU = ESTCPU_MAX;
    set_priority(entity);
}

/* Its turn ends, or one of an earlier queue waits by now. */
static bool bsd44_tick(struct sched_queue *queue, struct sched_entity *entity,
                       uint64_t ran)
{
    struct core *core = &cores[queue->core];

    bsd44_stopping(queue, entity, entity->CHARGED + ran);
    count_seconds(queue, core);
    forget(core, entity);
    forget_piece(core);
    if (core->filled & ((1u << queue_of(entity)) - 1))
        return true;
    if (entity->slice == 0 && queue->count == 0)
        entity->slice = turn;
    return entity->slice == 0;
}

static bool bsd44_preempts(struct sched_queue *queue,
                           struct sched_entity *woken, uint64_t ran)
{
    (void)ran;
    return queue_of(woken) < queue_of(queue->running);
}

/* "queue 12: 5 6", tids in the order of their turns; 12 has the priorities from
 * 48. */
static void bsd44_dump(const struct sched_queue *queue, char *text,
                       unsigned size)
{
    unsigned at = 0;

    text[0] = '\0';
    for (int i = 0; i < QUEUES; i++)
        at =
            list_dump(&cores[queue->core].queue[i], "queue", i, text, size, at);
}

static const struct sched_tunable tunables[] = {
    {"turn", &turn, 10000, 10000000000, "ns"},
    {0},
};

const struct sched_ops sched_bsd44 = {
    .name = "bsd44",
    .init = bsd44_init,
    .init_task = bsd44_init_task,
    .enqueue = bsd44_enqueue,
    .dequeue = bsd44_dequeue,
    .dispatch = bsd44_dispatch,
    .tick = bsd44_tick,
    .preempts = bsd44_preempts,
    .running = bsd44_running,
    .stopping = bsd44_stopping,
    .turn = &turn,
    .starves = true,
    .tunables = tunables,
    .dump = bsd44_dump,
};
