/* SPDX-License-Identifier: MIT
 *
 * Earliest deadline first, each job in a constant bandwidth server.
 *
 * Who has asked for SCHED_DEADLINE (sched_setattr(2)) may run `runtime` in each
 * `period`, and has it by `deadline` after the period's begin. Of those that may
 * run, the one with the earliest deadline does. Liu and Layland: on one core that
 * meets every deadline as long as the shares, runtime / period, add up to no more
 * than the core; no order of fixed priorities does. So whoever asks for more than
 * is left is refused (`admit`).
 *
 * That holds only if nobody takes more than it said, and a program can be wrong
 * about itself. So each has a budget, refilled each period. Who has used it up
 * waits for its next period, to the nanosecond (`alarm`), whatever it had promised
 * or hoped: it misses its own deadlines and nobody else's. Who sleeps and wakes
 * early goes on with what is left of budget and deadline, if that is not more than
 * its share; else it begins anew, or it would have two budgets in one period.
 *
 * Cores are apart: one admitted stays on the core where it is; if that is full it
 * is given the emptiest, to which it goes when it next wakes. So the theorem holds
 * for each. With one queue for all cores (as Linux has) a deadline can be missed
 * though the cores are nearly idle (Dhall's effect). The price: two cores can
 * refuse three shares of 0.6, as one bin holds no two.
 * Where the deadline is shorter than the period, runtime / deadline is counted,
 * which is enough for the promise, sometimes more than needed.
 *
 * All others run in turns when no deadline is near, and have what `limit` leaves:
 * by default a twentieth of each core, as on Linux, in the long run. They may wait
 * for as long as the budgets of a core last, which is seconds if the periods are,
 * and with a `limit` of 1000 or more for ever; and who has used up its budget waits
 * for its period. The watchdog must not count either (`starves`).
 *
 * Who gives its deadline up and asks for one again before the old one has passed
 * goes on with what was left of the budget, as on Linux: it is no way to get more.
 * sched_yield of a deadline's LWP means: done for this period. Affinity is
 * honoured for the others; nice, weights and the other classes change nothing.
 * A deadline missed all the same is noted in the trace, `deadline_miss`, with the
 * nanoseconds by which it was late when that was seen; this takes a `limit` above
 * 1000, or a kernel that used up the time itself.
 *
 * Source: C. Liu and J. Layland, JACM 1973; L. Abeni and G. Buttazzo, RTSS 1998;
 * the rule for deadlines before the period's end is Linux's (deadline.c's revised
 * wake-up rule).
 */
#include "sched/sched.h"

#include "lib/errno.h"

static uint64_t limit = 950;     /* of each core, in thousandths */
static uint64_t turn = 10000000; /* ns, of who has no deadline */

#define SHARE_ONE (1ull << 30) /* a whole core */

#define BUDGET_MIN 2000 /* ns */

#define HOME data[0] /* of an entity: its core + 1; 0: it has no deadline */
#define BUDGET                                                                 \
    data[1] /* of an entity: ns left, until `key`; below 0: overdrawn */
#define WHERE                                                                  \
    data[2] /* of an entity: in which of three places it is queued, or was last */
#define NOTED data[3] /* of an entity: the deadline that was noted as missed */
#define CHARGED data[0] /* of a queue: ns of the present run that are counted */
#define SERVED data[1] /* of a queue: the present run is at the budget's cost */
/* `slice` is the rest of a turn, in the background. `key` is the absolute deadline,
 * 0: it never had one. Both it and the budget stay when the deadline is given
 * up. */

enum where { READY, THROTTLED, BACKGROUND };

/* The ready ones are in queue->tree, the background's in queue->list. */
static struct core {
    struct rb_tree throttled; /* by the begin of the next period */
    uint64_t used;            /* shares, in all */
} cores[SCHED_CORES_MAX];
static uint32_t cores_used;

static int edf_init(uint32_t count)
{
    cores_used = count;
    for (uint32_t core = 0; core < count; core++)
        cores[core] = (struct core){.used = 0};
    return 0;
}

/* ---- who is admitted ---- */

static uint64_t share(uint64_t runtime, uint64_t deadline)
{
    return runtime * SHARE_ONE / deadline;
}

