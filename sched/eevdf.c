/* SPDX-License-Identifier: MIT
 *
 * EEVDF, earliest eligible virtual deadline first: shares as exact as they can
 * be, and a say in how soon, which is not the same as how much.
 *
 * Problem: the ideal is a fluid: each of the runnable entities runs at every
 * moment, at the speed weight / sum of weights. A core can only take turns. How
 * far must anybody be from the ideal? stride.c lets the error grow with the number
 * of threads; cfs.c bends the shares so that sleepers answer soon.
 *
 * Algorithm: `vruntime` is what one has run, divided by its weight. The virtual
 * time V is what it would be in the ideal, the same for all: the average of all
 * vruntimes, weighted. The lag of an entity is what it is owed, weight *
 * (V - vruntime): the lags of all sum up to 0.
 *   An entity asks for a `slice` at a time (3 ms). The request has a virtual
 * deadline: vruntime + slice / weight, when the ideal would have served it.
 *   Eligible is whoever is owed something: lag >= 0. Of those, run the one whose
 * deadline is the earliest. Nobody gets ahead of the ideal by more than a
 * request, for then it is not eligible; nor behind it, for then its deadline is
 * near. So |lag| <= the longest request, however many there are. And one with
 * short requests has early deadlines: it is served sooner, not more.
 * Source: Stoica and Abdel-Wahab, "Earliest Eligible Virtual Deadline First",
 * Old Dominion University TR-95-22, 1995: theorem 1. Linux 6.6 (2023).
 *
 * Joining and leaving: who goes to sleep keeps its lag, and is put at the same lag
 * when it wakes: to sleep neither pays a debt nor earns. V jumps by what one
 * takes along. To be at lag l after the jump it is put at l * (W + w) / W below
 * V, where W is the weight of those there (place_entity() of Linux). Lag is kept
 * within two slices, and the rest of a request is kept when it moves.
 *
 * V without divisions: of vruntimes v relative to a moving `zero`, keep the sum
 * of w * v, and the sum of w; v <= V means that v * sum of w <= sum of w * v. The
 * choice: the tree is by deadline, and each node knows the least vruntime of its
 * subtree, so one way down finds the first that is eligible. O(log n). The
 * average itself, to put somebody in its place or to take its lag, needs one
 * division each time.
 *
 * Honours: nice and SCHED_IDLE by weight, SCHED_BATCH (like SCHED_IDLE it does
 * not preempt), affinity, sched_yield (a deadline two slices away). SCHED_FIFO
 * and SCHED_RR share like all others. One that wakes preempts if it is eligible
 * and has the earlier deadline; with preempt=always the same one is the next. A
 * new weight counts at once.
 *
 * Requests end to the nanosecond, by `alarm`.
 *
 * What goes wrong: who went to sleep in debt still has it after an hour, and waits
 * a moment. (Linux 6.12 lets it queue until it has paid.)
 */
#include "sched/sched.h"

static uint64_t slice = 3000000; /* ns */

/* Of an entity. */
#define DEADLINE key
#define LAG slice      /* when it left: V - vruntime */
#define WEIGHT data[0] /* as the queue counts it */
#define INVERSE data[1]
#define VRUNTIME data[2]
#define LEAST data[3] /* the least VRUNTIME of its subtree */

/* Of a queue. Its members are those queued and the running one. */
#define WEIGHTS data[0] /* the sum of w */
#define SUM data[1]     /* the sum of w * (VRUNTIME - ZERO) */
#define ZERO data[2]
#define CHARGED data[3] /* the running one: up to which instant */

/* ---- V ---- */

/* V, rounded down; it becomes the new ZERO, which keeps SUM small. */
static uint64_t average(struct sched_queue *queue)
{
    int64_t sum = (int64_t)queue->SUM, weights = (int64_t)queue->WEIGHTS;
    if (weights == 0)
        return queue->ZERO;
    int64_t mean = sum / weights;
    mean -= sum % weights < 0;
    queue->ZERO += (uint64_t)mean;
    queue->SUM -= (uint64_t)(mean * weights);
    return queue->ZERO;
}

