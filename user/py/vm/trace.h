/* SPDX-License-Identifier: MIT
 *
 * Watching a thread run: sys.settrace, sys.setprofile, frame objects.
 *
 * NOBODY WATCHES, NOTHING IS PAID. The dispatch loop is compiled twice. The
 * ordinary one finds the code of an instruction in a table; as soon as any thread
 * is watched all entries of the table are one label, where the loop stores where
 * it is and returns. vm_run then has the other one go on with the same frame, which
 * calls trace_step before each instruction; and back, when nobody watches any more.
 *
 * A loop further out, which waits for C code to return, changes over at its next
 * instruction. What it does until then is leave its frame, if the C code raised or
 * was the iterator of a YIELD_FROM; so frame_abandon and iterator_send look at
 * trace_watching, and both are rare.
 *
 * The table is all threads' own; so while one is watched the others are slower.
 * What is here is called by the thread itself, with the GIL.
 */
#ifndef PY_TRACE_H
#define PY_TRACE_H

#include "vm/frame.h"

/* What run.c calls itself, and does it tell? run_watched.c says otherwise. */
#ifndef LOOP
#define LOOP loop_run
#define LOOP_WATCHED false
#endif

/* One compilation of the dispatch loop. */
struct loop {
    const void *table[OPCODES]; /* opcode: where the loop goes for it */
    const void *const *labels;  /* opcode: its own code */
    const void *safepoint, *watched;
};
extern struct loop loops[2]; /* [1]: the one that tells */

/* Run the thread's current frame until it is left: its result; NULL: raised, or
 * (nothing is raised) the other loop is to go on. */
struct object *loop_run(struct thread *t);
struct object *loop_run_watched(struct thread *t);

/* Fill the table of a loop that runs for the first time. */
void loop_begin(bool tells, const void *const *labels, const void *watched,
                const void *safepoint);

/* How many threads have a function, and how many frames an object. */
extern uint32_t trace_watchers;

/* One more of them, one less. */
void trace_watch(void);
void trace_unwatch(void);

static inline bool trace_watching(void)
{
    return unlikely(trace_watchers != 0);
}

/* A frame as programs see it. It outlives the frame. */
struct frame_view {
    struct object head;
    struct frame *frame;      /* NULL: it has been left */
    struct thread *thread;    /* whose frame; not looked at then */
    struct frame_view *outer; /* the next in thread->views */
    bool kept;                /* the list has a reference: the frame's call has
                                 been told */
    struct code *code;
    struct dict *globals;
    struct object *namespace; /* of a frame that was left: its variables; or
                                 NULL */
    struct object *function;  /* f_trace, or NULL */
    uint32_t last;            /* index of the instruction traced last */
    int32_t line;             /* f_lineno of a frame that was left; or to tell
                                 instead of where the frame is, or 0 */
};
#define VIEW_NOTHING UINT32_MAX /* `last`: none has been */
extern struct type type_frame;

/* The object of a frame of a thread: a new reference; NULL: raised. The frame's
 * values are all there, and view_leave will be called for it. */
struct frame_view *view_get(struct thread *t, struct frame *frame);
/* The first from this frame outwards that is not just being left, which programs
 * do not see; NULL: none is. For view_get. */
struct frame *view_frame(struct thread *t, struct frame *frame);
/* The object of the thread's current frame if it has one: borrowed. */
static inline struct frame_view *view_current(const struct thread *t)
{
    return t->views && t->views->frame == t->frame ? t->views : NULL;
}
/* The thread's current frame is about to be left. */
void view_leave(struct thread *t);
/* The thread is gone: all its frames have been left. */
void views_forget(struct thread *t);

/* Have `function` (stolen; NULL: nothing) told of the thread's events from now
 * on. */
void trace_set(struct thread *t, enum trace_kind kind, struct object *function);
/* In a forked child: another thread of the parent's is not here. */
void trace_after_fork(struct thread *gone);

/* The current frame is about to execute the instruction at ip; top is the end of
 * its operands. 0; -1: the function has raised, and is switched off. */
int trace_step(uint32_t *ip, struct object **top);
/* It is about to hand on `value`, which the iterator of its YIELD_FROM has
 * yielded. Likewise. */
int trace_yield(struct object *value);
/* An exception is raised in it, whose traceback it is in. The function may raise
 * another instead. */
void trace_raised(void);
/* It is about to be left with the raised exception; likewise. */
void trace_abandon(struct thread *t);

#endif
