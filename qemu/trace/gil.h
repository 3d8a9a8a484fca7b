/* SPDX-License-Identifier: MIT
 *
 * One GIL's history in the order in which its process wrote it, added up and
 * judged: what gil.c gathers, gil_rules.c judges and gil_report.c prints.
 */
#ifndef CONVOY_TRACE_GIL_H
#define CONVOY_TRACE_GIL_H

#include "trace.h"

/* One time that an LWP was not asleep. */
struct gil_awake {
    uint32_t lwp;
    bool ready; /* it waited for a core; else it ran */
    uint64_t from;
    uint64_t to;
};

/* What the judge knows beside the GIL's own events. */
struct gil_world {
    const struct trace *trace;
    struct window window;
    struct gil_awake *awake; /* by LWP and time */
    uint64_t awake_count;
    uint64_t *exits; /* by LWP: when it ended, 0: it did not */
    bool complete;   /* nothing is missing from the trace */
};

struct gil_thread_account {
    uint32_t lwp;
    bool waits, holds;
    uint64_t since;       /* it waits, or holds */
    uint64_t hands_since; /* the GIL's `hands` when it began to wait */
    uint32_t last_why;    /* of its last drop; 0: it has taken it since */

    /* In the window. */
    uint64_t held, waited, longest;
    uint64_t taken, lost_races, requests;
    uint64_t drops[DROP_REASONS];
};

enum gil_rule {
    GIL_TWO_HOLDERS,
    GIL_DROP_UNHELD,
    GIL_LOST_WAKEUP,
    GIL_STARVATION,
    GIL_DEADLOCK,
    GIL_RULES,
};

/* "two holders", ...: for people and for scripts. */
extern const char *const gil_rule_names[GIL_RULES];

/* A hand-off, as what came before something else. */
struct gil_step {
    uint16_t event; /* TRACE_GIL_ACQUIRED or _DROP; 0: there was none */
    uint32_t lwp;
    uint64_t time;
};

/* How often a rule was broken, and the first time. */
struct gil_broken {
    uint64_t count;
    uint32_t lwp;   /* who broke it, or suffers */
    uint32_t other; /* the other thread, or LWP_NONE */
    uint64_t time;
    uint64_t length; /* how long it lasted, or how many hand-offs */
    struct gil_step before;
};

/* One GIL of one program. */
struct gil_account {
    uint32_t pid, id;
    char policy[TRACE_CHARS_MOST + 1]; /* "": the trace does not tell */
    uint32_t flags;                    /* enum trace_gil_flags */
    uint64_t interval;

    struct gil_thread_account *threads;
    uint32_t count, capacity;

    uint64_t now;      /* time of the last hand-off, never going back */
    uint64_t from, to; /* of what is accounted for, in the window */
    uint32_t holder;   /* LWP_NONE: it is free */
    bool known;        /* who holds; not so behind lost records */
    uint64_t since;    /* the GIL has been held, or free */
    uint32_t dropper;  /* who held last */
    uint64_t hands;    /* how often the holder has changed */
    struct gil_step step;

    uint64_t held, idle;
    uint64_t backwards, backwards_most; /* hand-offs whose clock was behind */
    uint64_t missing;                   /* records, of its process */
    struct gil_broken broken[GIL_RULES];
};

/* ---- gil_rules.c ---- */

/* Note that a rule was broken now, by lwp or to its harm. */
void gil_break(struct gil_account *g, enum gil_rule rule, uint32_t lwp,
               uint32_t other, uint64_t time, uint64_t length);

/* The GIL was free from .. to: was somebody asleep who waited for it? */
void gil_judge_free(const struct gil_world *world, struct gil_account *g,
                    uint64_t from, uint64_t to);

/* The thread's wait is over, or the run is. */
void gil_judge_wait(const struct gil_world *world, struct gil_account *g,
                    const struct gil_thread_account *t, uint64_t end);

/* The machine has ended, in a deadlock. */
void gil_judge_deadlock(const struct gil_world *world, struct gil_account *g);

/* ---- gil_report.c ---- */

bool gil_is_broken(const struct gil_account *g);
void gil_report_text(const struct gil_world *world, const struct gil_account *g,
                     FILE *out);
void gil_report_json(const struct gil_world *world, const struct gil_account *g,
                     FILE *out);

#endif
