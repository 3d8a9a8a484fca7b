/* SPDX-License-Identifier: MIT
 *
 * A schedule as it is written down: nobody is preempted, but for the switches that
 * switches= lists.
 *
 *     switches=TID:STEPS:NEXT,TID:STEPS:NEXT,...
 *
 * When LWP TID has executed STEPS instructions of its own, LWP NEXT goes on: at
 * that instruction, or, if TID sleeps, yields or ends there, in the place of
 * whoever has waited longest. If NEXT cannot run just then, nothing happens; if
 * it is TID itself, who yields keeps the core. The switches of one LWP stand in
 * their order, and mean the same with others left out: so a schedule that fails
 * can be made shorter, switch by switch (qemu/explore.py), until each that is
 * left is needed.
 *
 * Otherwise who waits longest is next, as under fifo. One that runs on for
 * `patience` instructions while others wait is taken for spinning, and goes to
 * the end. nice, classes and affinity mean nothing here.
 */
#include "sched/sched.h"

#include "lib/errno.h"

#define SWITCHES_MAX 1024

#define BEGAN data[0] /* of an entity: its steps when this stretch began */

static uint64_t patience = 10000000;

static const struct sched_tunable tunables[] = {
    {"patience", &patience, 1000, 1ull << 40, "instructions"},
    {0},
};

struct forced_switch {
    uint32_t tid, next;
    uint64_t steps;
    bool done;
};

static struct {
    struct forced_switch switches[SWITCHES_MAX];
    uint32_t count;
    uint32_t next; /* tid that goes on now; 0: whoever waits longest */
} forced;

/* The number at *text, which moves past it and the character behind it. */
static uint64_t read_number(const char **text)
{
    uint64_t number = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++)
        number = number * 10 + (uint64_t)(**text - '0');
    if (**text)
        (*text)++;
    return number;
}

/* The list has the right form: the kernel has looked at it (options.c). */
static int forced_init(uint32_t cores)
{
    const char *text = sched_forced_list();
    forced.count = forced.next = 0;
    while (*text && forced.count < SWITCHES_MAX) {
        struct forced_switch *one = &forced.switches[forced.count++];
        one->tid = (uint32_t)read_number(&text);
        one->steps = read_number(&text);
        one->next = (uint32_t)read_number(&text);
        one->done = false;
    }
    return *text || cores > 1 ? -EINVAL : 0;
}

/* The next switch of `entity`, or NULL. */
static struct forced_switch *next_switch(const struct sched_entity *entity)
{
    for (uint32_t i = 0; i < forced.count; i++) {
        struct forced_switch *one = &forced.switches[i];
        if (one->tid == entity->tid && !one->done)
            return one;
    }
    return NULL;
}

static struct sched_entity *find(struct sched_queue *queue, uint32_t tid)
{
    list_for_each (node, &queue->list) {
        if (entity_of(node)->tid == tid)
            return entity_of(node);
    }
    return NULL;
}

/* Has `entity` got to a switch, to one that can be made? Those that it has got to
 * are done. */
static bool take_switch(struct sched_queue *queue,
                        const struct sched_entity *entity)
{
    struct forced_switch *one = next_switch(entity);
    for (; one && one->steps <= entity->steps; one = next_switch(entity)) {
        one->done = true;
        if (one->next == entity->tid || find(queue, one->next)) {
            forced.next = one->next;
            sched_note(entity, "forced switch", one->next);
            return true;
        }
    }
    return false;
}

static void plan(struct sched_queue *queue, const struct sched_entity *entity)
{
    const struct forced_switch *one = next_switch(entity);
    queue->stop_at = entity->BEGAN + patience;
    if (one && one->steps < queue->stop_at)
        queue->stop_at = one->steps;
}

static void forced_running(struct sched_queue *queue,
                           struct sched_entity *entity)
{
    entity->BEGAN = entity->steps;
    plan(queue, entity);
}

static void forced_stopping(struct sched_queue *queue,
                            struct sched_entity *entity, uint64_t ran)
{
    (void)ran;
    if (!forced.next)
        take_switch(queue, entity);
}

static bool forced_tick(struct sched_queue *queue, struct sched_entity *entity,
                        uint64_t ran)
{
    (void)ran;
    bool over = take_switch(queue, entity) && forced.next != entity->tid;
    if (!over)
        forced.next = 0;
    if (!over && entity->steps >= entity->BEGAN + patience) {
        struct sched_entity *first = queue_first(queue, queue->core);
        entity->BEGAN = entity->steps;
        forced.next = first ? first->tid : 0;
        over = first;
    }
    plan(queue, entity);
    return over;
}

static void forced_enqueue(struct sched_queue *queue,
                           struct sched_entity *entity, enum sched_why why)
{
    (void)why;
    list_push_back(&queue->list, &entity->node);
}

static struct sched_entity *forced_dispatch(struct sched_queue *queue,
                                            uint32_t core)
{
    struct sched_entity *entity = find(queue, forced.next);
    forced.next = 0;
    if (!entity)
        entity = queue_first(queue, core);
    if (entity)
        list_remove(&entity->node);
    return entity;
}

const struct sched_ops sched_forced = {
    .name = "forced",
    .init = forced_init,
    .enqueue = forced_enqueue,
    .dispatch = forced_dispatch,
    .tick = forced_tick,
    .running = forced_running,
    .stopping = forced_stopping,
    .counts_steps = true,
    .starves = true,
    .tunables = tunables,
    .dump = queue_dump,
};
