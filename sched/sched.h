/* SPDX-License-Identifier: MIT
 *
 * The scheduler contract: what a policy is asked, when, and what it may use.
 *
 * A policy decides which LWP runs next; it does not know what an LWP is. It
 * sees `struct sched_entity`, which the kernel embeds in each LWP, and one
 * `struct sched_queue` for each core. It takes no lock and allocates nothing:
 * every call about a core's queue comes with that queue's lock held and
 * interrupts off. So a policy compiles and runs on the host too: under its unit
 * tests (tests/host) and in the simulator (make sim).
 *
 * Operation names and life cycle follow Linux's sched_ext
 * (kernel/sched/ext_internal.h: sched_ext_ops). Times are nanoseconds of lab
 * time.
 *
 * Who owns an entity: the policy, from `enqueue` until it hands it out by
 * `dispatch` or is told to `dequeue` it; the core (kernel/task/sched.c) while it
 * runs; nobody while it sleeps. A policy that breaks a rule marked "Rule" below
 * is ejected (docs/watchdog.md) and `rr` takes over.
 */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/core_set.h"
#include "lib/list.h"
#include "lib/print.h"
#include "lib/rbtree.h"

#define SCHED_CORES_MAX CORE_SET_SIZE
#define SCHED_NICE_MIN (-20)
#define SCHED_NICE_MAX 19
#define SCHED_PRIORITY_MAX 99
#define SCHED_NAME_SIZE 16       /* of a policy, its NUL included */
#define SCHED_WEIGHT_NORMAL 1024 /* of nice 0 */
#define SCHED_NEVER UINT64_MAX

/* Scheduling classes, with the numbers of sched_setscheduler(2). */
enum sched_class {
    SCHED_OTHER,
    SCHED_FIFO,
    SCHED_RR,
    SCHED_BATCH,
    SCHED_IDLE = 5,
    SCHED_DEADLINE,
};

/* One schedulable LWP. Policy fields are the policy's alone, from init_task on;
 * the others are the core's and read-only for a policy. */
struct sched_entity {
    uint32_t tid; /* > 0 */
    int nice;     /* SCHED_NICE_MIN ... SCHED_NICE_MAX */
    /* What nice means as a share: 1024 at nice 0, 1.25 times that for each step
     * down (Linux's table: 15 ... 88761); 3 for SCHED_IDLE. */
    uint32_t weight;
    enum sched_class class;
    /* SCHED_FIFO, SCHED_RR: 1 ... SCHED_PRIORITY_MAX, high ones first; else 0.
     * It counts what it inherits from those that wait for its PI futexes. */
    int priority;
    uint64_t runtime, deadline, period; /* SCHED_DEADLINE: ns; else 0 */
    struct core_set affinity;           /* where it may run; never empty */
    uint32_t core;  /* where it ran last, or is queued or runs now */
    bool queued;    /* between enqueue and dispatch or dequeue */
    uint64_t ran;   /* ns on a core, in all, up to the last call about it */
    uint64_t steps; /* instructions of its own, that is in ring 3, likewise; if
                       the policy `counts_steps` */
    uint64_t slept; /* ns that its last sleep lasted */

    struct list node;  /* policy: for a list */
    struct rb_node rb; /* policy: for a tree */
    uint64_t slice;    /* policy: ns left of its turn */
    uint64_t key;      /* policy: virtual time, deadline, ... */
    uint64_t data[4];  /* policy: whatever else */
};

/* One core's run queue. The running entity is not in it. */
struct sched_queue {
    uint32_t core;
    uint32_t count;               /* of queued entities; kept by the core */
    struct sched_entity *running; /* NULL: idle */
    /* policy: an instant (see sched_now) at which the core shall call `tick`, or
     * `dispatch` if it is idle, besides the ticks: the end of a turn to the
     * nanosecond, a budget that is filled up again. 0: none. The core reads it
     * after `dispatch`, `running` and `tick`, and sets it to 0 when it calls. */
    uint64_t alarm;
    /* policy that `counts_steps`: when the running entity's `steps` are so many
     * (or more already) the core calls `tick`, before the next instruction.
     * SCHED_NEVER: not. The core reads it after `running` and `tick`, and sets it
     * to SCHED_NEVER before them. */
    uint64_t stop_at;
    struct list list;    /* policy: initialised empty by the core */
    struct rb_tree tree; /* policy: likewise */
    uint64_t data[4];    /* policy: initialised to 0 */
};

