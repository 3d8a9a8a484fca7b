/* SPDX-License-Identifier: MIT
 *
 * The scheduler contract: what a policy is asked, when, and what it may use.
 *
 * A policy decides which LWP runs next; it does not know what an LWP is. It
 * sees `struct sched_entity`, which the kernel embeds in each LWP, and one
 * `struct sched_queue` for each core. It takes no lock and allocates nothing:
 * every call about a core's queue comes with that queue's lock held and
 * interrupts off. So a policy compiles and is tested on the host too
 * (tests/host/sched_test.c).
 *
 * Operation names and life cycle follow Linux's sched_ext
 * (kernel/sched/ext_internal.h: sched_ext_ops). Times are nanoseconds of lab
 * time.
 */
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib/list.h"
#include "lib/print.h"
#include "lib/rbtree.h"

#define SCHED_CORES_MAX 64
#define SCHED_NICE_MIN (-20)
#define SCHED_NICE_MAX 19

/* One schedulable LWP. Policy fields are the policy's alone, from init_task on;
 * the others are the core's (kernel/task/sched.c) and read-only for a
 * policy. */
struct sched_entity {
    uint32_t tid;      /* > 0 */
    int nice;          /* SCHED_NICE_MIN ... SCHED_NICE_MAX */
    uint64_t affinity; /* bit k: may run on core k; never 0 */
    uint32_t core;     /* where it ran last, or is queued or runs now */
    bool queued;       /* between enqueue and dispatch or dequeue */
    uint64_t ran;      /* ns on a core, in all */
    uint64_t slept;    /* ns that its last sleep lasted */

    struct list node;  /* policy: for a list */
    struct rb_node rb; /* policy: for a tree */
    uint64_t slice;    /* policy: ns left of its turn */
    uint64_t key;      /* policy: virtual time, deadline, ... */
    uint64_t data[2];  /* policy: whatever else */
};

/* One core's run queue. The running entity is not in it. */
struct sched_queue {
    uint32_t core;
    uint32_t count;               /* of queued entities; kept by the core */
    struct sched_entity *running; /* NULL: idle */
    struct list list;             /* policy: initialised empty by the core */
    struct rb_tree tree;          /* policy: likewise */
    uint64_t data[4];             /* policy: initialised to 0 */
};

/* Why an entity is enqueued. */
enum sched_why {
    SCHED_WAKE,      /* it slept and was woken */
    SCHED_NEW,       /* its first time */
    SCHED_PREEMPTED, /* it was running and something else is to run */
    SCHED_YIELDED,   /* it called sched_yield(2) */
    SCHED_MOVED,     /* from another core's queue, or its attributes changed */
};

struct sched_ops {
    /* The name by which sched= chooses it: 1 to 15 characters. Required. */
    const char *name;

    /* Once, before any other call; 0 or a negative errno, which refuses the
     * policy. Optional. */
    int (*init)(void);

    /* Once, when another policy takes over; every entity has left. Optional. */
    void (*exit)(void);

    /* `entity` exists / exists no more (its policy fields are gone). No lock.
     * Optional. */
    void (*init_task)(struct sched_entity *entity);
    void (*exit_task)(struct sched_entity *entity);

    /* On which core shall the waking (or new) `entity` be queued? One that its
     * affinity allows; `idle` has bit k set for each idle core. No queue's lock
     * is held: look at nothing but the arguments. Optional; default: its last
     * core if idle, else an idle one, else its last core. */
    uint32_t (*select_cpu)(struct sched_entity *entity, uint64_t idle);

    /* Queue the runnable `entity`; it is in no queue. Required. */
    void (*enqueue)(struct sched_queue *queue, struct sched_entity *entity,
                    enum sched_why why);

    /* Take `entity` out of `queue`, where it is queued: it moves or its
     * attributes change. Optional; default: list_remove(&entity->node), right
     * for a policy that uses queue->list. */
    void (*dequeue)(struct sched_queue *queue, struct sched_entity *entity);

    /* Take out and return the entity to run next on core `core`, or NULL if
     * none of `queue` may run there. `core` differs from queue->core when an
     * idle core looks for work: then give only an entity whose affinity has
     * that bit. Required. */
    struct sched_entity *(*dispatch)(struct sched_queue *queue, uint32_t core);

    /* `entity` has run for `ran` ns since the last tick or since it began.
     * True: its turn is over, call dispatch. Called at each tick of the core on
     * which it runs. Optional; default: false (it runs until it sleeps). */
    bool (*tick)(struct sched_queue *queue, struct sched_entity *entity,
                 uint64_t ran);

    /* `woken` was just enqueued and queue->running runs: true to preempt it
     * now; the preempted one is then enqueued, and dispatch is called. `ran` ns
     * since the running one began to run. Not called with preempt=always or
     * never. Optional; default: false. */
    bool (*preempts)(struct sched_queue *queue, struct sched_entity *woken,
                     uint64_t ran);

    /* `entity` begins / ends to run; `ran` ns since it began. Optional. */
    void (*running)(struct sched_queue *queue, struct sched_entity *entity);
    void (*stopping)(struct sched_queue *queue, struct sched_entity *entity,
                     uint64_t ran);

    /* `entity` runs and calls sched_yield(2); enqueue with SCHED_YIELDED
     * follows. Optional. */
    void (*yield)(struct sched_queue *queue, struct sched_entity *entity);

    /* entity->nice changed; it is not queued at this moment. Optional. */
    void (*set_weight)(struct sched_entity *entity);

    /* A turn in ns, for sched_rr_get_interval(2); 0: no limit. */
    uint64_t turn;

    /* Write the queue's state as text into text[size], for reports.
     * Optional. */
    void (*dump)(const struct sched_queue *queue, char *text, unsigned size);
};

/* Each policy's table, at the end of its file. */
extern const struct sched_ops sched_rr;
extern const struct sched_ops sched_fifo;

/* The registered policies (registry.c), in order; the first is the default. */
extern const struct sched_ops *const sched_policies[];
extern const unsigned sched_policies_count;

/* The policy called `name`, or NULL. */
const struct sched_ops *sched_policy_find(const char *name);

/* ---- helpers for policies that keep their queue in queue->list ---- */

static inline struct sched_entity *entity_of(struct list *node)
{
    return list_entry(node, struct sched_entity, node);
}

/* The first entity that may run on core `core`, still queued; or NULL. */
static inline struct sched_entity *queue_first(struct sched_queue *queue,
                                               uint32_t core)
{
    list_for_each (node, &queue->list) {
        if (entity_of(node)->affinity >> core & 1)
            return entity_of(node);
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

#endif