static bool has_room(const struct sched_entity *entity, uint32_t core,
                     uint64_t wanted)
{
    return core_set_has(&entity->affinity, core) &&
           cores[core].used + wanted <= limit * SHARE_ONE / 1000;
}

/* Its own core, if there is room for this, else the emptiest, or CORE_NONE. */
static uint32_t find_room(const struct sched_entity *entity, uint64_t wanted)
{
    uint32_t best = CORE_NONE;

    if (has_room(entity, entity->core, wanted))
        return entity->core;
    for (uint32_t core = 0; core < cores_used; core++) {
        if (has_room(entity, core, wanted) &&
            (best == CORE_NONE || cores[core].used < cores[best].used))
            best = core;
    }
    return best;
}

static void settle(struct sched_entity *entity, uint32_t core, uint64_t wanted)
{
    entity->HOME = core + 1;
    cores[core].used += wanted;
}

/* It gives up the share that its attributes say. */
static void leave(struct sched_entity *entity)
{
    if (entity->HOME)
        cores[entity->HOME - 1].used -=
            share(entity->runtime, entity->deadline);
    entity->HOME = 0;
}

/* If there is no room, it keeps what it has. */
static int edf_admit(struct sched_entity *entity, uint64_t runtime,
                     uint64_t deadline, uint64_t period)
{
    uint32_t home = (uint32_t)entity->HOME;
    uint64_t wanted = period ? share(runtime, deadline) : 0;

    leave(entity);
    uint32_t core = period ? find_room(entity, wanted) : CORE_NONE;
    if (core != CORE_NONE)
        settle(entity, core, wanted);
    else if (period && home)
        settle(entity, home - 1, share(entity->runtime, entity->deadline));
    return period && core == CORE_NONE ? -EBUSY : 0;
}

/* What is left of it, in ns. */
static uint64_t budget(const struct sched_entity *entity)
{
    return (int64_t)entity->BUDGET > 0 ? entity->BUDGET : 0;
}

static uint64_t debt(const struct sched_entity *entity)
{
    return (int64_t)entity->BUDGET < 0 ? -entity->BUDGET : 0;
}

/* When the policy takes over, one may have a deadline already; where there is no
 * room it is in the background. */
static void edf_init_task(struct sched_entity *entity)
{
    entity->HOME = entity->BUDGET = entity->NOTED = 0;
    entity->WHERE = BACKGROUND;
    entity->key = 0;
    entity->slice = turn;
    if (entity->period)
        edf_admit(entity, entity->runtime, entity->deadline, entity->period);
}

/* A new deadline, or none any more, or only another nice value. What is left of a
 * budget stays: a change is no way to get another in the same period. */
static void edf_set_weight(struct sched_entity *entity)
{
    if (entity->HOME && budget(entity) > entity->runtime)
        entity->BUDGET = entity->runtime;
}

static uint32_t edf_select_cpu(const struct sched_entity *entity,
                               const struct core_set *idle)
{
    uint32_t home = (uint32_t)entity->HOME - 1;
    return entity->HOME && core_set_has(&entity->affinity, home)
               ? home
               : sched_select_core(entity, idle);
}

/* Elsewhere, and without a deadline, it is one of the background. */
static bool is_home(const struct sched_queue *queue,
                    const struct sched_entity *entity)
{
    return entity->HOME == queue->core + 1;
}

/* ---- budgets ---- */

static uint64_t next_period(const struct sched_entity *entity)
{
    return entity->key - entity->deadline + entity->period;
}

/* A period begins at `start`. What was overdrawn is taken off its budget, but
 * BUDGET_MIN is left: less might all go into the switch to it, for ever. */
static void refill(struct sched_entity *entity, uint64_t start)
{
    uint64_t most =
        entity->runtime > BUDGET_MIN ? entity->runtime - BUDGET_MIN : 0;
    uint64_t owed = debt(entity) < most ? debt(entity) : most;

    entity->key = start + entity->deadline;
    entity->BUDGET = entity->runtime - owed;
}

/* Would what is left of the budget, until the deadline, be more than its share? */
static bool exceeds_share(const struct sched_entity *entity, uint64_t now)
{
    return budget(entity) * entity->deadline >
           entity->runtime * (entity->key - now);
}

