/* SPDX-License-Identifier: MIT
 *
 * The statistics of a window: gathered by stats.c, printed by stats_text.c and
 * stats_json.c.
 */
#ifndef CONVOY_TRACE_STATS_H
#define CONVOY_TRACE_STATS_H

#include "trace.h"

/* Of one LWP. Times are instructions. */
struct lwp_stats {
    bool seen; /* was there in the window: */
    uint64_t from, to;
    uint64_t run;
    uint64_t ready; /* waited for a core */
    uint64_t ready_max;
    uint64_t blocked;
    uint64_t gil_held;
    uint64_t gil_held_off; /* of it without a core */
    uint64_t gil_wait;
    uint64_t gil_wait_max; /* longest uninterrupted wait */
    uint64_t acquired;
    uint64_t drops[DROP_REASONS]; /* by why; 0: unknown */
    uint64_t requests;            /* it asked a holder to drop */
    uint64_t lost_races;
    uint64_t futexes;
    uint64_t syscalls;
    uint64_t voluntary; /* left its core to sleep or end */
    uint64_t involuntary;
    uint64_t migrations; /* came to another core than its last */
    uint64_t useless;    /* woken, only to sleep again for the same thing */

    /* For gathering: the waits that are going on, and where it last ran. */
    uint64_t ready_now;
    uint64_t gil_wait_now;
    uint64_t wait_object; /* what it last slept for in this system call, */
    uint32_t wait_kind;   /* and of what kind; 0: it has not slept yet */
    uint8_t core;         /* number + 1; 0: none yet */
};

struct core_stats {
    uint64_t busy;
    uint64_t idle;
    uint64_t switches;
    uint64_t to_process; /* of them to another process than ran here last: its
                            page tables are loaded */
    uint64_t to_lwp;     /* of them to another LWP of the same process */
    uint32_t last;       /* who ran here last, LWP_IDLE apart */
};

struct gil_stats {
    uint32_t pid;
    uint32_t id;
    uint64_t held;        /* by any thread */
    uint64_t overlap;     /* by more than one */
    uint64_t overlap_max; /* up to a quantum is clock skew, not a fault */
    uint64_t acquired;
    uint64_t switches; /* acquired by another thread than the last time */
    uint64_t drops[DROP_REASONS];
    uint64_t requests;
    uint64_t lost_races;
    uint32_t last; /* LWP that held it last, or LWP_NONE */
};

struct stats {
    const struct trace *trace;
    struct window window;
    struct lwp_stats *lwps; /* by index; [LWP_IDLE] is not used */
    struct core_stats cores[TRACE_MAX_CORES];
    struct gil_stats gils[GIL_LIMIT];
    unsigned gil_count; /* one more than the highest that was used */
};

/* Linux's number of futex(2), and its like. */
#define SYSCALL_FUTEX 202

void stats_gather(struct stats *stats, const struct trace *trace,
                  const struct window *window);
void stats_free(struct stats *stats);

/* Adds every number of *more to *sum; of the longest waits, takes the longer. */
void stats_add(struct lwp_stats *sum, const struct lwp_stats *more);

uint64_t stats_drops(const uint64_t drops[DROP_REASONS]);

/* "ticks", "request", ... */
extern const char *const stats_drop_names[DROP_REASONS];

#endif