/* Whether `vruntime` is V at most. */
static bool is_eligible(const struct sched_queue *queue, uint64_t vruntime)
{
    int64_t beyond = (int64_t)(vruntime - queue->ZERO);
    return (__int128)beyond * (int64_t)queue->WEIGHTS <= (int64_t)queue->SUM;
}

static void add(struct sched_queue *queue, const struct sched_entity *entity)
{
    queue->WEIGHTS += entity->WEIGHT;
    queue->SUM += entity->WEIGHT * (entity->VRUNTIME - queue->ZERO);
}

static void subtract(struct sched_queue *queue,
                     const struct sched_entity *entity)
{
    queue->WEIGHTS -= entity->WEIGHT;
    queue->SUM -= entity->WEIGHT * (entity->VRUNTIME - queue->ZERO);
}

/* `entity` has run until now. */
static void charge(struct sched_queue *queue, struct sched_entity *entity)
{
    uint64_t now = sched_now();
    if (now <= queue->CHARGED) /* the clock of another core */
        return;
    uint64_t more = sched_virtual(now - queue->CHARGED, entity->INVERSE);
    queue->CHARGED = now;
    queue->SUM += entity->WEIGHT * more;
    entity->VRUNTIME += more;
}

/* ---- joining and leaving ---- */

/* A request from here on. */
static void ask(struct sched_entity *entity)
{
    entity->DEADLINE = entity->VRUNTIME + sched_virtual(slice, entity->INVERSE);
}

static void set_weight(struct sched_entity *entity)
{
    entity->WEIGHT = entity->weight;
    entity->INVERSE = sched_inverse(entity->weight);
}

/* A member becomes none; its VRUNTIME and DEADLINE stay as they are. */
static void leave(struct sched_queue *queue, struct sched_entity *entity)
{
    if (queue->running)
        charge(queue, queue->running);
    entity->LAG = average(queue) - entity->VRUNTIME;
    subtract(queue, entity);
}

static int64_t limit(int64_t value, int64_t most)
{
    return value > most ? most : value < -most ? -most : value;
}

/* At LAG, and with what is left of its request. */
static void join(struct sched_queue *queue, struct sched_entity *entity)
{
    uint64_t left = entity->DEADLINE - entity->VRUNTIME;
    int64_t lag = (int64_t)entity->LAG;
    if (queue->running && queue->running != entity)
        charge(queue, queue->running);
    if (entity->WEIGHT != entity->weight) { /* the same time is left and owed */
        int64_t old = (int64_t)entity->WEIGHT, new = (int64_t)entity->weight;
        lag = lag / new *old;
        left = (uint64_t)((int64_t)left / new *old);
        set_weight(entity);
    }
    lag = limit(lag, (int64_t)sched_virtual(2 * slice, entity->INVERSE));
    uint64_t now = average(queue);
    if (queue->WEIGHTS == 0)
        lag = 0;
    else
        lag += lag * (int64_t)entity->WEIGHT / (int64_t)queue->WEIGHTS;
    entity->VRUNTIME = now - (uint64_t)lag;
    entity->DEADLINE = entity->VRUNTIME + left;
    add(queue, entity);
}

/* ---- the tree ---- */

static void update_least(struct rb_node *node)
{
    struct sched_entity *entity = entity_of_rb(node);
    entity->LEAST = entity->VRUNTIME;
    struct rb_node *const children[] = {node->left, node->right};
    for (int i = 0; i < 2; i++) {
        if (children[i] &&
            sched_before(entity_of_rb(children[i])->LEAST, entity->LEAST))
            entity->LEAST = entity_of_rb(children[i])->LEAST;
    }
}

static void insert(struct sched_queue *queue, struct sched_entity *entity)
{
    rb_insert_augmented(&queue->tree, &entity->rb, sched_key_before,
                        update_least);
}

static void take_out(struct sched_queue *queue, struct sched_entity *entity)
{
    rb_remove_augmented(&queue->tree, &entity->rb, update_least);
}

/* The eligible entity with the earliest deadline, or NULL. When nobody runs there
 * is one if there are any: the least of numbers is not above their average. */
