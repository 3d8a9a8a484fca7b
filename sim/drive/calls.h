/* SPDX-License-Identifier: MIT
 *
 * Calling a policy, for drive.c: each answer is checked here.
 */
#ifndef SIM_DRIVE_CALLS_H
#define SIM_DRIVE_CALLS_H

#include "drive.h"

/* What a policy may only read comes first in both structures. */
#define ENTITY_PUBLIC offsetof(struct sched_entity, node)
#define QUEUE_PUBLIC offsetof(struct sched_queue, alarm)

/* Around a call: what it may not change. */
struct guard {
    const struct sched_queue *queue;   /* or NULL */
    const struct sched_entity *entity; /* or NULL */
    char before_queue[QUEUE_PUBLIC], before_entity[ENTITY_PUBLIC];
};

struct guard begin_call(const struct sched_queue *queue,
                        const struct sched_entity *entity);
void end_call(const struct guard *guard, const char *name);

/* A rule is broken: the first one is kept in drive.broken. */
void broken(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline bool is_broken(void)
{
    return drive.broken[0];
}

static inline struct drive_task *task_of(struct sched_entity *entity)
{
    return list_entry(entity, struct drive_task, entity);
}

/* The operations of struct sched_ops, optional ones too. */
void call_init_task(struct drive_task *task);
void call_exit_task(struct drive_task *task);
void call_enqueue(struct drive_core *core, struct drive_task *task,
                  enum sched_why why);
void call_dequeue(struct drive_core *core, struct drive_task *task);
struct drive_task *call_dispatch(struct drive_core *core, uint32_t id);
/* Its own core's, while the policy changes and an entity may be running: NULL is
 * all right. */
struct drive_task *call_drain(struct drive_core *core);
uint32_t call_select_cpu(struct drive_task *task, const struct core_set *idle);
bool call_preempts(struct drive_core *core, struct drive_task *woken);
bool call_tick(struct drive_core *core, struct drive_task *task, uint64_t ran);
void call_running(struct drive_core *core, struct drive_task *task);
void call_stopping(struct drive_core *core, struct drive_task *task);
void call_yield(struct drive_core *core, struct drive_task *task);
void call_set_weight(struct drive_task *task);

#endif