/* Nothing more before the next period. */
static void forfeit(struct sched_entity *entity)
{
    if (budget(entity))
        entity->BUDGET = 0;
}

/* It wakes, is new, or has a deadline again. */
static void wake(struct sched_entity *entity, uint64_t now)
{
    if (entity->key == 0 || now >= next_period(entity))
        refill(entity, now);
    else if (now >= entity->key)
        forfeit(entity);
    else if (exceeds_share(entity, now) && entity->deadline == entity->period)
        refill(entity, now);
    else if (exceeds_share(entity, now))
        entity->BUDGET =
            entity->runtime * (entity->key - now) / entity->deadline;
}

/* The running entity has run for `ran` ns since it began. */
static void charge(struct sched_queue *queue, struct sched_entity *entity,
                   uint64_t ran)
{
    uint64_t more = ran - queue->CHARGED, now = sched_now();

    queue->CHARGED = ran;
    if (!queue->SERVED) {
        entity->slice -= more < entity->slice ? more : entity->slice;
        return;
    }
    entity->BUDGET -= more;
    if (now > entity->key && entity->NOTED != entity->key) {
        entity->NOTED = entity->key;
        sched_note(entity, "deadline_miss", now - entity->key);
    }
}

/* What the running entity may still run, in ns. */
static uint64_t left(const struct sched_queue *queue,
                     const struct sched_entity *entity)
{
    return queue->SERVED ? budget(entity) : entity->slice;
}

/* ---- queues ---- */

static bool earlier(const struct rb_node *a, const struct rb_node *b)
{
    return entity_of_rb(a)->key < entity_of_rb(b)->key;
}

static bool begins_earlier(const struct rb_node *a, const struct rb_node *b)
{
    return next_period(entity_of_rb(a)) < next_period(entity_of_rb(b));
}

static struct sched_entity *first_of(struct rb_tree *tree)
{
    struct rb_node *node = rb_first(tree);
    return node ? entity_of_rb(node) : NULL;
}

static void queue_deadline(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    entity->WHERE = budget(entity) ? READY : THROTTLED;
    if (entity->WHERE == READY)
        rb_insert(&queue->tree, &entity->rb, earlier);
    else
        rb_insert(&cores[queue->core].throttled, &entity->rb, begins_earlier);
}

/* Periods that have begun. One that is long over is not made up for. */
static void release(struct sched_queue *queue)
{
    struct rb_tree *throttled = &cores[queue->core].throttled;
    struct sched_entity *entity;
    uint64_t now = sched_now();

    while ((entity = first_of(throttled)) && next_period(entity) <= now) {
        uint64_t begin = next_period(entity);
        rb_remove(throttled, &entity->rb);
        refill(entity, begin + entity->deadline > now ? begin : now);
        queue_deadline(queue, entity);
    }
}

/* The next period that begins here, or the end of the running one's budget. */
static void set_alarm(struct sched_queue *queue)
{
    const struct sched_entity *running = queue->running;
    const struct sched_entity *next = first_of(&cores[queue->core].throttled);
    uint64_t alarm = next ? next_period(next) : UINT64_MAX;

    if (running && queue->SERVED && budget(running)) {
        uint64_t end = sched_now() + budget(running);
        alarm = end < alarm ? end : alarm;
    }
    queue->alarm = alarm == UINT64_MAX ? 0 : alarm;
}

static void edf_enqueue(struct sched_queue *queue, struct sched_entity *entity,
                        enum sched_why why)
{
    if (!is_home(queue, entity)) {
        entity->WHERE = BACKGROUND;
        if (why == SCHED_PREEMPTED && entity->slice)
            list_push_front(&queue->list, &entity->node);
        else
            list_push_back(&queue->list, &entity->node);
        return;
    }
    if (why == SCHED_WAKE || entity->WHERE == BACKGROUND)
        wake(entity, sched_now());
    else if (why == SCHED_YIELDED)
        forfeit(entity);
    queue_deadline(queue, entity);
}

static void edf_dequeue(struct sched_queue *queue, struct sched_entity *entity)
{
    if (entity->WHERE == BACKGROUND)
        list_remove(&entity->node);
    else if (entity->WHERE == READY)
        rb_remove(&queue->tree, &entity->rb);
    else
        rb_remove(&cores[queue->core].throttled, &entity->rb);
}