static struct sched_entity *first_eligible(const struct sched_queue *queue)
{
    struct rb_node *node = queue->tree.root;
    while (node) {
        struct rb_node *left = node->left;
        if (left && is_eligible(queue, entity_of_rb(left)->LEAST)) {
            node = left;
            continue;
        }
        if (is_eligible(queue, entity_of_rb(node)->VRUNTIME))
            return entity_of_rb(node);
        node = node->right;
    }
    return NULL;
}

/* ---- operations ---- */

static void eevdf_init_task(struct sched_entity *entity)
{
    set_weight(entity);
    entity->LAG = entity->VRUNTIME = 0;
    ask(entity);
}

static void eevdf_enqueue(struct sched_queue *queue,
                          struct sched_entity *entity, enum sched_why why)
{
    bool stays = why == SCHED_PREEMPTED || why == SCHED_YIELDED;
    if (stays && entity->WEIGHT == entity->weight)
        add(queue, entity);
    else
        join(queue, entity);
    if (why == SCHED_YIELDED)
        entity->DEADLINE =
            entity->VRUNTIME + sched_virtual(2 * slice, entity->INVERSE);
    else if (why == SCHED_WAKE ||
             !sched_before(entity->VRUNTIME, entity->DEADLINE))
        ask(entity);
    insert(queue, entity);
}

static void eevdf_dequeue(struct sched_queue *queue,
                          struct sched_entity *entity)
{
    take_out(queue, entity);
    leave(queue, entity);
}

static struct sched_entity *eevdf_dispatch(struct sched_queue *queue,
                                           uint32_t core)
{
    bool own = core == queue->core;
    struct sched_entity *entity =
        own ? first_eligible(queue) : queue_leftmost(queue, core);
    if (!entity)
        return NULL;
    take_out(queue, entity);
    if (!own)
        leave(queue, entity);
    return entity;
}

/* The instant at which the running one's request is served. */
static void set_alarm(struct sched_queue *queue, struct sched_entity *entity)
{
    uint64_t left = entity->DEADLINE - entity->VRUNTIME;
    queue->alarm = queue->CHARGED + (left * entity->WEIGHT >> 20) + 1;
}

static void eevdf_running(struct sched_queue *queue,
                          struct sched_entity *entity)
{
    if (queue->WEIGHTS == 0) /* it ran before this policy took over */
        join(queue, entity);
    queue->CHARGED = sched_now();
    set_alarm(queue, entity);
}

static void eevdf_stopping(struct sched_queue *queue,
                           struct sched_entity *entity, uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    leave(queue, entity);
    queue->alarm = 0;
}

static bool eevdf_tick(struct sched_queue *queue, struct sched_entity *entity,
                       uint64_t ran)
{
    (void)ran;
    charge(queue, entity);
    average(queue);
    bool served = !sched_before(entity->VRUNTIME, entity->DEADLINE);
    if (served)
        ask(entity);
    set_alarm(queue, entity);
    return served && queue->count > 0;
}

static bool eevdf_preempts(struct sched_queue *queue,
                           struct sched_entity *woken, uint64_t ran)
{
    (void)ran;
    return woken->class != SCHED_BATCH && woken->class != SCHED_IDLE &&
           is_eligible(queue, woken->VRUNTIME) &&
           sched_before(woken->DEADLINE, queue->running->DEADLINE);
}

static void eevdf_dump(const struct sched_queue *queue, char *text,
                       unsigned size)
{
    queue_dump_virtual(queue, queue->ZERO, text, size);
}

static const struct sched_tunable tunables[] = {
    {"slice", &slice, 100000, 100000000, "ns"},
    {0},
};

const struct sched_ops sched_eevdf = {
    .name = "eevdf",
    .init_task = eevdf_init_task,
    .enqueue = eevdf_enqueue,
    .dequeue = eevdf_dequeue,
    .dispatch = eevdf_dispatch,
    .tick = eevdf_tick,
    .preempts = eevdf_preempts,
    .running = eevdf_running,
    .stopping = eevdf_stopping,
    .turn = &slice,
    .tunables = tunables,
    .dump = eevdf_dump,
};
