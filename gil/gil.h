/* SPDX-License-Identifier: MIT
 *
 * The GIL contract: what an interpreter (user/py; user/gilbench.c) may ask of a
 * global interpreter lock, and what a policy must answer. A policy is one .c
 * file that ends in its struct gil_ops and is listed in registry.c; nothing
 * else changes.
 *
 * The contract is ordinary pthread C: a policy is built from a mutex, condition
 * variables and timed waits, as the real ones are, and runs on Linux as well.
 * It does not schedule: which of two awake threads runs is the kernel's choice,
 * and what follows from that is what there is to see.
 *
 * The life of a thread, as the interpreter calls it:
 *
 *     gil_thread_init(t, role, number);
 *     gil_take(t);
 *         ... gil_safepoint(t) at each instruction, or jump, or call ...
 *         gil_about_to_block(t);  read(...)  gil_after_block(t);
 *     gil_drop(t, GIL_WHY_EXIT);
 *     gil_thread_exit(t);
 *     gil_trace_close(&t->trace);   unless somebody still reads it
 */
#ifndef GIL_H
#define GIL_H

#include <stdatomic.h>
#include <stddef.h>

#include "gil_check.h"
#include "gil_cond.h"
#include "gil_trace.h"

/* Why a thread let go of the GIL; the first argument of the gil_drop event. */
enum gil_why {
    GIL_WHY_TICKS = 1, /* its ticks were used up */
    GIL_WHY_REQUEST,   /* another thread had asked for it */
    GIL_WHY_BLOCK,     /* it is about to call something that may block */
    GIL_WHY_EXIT,      /* it will not run bytecode again */
    GIL_WHY_YIELD,     /* of its own free will (sleep(0)) */
    GIL_WHY_QUANTUM,   /* a timer says that its quantum is over */
    GIL_WHY_PREEMPT,   /* one that comes before it has asked for it */
    GIL_WHY_COUNT,
};

/* Where the interpreter calls safepoint: at every instruction whose kinds
 * (user/py/compile/opcodes.def, user/gilbench/vm.h) have a bit in common with
 * the policy's. */
enum gil_where {
    GIL_AT_INSTRUCTION = 1, /* before each instruction */
    GIL_AT_JUMP = 2,        /* before each jump backwards: once per iteration */
    GIL_AT_CALL = 4,        /* at each call */
};

/* The parameters a user may set, by environment variable. */
struct gil_params {
    uint32_t interval_us; /* INTERVAL_US: 1..1,000,000; default: the policy's */
    uint32_t check;     /* CHECK: ticks, 1..1,000,000; default: the policy's */
    enum gil_wake wake; /* WAKE: fifo, lifo or sched; default fifo */
};

/* Bytes that each thread has for the policy's own use. */
#define GIL_PRIVATE_BYTES 128

/* One thread as the GIL knows it. Allocated, zeroed, by the interpreter; in use
 * from gil_thread_init to gil_thread_exit; its trace may be read until it is
 * closed. */
struct gil_thread {
    struct gil_trace trace;   /* where its events go; only the thread writes */
    uint32_t tid;             /* as gettid(); never 0 once initialised */
    uint32_t interpreter;     /* 0 unless the program has several, which it then
                                 numbers before gil_thread_init, each less than
                                 GIL_INTERPRETERS_MOST */
    struct gil_waiter waiter; /* its place among those that wait; gil_cond's */
    /* The policy's, which says what it means and what protects it. Zeroed. */
    union {
        max_align_t aligned;
        unsigned char bytes[GIL_PRIVATE_BYTES];
    } private;
};

/* How many threads may hold at once. */
enum gil_holders {
    GIL_HOLDERS_ONE = 0,         /* that is what a GIL is */
    GIL_HOLDERS_PER_INTERPRETER, /* one of each interpreter */
    GIL_HOLDERS_ANY,             /* there is no lock */
};

/* The operations. None is called by two threads with the same t, and none may
 * use another thread's t except its tid and, under a lock of the policy's, its
 * private bytes. "Holds" means: the calling thread holds the GIL. */
struct gil_ops {
    const char *name;     /* as in GIL=name; required */
    const char *summary;  /* one line for humans; required */
    enum gil_where where; /* where safepoint is wanted, or-ed; may be 0 */

    /* What INTERVAL_US and CHECK are where the user says nothing; 0: 5000 and
     * 100. */
    uint32_t interval_us, check;

    enum gil_holders holders;

    /* A thread may wait for ever while others take turns, by the nature of the
     * protocol: it is then not called starvation. */
    int starves;

    /* If not NULL: safepoint has nothing to do while this is 0, and need not be
     * called. The interpreter looks at it, without a lock, at the jumps and
     * calls that `where` names: that makes a safepoint one load and one branch.
     * Optional: NULL means that safepoint is to be called each time. */
    const atomic_int *request;

    /* Create the GIL, free. Called once, by the first thread, before any other
     * operation. Threads of the policy's own (a timer) are to be started no
     * earlier than in a thread_init, with all signals blocked. Returns 0, or a
     * positive errno value. Required. */
    int (*init)(const struct gil_params *params);

    /* A thread is about to take part, or will not any more. Called by that
     * thread, which does not hold. May not block. Optional: NULL means nothing.
     * */
    void (*thread_init)(struct gil_thread *t);
    void (*thread_exit)(struct gil_thread *t);

    /* Wait until the GIL is free and hold it. Called by a thread that does not
     * hold; blocks. Reports gil_wait when it has to wait (once per call),
     * gil_lost_race each time it was woken in vain, gil_drop_request when it
     * asks the holder to let go, gil_acquired when it holds. Required. */
    void (*take)(struct gil_thread *t);

