/* SPDX-License-Identifier: MIT
 *
 * What the threads of a GIL policy did, as one list in the order in which they
 * did it: gathered from their traces by each record's `order`. And a crowd of
 * threads that gives it something to do, and processes for it to live in.
 */
#ifndef TESTS_HOST_GIL_LOG_H
#define TESTS_HOST_GIL_LOG_H

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "gil/gil.h"
#include "unit.h"

#define LOG_THREADS 80   /* at most */
#define HANG_SECONDS 100 /* of a child: then it fails */

struct log_entry {
    uint32_t order, tid, arg0;
    uint64_t arg1;
    uint16_t event;
};

struct gil_log {
    struct log_entry *entries;
    size_t count, room;
};

static inline void log_add(struct gil_log *log,
                           const struct trace_record *record)
{
    if (log->count == log->room) {
        log->room = log->room * 2 + 1024;
        log->entries =
            realloc(log->entries, log->room * sizeof log->entries[0]);
        if (!log->entries)
            abort();
    }
    log->entries[log->count++] = (struct log_entry){.order = record->order,
                                                    .tid = record->lwp,
                                                    .arg0 = record->arg0,
                                                    .arg1 = record->arg1,
                                                    .event = record->event};
}

static inline int log_compare(const void *a, const void *b)
{
    const struct log_entry *one = a, *other = b;

    return one->order < other->order ? -1 : one->order > other->order;
}

/* What `count` threads reported, in order. The caller frees entries. */
static inline struct gil_log log_gather(const struct gil_thread *threads,
                                        unsigned count)
{
    struct gil_log log = {0};

    for (unsigned n = 0; n < count; n++)
        for (uint32_t p = 0; p < threads[n].trace.pages; p++) {
            const struct trace_record *slots =
                (const void *)(threads[n].trace.window +
                               (size_t)p * TRACE_PAGE_SIZE);

            for (int i = 1; i <= TRACE_SLOTS_PER_PAGE && slots[i].event;
                 i += 1 + slots[i].extra)
                log_add(&log, &slots[i]);
        }
    if (log.count)
        qsort(log.entries, log.count, sizeof log.entries[0], log_compare);
    return log;
}

/* How many events of one kind a thread reported. */
static inline uint32_t log_count(const struct gil_thread *t, uint16_t event)
{
    struct gil_log log = log_gather(t, 1);
    uint32_t count = 0;

    for (size_t i = 0; i < log.count; i++)
        count += log.entries[i].event == event;
    free(log.entries);
    return count;
}

/* --- a crowd: each thread computes, and blocks now and then --- */

struct crowd {
    struct gil_thread threads[LOG_THREADS];
    unsigned count;
    uint64_t turns;       /* safepoints of each thread */
    uint64_t block_every; /* safepoints; 0: never */
    uint64_t shared;      /* protected by the GIL under test */
    atomic_uint come;     /* threads; who holds first waits for all */
};

struct crowd_member {
    struct crowd *crowd;
    unsigned number;
};

static inline void *crowd_thread(void *argument)
{
    struct crowd_member *member = argument;
    struct crowd *crowd = member->crowd;
    struct gil_thread *t = &crowd->threads[member->number];

    gil_thread_init(t, GIL_ROLE_CPU, member->number);
    atomic_fetch_add(&crowd->come, 1);
    gil_take(t);
    while (atomic_load(&crowd->come) < crowd->count)
        sched_yield();
    for (uint64_t i = 1; i <= crowd->turns; i++) {
        crowd->shared++;
        gil_safepoint(t);
        if (crowd->block_every && i % crowd->block_every == 0) {
            gil_about_to_block(t);
            sched_yield();
            gil_after_block(t);
        }
    }
    gil_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(t);
    return NULL;
}

/* Runs it under the policy in use. */
static inline void crowd_run(struct crowd *crowd)
{
    pthread_t threads[LOG_THREADS];
    struct crowd_member members[LOG_THREADS];

    for (unsigned i = 0; i < crowd->count; i++) {
        members[i] = (struct crowd_member){crowd, i};
        if (pthread_create(&threads[i], NULL, crowd_thread, &members[i]))
            abort();
    }
    for (unsigned i = 0; i < crowd->count; i++)
        pthread_join(threads[i], NULL);
    CHECK_EQUAL(crowd->shared, crowd->count * crowd->turns);
}

/* Give the windows back. */
static inline void crowd_close(struct crowd *crowd)
{
    for (unsigned i = 0; i < crowd->count; i++)
        gil_trace_close(&crowd->threads[i].trace);
}

/* Make `policy` the one in use. */
static inline void select_policy(const struct gil_ops *policy,
                                 uint32_t interval_us, uint32_t check)
{
    gil = policy;
    gil_params =
        (struct gil_params){.interval_us = interval_us, .check = check};
    CHECK(gil->init(&gil_params) == 0);
}

/* Go on in `test` in a new process, as policies keep what they know in static
 * variables. 0: none of its checks failed. */
static inline int in_child(void (*test)(void))
{
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        alarm(HANG_SECONDS);
        test();
        fflush(stdout);
        _exit(unit_failures != 0);
    }
    return child_status(child);
}

#endif