/* Why an entity is enqueued. */
enum sched_why {
    SCHED_WAKE,      /* it slept and was woken */
    SCHED_NEW,       /* its first time, under this policy */
    SCHED_PREEMPTED, /* it was running and something else is to run */
    SCHED_YIELDED,   /* it called sched_yield(2) */
    SCHED_MOVED,     /* from another core's queue, or its attributes changed */
};

/* A number of a policy that the option tune=NAME:VALUE sets at boot, before
 * `init`. *value is the default until then. */
struct sched_tunable {
    const char *name; /* NULL: the end of the table */
    uint64_t *value;
    uint64_t min, max;
    const char *unit; /* for messages: "us", "levels" */
};

struct sched_ops {
    /* The name by which sched= chooses it: 1 to 15 characters. Required. */
    const char *name;

    /* Before any other call; also when it takes over from another policy with
     * tasks there, whose init_task and enqueue follow. `cores` of them exist,
     * 0 ... cores - 1. 0 or a negative errno, which refuses the policy.
     * Process context, no queue's lock. Optional. */
    int (*init)(uint32_t cores);

    /* Once, when another policy takes over; every entity has left (exit_task).
     * Not after it was ejected. Optional. */
    void (*exit)(void);

    /* `entity` exists / exists no more (its policy fields are gone); it is not
     * queued. The lock of no particular queue is held: touch nothing but the
     * entity. Optional. */
    void (*init_task)(struct sched_entity *entity);
    void (*exit_task)(struct sched_entity *entity);

    /* On which core shall the waking (or new) `entity` be queued? `idle` has
     * each idle core that its affinity allows. No queue's lock is held: look at
     * nothing but the arguments. Optional; default: sched_select_core.
     * Rule: one that its affinity allows. */
    uint32_t (*select_cpu)(const struct sched_entity *entity,
                           const struct core_set *idle);

    /* Queue the runnable `entity`; it is in no queue, and this core's from now
     * on. queue->core is entity->core. Required. */
    void (*enqueue)(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why);

    /* Take `entity` out of `queue`, where it is queued: it moves or its
     * attributes change; enqueue with SCHED_MOVED follows, perhaps on another
     * queue. Optional; default: list_remove(&entity->node), right for a policy
     * that uses queue->list. */
    void (*dequeue)(struct sched_queue *queue, struct sched_entity *entity);

    /* Take out and return the entity to run next on core `core`, or NULL.
     * `core` differs from queue->core when an idle core looks for work: then
     * NULL is always right. Required.
     * Rules: one that is queued in `queue` and whose affinity has `core`; for
     * the queue's own core NULL only if there is no such entity or `alarm` is
     * set; and no entity stays queued for longer than watchdog= ms for each one
     * that shares the core (docs/watchdog.md), unless the policy `starves`. */
    struct sched_entity *(*dispatch)(struct sched_queue *queue, uint32_t core);

    /* `entity` runs, and has run for `ran` ns since the last tick or since it
     * began. True: its turn is over; enqueue with SCHED_PREEMPTED and dispatch
     * follow. At each tick of the core on which it runs, and at `alarm`.
     * Optional; default: false (it runs until it sleeps). */
    bool (*tick)(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran);

    /* `woken` was just enqueued and queue->running runs: true to preempt it
     * now; the preempted one is then enqueued, and dispatch is called. `ran` ns
     * since the running one began to run. Not called with preempt=always or
     * never. Optional; default: false. */
    bool (*preempts)(struct sched_queue *queue, struct sched_entity *woken,
                     uint64_t ran);

    /* `entity` begins / ends to run; `ran` ns since it began. When this policy
     * takes over, what runs goes on running: `running` is the first call about it
     * after init_task, and it was in no queue. When another one does, `stopping`
     * comes for it, and queue->running is still set. Optional. */
    void (*running)(struct sched_queue *queue, struct sched_entity *entity);
    void (*stopping)(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran);

    /* `entity` runs and calls sched_yield(2); stopping and enqueue with
     * SCHED_YIELDED follow. Optional. */
    void (*yield)(struct sched_queue *queue, struct sched_entity *entity);

    /* An attribute of `entity` changed: nice, weight, class, priority, runtime,
     * deadline, period. It is not queued at this moment (dequeue came before and
     * enqueue follows), but it may be running (then stopping, enqueue with
     * SCHED_PREEMPTED and dispatch follow) or asleep. Its queue's lock is held.
     * Optional. */
    void (*set_weight)(struct sched_entity *entity);