    /* Let go of the GIL. The caller holds, and on return does not. May block
     * until somebody else has taken it (forced switching), never for other
     * reasons. Reports gil_drop with why before anyone else can take. Required.
     * */
    void (*drop)(struct gil_thread *t, enum gil_why why);

    /* The interpreter can be interrupted here. The caller holds, and holds on
     * return; in between, the policy may drop and take. The hot path: a few
     * instructions when there is nothing to do. Required. */
    void (*safepoint)(struct gil_thread *t);

    /* Around a call that may block, and bytecode-free work of any length. The
     * caller holds before about_to_block and after after_block, not in between.
     * Optional: NULL means drop(t, GIL_WHY_BLOCK), and take(t). */
    void (*about_to_block)(struct gil_thread *t);
    void (*after_block)(struct gil_thread *t);

    /* The parameters have changed (sys.setswitchinterval, setcheckinterval):
     * use them from now on. Called by a thread that holds. May not block for
     * long. Optional: NULL means that params in init were the last word. */
    void (*set_params)(const struct gil_params *params);

    /* gil_attention has been set: have the next safepoint come soon. Called from
     * a signal handler of any thread, whether it holds or not: may only store.
     * Required. */
    void (*attend)(void);

    /* The process is a forked child, and the caller its only thread. It holds,
     * as it did at fork(), and t->tid is its new one. Other threads may have been
     * anywhere in the policy at that moment: make every lock anew. Reports
     * gil_acquired. Required. */
    void (*after_fork)(struct gil_thread *t);

    /* The calling thread, which holds, declares itself holy, or not any more:
     * it wishes to let go at once when a thread asks that is not (holy.c). Not
     * 0: holy. Threads begin as not holy. Optional: NULL means that the policy
     * knows no such thing. */
    void (*set_holy)(struct gil_thread *t, int holy);
};

/* The policy in use, constant after gil_select, and its parameters, which only
 * the holder reads or changes (gil_set_params). */
extern const struct gil_ops *gil;
extern struct gil_params gil_params;

/* Further policies, up to a NULL: those that are wrong on purpose
 * (tests/bad_gils). Weak: NULL but in a program that links them. */
extern const struct gil_ops *const gil_test_policies[] __attribute__((weak));

/* Not 0: the interpreter wants a certain thread to come to its safepoint, for a
 * signal's handler. Until that one has come (gil_attended), each thread that
 * takes the GIL comes by a safepoint early and finds nothing to do there. */
extern atomic_int gil_attention;

/* Set gil_attention. Async-signal-safe. */
void gil_attend(void);
/* That thread has come. It holds. */
void gil_attended(void);

/* The process is a forked child; t, the calling thread, was the holder. Makes
 * the GIL anew, held by t, and gives t a new window for its events. */
void gil_after_fork(struct gil_thread *t);

/* Choose and initialise the policy that the environment names (GIL, default
 * "interval"; INTERVAL_US, CHECK, WAKE). Call once, before any other function here.
 * On an unknown name or a malformed number it prints the legal values on
 * standard error and ends the program with status 2. */
void gil_select(void);

/* Print one line per policy on standard error: name and summary. */
void gil_list(void);

/* Enter the calling thread as (role, number), enum gil_role; opens its trace.
 * */
void gil_thread_init(struct gil_thread *t, enum gil_role role, uint32_t number);
void gil_thread_exit(struct gil_thread *t);

/* Change the parameters; both in the range of their environment variables. The
 * caller holds. */
void gil_set_params(const struct gil_params *params);

/* The calling thread, which holds, is holy from now on, or not (holy: 0). Nothing
 * under a policy that knows no holy threads. */
void gil_set_holy(struct gil_thread *t, int holy);

void gil_about_to_block(struct gil_thread *t);
void gil_after_block(struct gil_thread *t);

static inline void gil_take(struct gil_thread *t)
{
    gil->take(t);
    gil_check_holds(&t->trace, "take");
}

static inline void gil_drop(struct gil_thread *t, enum gil_why why)
{
    gil->drop(t, why);
    gil_check_dropped(&t->trace, "drop");
}

static inline void gil_safepoint(struct gil_thread *t)
{
    gil->safepoint(t);
}

/* The policies; each is defined at the end of its own file. */
extern const struct gil_ops gil_ticks;             /* ticks.c */
extern const struct gil_ops gil_interval;          /* interval.c */
extern const struct gil_ops gil_interval_noforce;  /* interval.c */
extern const struct gil_ops gil_ruby;              /* ruby.c */
extern const struct gil_ops gil_ocaml_old;         /* ocaml.c */
extern const struct gil_ops gil_ocaml;             /* ocaml.c */
extern const struct gil_ops gil_micropython;       /* micropython.c */
extern const struct gil_ops gil_micropython_yield; /* micropython.c */
extern const struct gil_ops gil_pypy;              /* pypy.c */
extern const struct gil_ops gil_fair;              /* fair.c */
extern const struct gil_ops gil_mine;              /* mine.c */
extern const struct gil_ops gil_perinterp;         /* perinterp.c */
extern const struct gil_ops gil_none;              /* none.c */
extern const struct gil_ops gil_ticks_sem;         /* ticks_sem.c */
extern const struct gil_ops gil_priority;          /* priority.c */
extern const struct gil_ops gil_bfs;               /* bfs.c */
extern const struct gil_ops gil_holy;              /* holy.c */

#endif