/* Only the background's run on other cores. */
static struct sched_entity *edf_dispatch(struct sched_queue *queue,
                                         uint32_t core)
{
    struct sched_entity *entity = NULL;

    if (core == queue->core) {
        release(queue);
        entity = first_of(&queue->tree);
    }
    if (!entity)
        entity = queue_first(queue, core);
    if (entity)
        edf_dequeue(queue, entity);
    if (core == queue->core)
        set_alarm(queue);
    return entity;
}

static void edf_running(struct sched_queue *queue, struct sched_entity *entity)
{
    queue->CHARGED = 0;
    queue->SERVED = is_home(queue, entity);
    if (queue->SERVED && entity->WHERE == BACKGROUND) {
        wake(entity, sched_now()); /* the policy has just taken over */
        entity->WHERE = READY;
    } else if (!queue->SERVED && entity->slice == 0) {
        entity->slice = turn;
    }
    set_alarm(queue);
}

static void edf_stopping(struct sched_queue *queue, struct sched_entity *entity,
                         uint64_t ran)
{
    charge(queue, entity, ran);
}

/* Does the first of those that are ready go before the running one? */
static bool is_due(struct sched_queue *queue)
{
    const struct sched_entity *first = first_of(&queue->tree);

    return first && (!queue->SERVED || first->key < queue->running->key);
}

static bool edf_tick(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran)
{
    charge(queue, entity, queue->CHARGED + ran);
    release(queue);
    if (!queue->SERVED && entity->slice == 0 && list_empty(&queue->list))
        entity->slice = turn; /* nobody waits: the next turn is its own too */
    set_alarm(queue);
    return left(queue, entity) == 0 || is_due(queue);
}

/* One that has to wait for its period does not preempt; but the core must know
 * when that begins, and asks when it chooses. */
static bool edf_preempts(struct sched_queue *queue, struct sched_entity *woken,
                         uint64_t ran)
{
    (void)ran;
    if (!is_home(queue, woken))
        return false;
    if (woken->WHERE == THROTTLED)
        return !queue->alarm || next_period(woken) < queue->alarm;
    return !queue->SERVED || woken->key < queue->running->key;
}

/* A line "WHAT: 12 1500/2000 us until 8000, 13 ..." for those in `tree`: what is
 * left of the budget, the budget, and the deadline, in us since the start. */
static unsigned tree_dump(const struct rb_tree *tree, const char *what,
                          char *text, unsigned size, unsigned at)
{
    const char *before = at ? "\n" : "";

    for (struct rb_node *node = rb_first(tree); node && at < size;
         node = rb_next(node)) {
        const struct sched_entity *entity = entity_of_rb(node);
        at += (unsigned)ksnprintf(text + at, size - at,
                                  "%s%s %u %lu/%lu us until %lu", before,
                                  node == rb_first(tree) ? what : "",
                                  entity->tid, budget(entity) / 1000,
                                  entity->runtime / 1000, entity->key / 1000);
        before = ",";
    }
    return at;
}

static void edf_dump(const struct sched_queue *queue, char *text, unsigned size)
{
    unsigned at = 0;

    text[0] = '\0';
    at = tree_dump(&queue->tree, "ready:", text, size, at);
    at = tree_dump(&cores[queue->core].throttled, "throttled:", text, size, at);
    list_dump(&queue->list, "background of core", (int)queue->core, text, size,
              at);
}

static const struct sched_tunable tunables[] = {
    {"limit", &limit, 1, 2000, "thousandths of a core"},
    {"turn", &turn, 10000, 10000000000, "ns"},
    {0},
};

const struct sched_ops sched_edf = {
    .name = "edf",
    .init = edf_init,
    .init_task = edf_init_task,
    .exit_task = leave,
    .select_cpu = edf_select_cpu,
    .enqueue = edf_enqueue,
    .dequeue = edf_dequeue,
    .dispatch = edf_dispatch,
    .tick = edf_tick,
    .preempts = edf_preempts,
    .running = edf_running,
    .stopping = edf_stopping,
    .set_weight = edf_set_weight,
    .admit = edf_admit,
    .turn = &turn,
    .starves = true,
    .tunables = tunables,
    .dump = edf_dump,
};