    /* May `entity` have the SCHED_DEADLINE attributes runtime, deadline and
     * period (ns, runtime <= deadline <= period)? 0, or -EBUSY: there is not
     * room for it. A period of 0: it gives up what it had. No lock. Optional;
     * default: -EINVAL, this policy knows no deadlines. */
    int (*admit)(struct sched_entity *entity, uint64_t runtime,
                 uint64_t deadline, uint64_t period);

    /* A turn in ns, for sched_rr_get_interval(2); NULL or 0: no limit. */
    const uint64_t *turn;

    /* It may leave a runnable entity waiting for ever, and says so: the watchdog
     * does not count how long one waits. */
    bool starves;

    /* The core counts `steps` and heeds `stop_at`: a schedule is then named by
     * the programs' own instructions, and nothing that the kernel does moves it.
     * Only on one core; a program's own trap flag (single step) is lost. */
    bool counts_steps;

    /* What tune= may set; the last one has no name. Optional. */
    const struct sched_tunable *tunables;

    /* Write the queue's state as text into text[size], for reports.
     * Optional. */
    void (*dump)(const struct sched_queue *queue, char *text, unsigned size);
};

/* Each policy's table, at the end of its file. */
extern const struct sched_ops sched_rr;
extern const struct sched_ops sched_fifo;
extern const struct sched_ops sched_mlfq;
extern const struct sched_ops sched_bsd44;
extern const struct sched_ops sched_prio;
extern const struct sched_ops sched_lottery;
extern const struct sched_ops sched_stride;
extern const struct sched_ops sched_cfs;
extern const struct sched_ops sched_eevdf;
extern const struct sched_ops sched_edf;
extern const struct sched_ops sched_mine;
extern const struct sched_ops sched_random_policy;
extern const struct sched_ops sched_pct;
extern const struct sched_ops sched_forced;

/* The registered policies (registry.c), in order; the first is the default. */
extern const struct sched_ops *const sched_policies[];
extern const unsigned sched_policies_count;

/* Policies of a test image (tests/bad_policies), which only their names choose;
 * ends with NULL. In other images there is no such table. */
extern const struct sched_ops *const sched_test_policies[]
    __attribute__((weak));

/* The policy called `name`, or NULL. */
const struct sched_ops *sched_policy_find(const char *name);

/* Set the policy's tunables as `text` says: NAME:VALUE, with commas between. 0, or
 * -EINVAL with a message in error[size] that says what is legal; some may have
 * been set. */
int sched_tune(const struct sched_ops *policy, const char *text, char *error,
               unsigned size);

/* The weight that `nice` stands for, and that of SCHED_IDLE. */
uint32_t sched_weight(enum sched_class class, int nice);

/* ---- what the core offers (on the host: who drives the policy) ---- */

/* Now: ns of lab time, by the clock of the core that executes this. Not before
 * the entities' own times: it never goes back on one core. */
uint64_t sched_now(void);

/* What seed= says; 0 if nothing. */
uint64_t sched_seed(void);

/* What switches= says; "" if nothing. */
const char *sched_forced_list(void);

/* Leave a mark in the trace: an instant event `what` (a string constant) about
 * `entity`, with a number. */
void sched_note(const struct sched_entity *entity, const char *what,
                uint64_t value);

/* ---- helpers ---- */

/* The next number of a policy's own sequence; `state` is its seed at first
 * (0, too). SplitMix64: Steele, Lea and Flood, OOPSLA 2014. */
static inline uint64_t sched_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* For policies that keep their queue in queue->list. */
static inline struct sched_entity *entity_of(struct list *node)
{
    return list_entry(node, struct sched_entity, node);
}

/* For those that keep it in queue->tree. */
static inline struct sched_entity *entity_of_rb(const struct rb_node *node)
{
    return rb_entry(node, struct sched_entity, rb);
}

/* Virtual time, for policies that share a core by weight: that of an entity goes
 * on by ran / weight while it runs. Its unit is 1/1024 ns at nice 0, so that
 * rounding is nothing beside 1 %. It wraps around: compare by sched_before. */
#define SCHED_VIRTUAL_US (1024 * 1000) /* 1 us at nice 0 */

/* What to multiply with instead of dividing by `weight` (> 0). */
static inline uint64_t sched_inverse(uint64_t weight)
{
    return (1ull << 63) / weight;
}

/* The virtual time that `ns` are for the weight of which `inverse` is. */
static inline uint64_t sched_virtual(uint64_t ns, uint64_t inverse)
{
    return (uint64_t)((unsigned __int128)ns * inverse >> 43);
}

static inline bool sched_before(uint64_t a, uint64_t b)
{
    return (int64_t)(a - b) < 0;
}

/* The order of a tree by `key`, a virtual time: for rb_insert. */
static inline bool sched_key_before(const struct rb_node *a,
                                    const struct rb_node *b)
{
    return sched_before(entity_of_rb(a)->key, entity_of_rb(b)->key);
}

/* Where one that yields goes in a queue->tree by virtual time: level with the
 * first, so behind it, but `most` forward at most. */
static inline uint64_t sched_give_way(const struct sched_queue *queue,
                                      uint64_t key, uint64_t most)
{
    const struct rb_node *first = rb_first(&queue->tree);
    if (!first || sched_before(entity_of_rb(first)->key, key))
        return key;
    uint64_t ahead = entity_of_rb(first)->key - key;
    return key + (ahead < most ? ahead : most);
}

/* Where to queue what was last on core `last`: there if that is idle, else on an
 * idle one, else there if `affinity` allows it, else on the first that it
 * allows. */
static inline uint32_t sched_choose_core(uint32_t last,
                                         const struct core_set *affinity,
                                         const struct core_set *idle)
{
    if (core_set_has(idle, last))
        return last;
    uint32_t first = core_set_first(idle);
    if (first != CORE_NONE)
        return first;
    if (core_set_has(affinity, last))
        return last;
    return core_set_first(affinity);
}

/* The default for select_cpu. */
static inline uint32_t sched_select_core(const struct sched_entity *entity,
                                         const struct core_set *idle)
{
    return sched_choose_core(entity->core, &entity->affinity, idle);
}

/* The first entity of a list that may run on core `core`, or NULL. */
static inline struct sched_entity *list_first_for(struct list *list,
                                                  uint32_t core)
{
    list_for_each (node, list) {
        if (core_set_has(&entity_of(node)->affinity, core))
            return entity_of(node);
    }
    return NULL;
}

/* The first entity of queue->list that may run on core `core`, still queued; or
 * NULL. */
static inline struct sched_entity *queue_first(struct sched_queue *queue,
                                               uint32_t core)
{
    return list_first_for(&queue->list, core);
}

/* The first entity of queue->tree, in its order, that may run on core `core`,
 * still queued; or NULL. */
static inline struct sched_entity *queue_leftmost(struct sched_queue *queue,
                                                  uint32_t core)
{
    for (struct rb_node *node = rb_first(&queue->tree); node;
         node = rb_next(node)) {
        if (core_set_has(&entity_of_rb(node)->affinity, core))
            return entity_of_rb(node);
    }
    return NULL;
}

/* For `dump`: "12: 10000 us, 13: 2500 us", tid and what is left of the turn. */
static inline void queue_dump(const struct sched_queue *queue, char *text,
                              unsigned size)
{
    unsigned at = 0;
    text[0] = '\0';
    list_for_each (node, &queue->list) {
        const struct sched_entity *entity = entity_of(node);
        if (at < size)
            at += (unsigned)ksnprintf(text + at, size - at, "%s%u: %lu us",
                                      at ? ", " : "", entity->tid,
                                      entity->slice / 1000);
    }
}

/* For `dump` of several lists: a line "WHAT NUMBER: 12 13" with the tids in `list`
 * at text + at, nothing if it is empty. Returns where the text ends then, which is
 * `size` or more if it is full. */
static inline unsigned list_dump(const struct list *list, const char *what,
                                 int number, char *text, unsigned size,
                                 unsigned at)
{
    if (list_empty(list) || at >= size)
        return at;
    at += (unsigned)ksnprintf(text + at, size - at, "%s%s %d:", at ? "\n" : "",
                              what, number);
    list_for_each (node, list) {
        if (at < size)
            at += (unsigned)ksnprintf(text + at, size - at, " %u",
                                      entity_of(node)->tid);
    }
    return at;
}

/* The same as queue_dump for a queue->tree by virtual time: each one's `key` less
 * `zero`, "12: -250 us, 13: 40 us". */
static inline void queue_dump_virtual(const struct sched_queue *queue,
                                      uint64_t zero, char *text, unsigned size)
{
    unsigned at = 0;
    text[0] = '\0';
    for (struct rb_node *node = rb_first(&queue->tree); node && at < size;
         node = rb_next(node)) {
        const struct sched_entity *entity = entity_of_rb(node);
        at += (unsigned)ksnprintf(text + at, size - at, "%s%u: %ld us",
                                  at ? ", " : "", entity->tid,
                                  (int64_t)(entity->key - zero) /
                                      SCHED_VIRTUAL_US);
    }
}

#endif
