/* SPDX-License-Identifier: MIT
 *
 * A Python thread: an LWP with an interpreter state. gdb's py-bt reads these
 * structures (qemu/gdb/), so that their names are an interface.
 *
 * THE STACK. Each thread has one stack of values. A call finds the callable and
 * its arguments there, and the arguments become the first locals of the callee:
 * nothing is copied.
 *
 *     ... | f | args ... other locals ... free cells | operands ... -> top
 *             ^ frame->locals                        ^ frame->locals +
 *                                                      code->locals
 *
 * A frame owns a reference to all of these, f included, which keeps its code
 * alive: f is the function, of a generator's frame the generator, of a module's
 * the code. Unbound locals are NULL. Beside the values, an array of frames says
 * where each begins. Where C code calls Python code, the new frame begins above
 * all that the one below may ever use (frame.h), so that the operands' top is
 * nobody's business but the dispatch loop's.
 */
#ifndef PY_THREAD_H
#define PY_THREAD_H

#include <pthread.h>
#include <stdatomic.h>

#include "compile/code.h"
#include "gil/gil.h"
#include "object/callable.h"
#include "object/object.h"

enum frame_flag {
    FRAME_ENTRY = 1, /* vm_run was called for it, and returns with it */
    FRAME_INIT = 2,  /* an __init__ called by its class: its result must be None
                        and is dropped; the instance lies below f */
    FRAME_GENERATOR = 4, /* a generator's: the instruction that the frame below
                            is at (FOR_ITER, YIELD_FROM) says what its values
                            are for */
    FRAME_LEAVING = 8,   /* it is left with the raised exception: no handler of
                            it is asked, its values may be gone */
};

struct frame {
    struct code *code;
    uint32_t *ip;           /* the instruction in progress (set before anything
                                that may raise, block or call) */
    struct object **locals; /* on the thread's stack */
    struct object **top;    /* first free operand where the loop is to begin or
                                go on with the frame; not kept up to date */
    struct function *function; /* borrowed from the stack; NULL: a module */
    struct dict *globals;
    struct dict *namespace;       /* of a module's or class's body; else NULL */
    struct generator *generator;  /* whose frame this is, or NULL */
    struct object *outer_handled; /* of a generator's frame: what was being
                                     handled when it was resumed; owned */
    uint32_t flags;               /* enum frame_flag */
};

enum trace_kind { TRACE_LINES, TRACE_PROFILE, TRACE_KINDS };

#define FRAMES_MAX_DEFAULT 1000 /* sys.getrecursionlimit() */

struct thread {
    struct gil_thread gil;
    struct thread *next, *previous; /* all threads; GIL */
    pthread_t handle;
    uint32_t number; /* 1: the main thread; 2, ... as they are created */
    struct object
        *object; /* the Thread object, or NULL; for names in py-list */

    struct frame *frames;     /* the array */
    struct frame *frame;      /* the current one; frames - 1: none */
    struct frame *frames_end; /* the room there is */
    struct object **stack, **stack_end;

    struct object *error;   /* raised exception, or NULL; owned */
    struct object *handled; /* exception being handled (sys.exc_info), or NULL;
                               owned */
    int32_t depth;          /* nested frames and C recursions ... */
    int32_t depth_most;     /* ... which may not be more: RecursionError */
    struct dict *locals_of; /* threading.local: id -> dict; or NULL */
    struct module *awaited; /* which another thread loads (module/load.c), or
                               NULL; borrowed */
    char *c_stack_end;      /* recursion in C must not get below this address */
    bool daemon;

    /* Who watches the thread (trace.h). */
    struct object *trace[TRACE_KINDS]; /* the functions of sys.settrace and
                                          sys.setprofile, or NULL; owned */
    struct frame_view *views;          /* the frames that have an object */
    struct frame *trace_floor; /* it and those below began unwatched: of them no
                                  call is told */
    bool in_trace;             /* the function runs, and is not traced itself */
};

/* The calling thread; NULL in threads that are not Python's. */
extern __thread struct thread *thread_self;

/* The thread in which the program began, or which called fork() to begin this
 * process: signals' handlers run in it. */
extern struct thread *main_thread;

/* All threads and their number; changes with the GIL held. */
extern struct thread *thread_list;
extern uint32_t thread_count;

/* sys.setrecursionlimit: at least 1. A thread has room for so many frames, and
 * its depth_most is less where that is not enough. The caller holds the GIL. */
extern int32_t recursion_limit;
void thread_set_recursion_limit(int32_t limit);

/* Make the calling thread the main one, with the GIL taken. 0, or -1 with errno
 * set: no memory. */
int thread_init_main(void);
/* Free the main thread's state, at the end. */
void thread_exit_main(void);
/* Start a thread that calls function(*args, **kwargs) and prints what it raises
 * (SystemExit is silent); all are counted. *id: its number. 0; -1: RuntimeError
 * "can't start new thread". Its object: see struct thread, may be NULL. */
int thread_start(struct object *function, struct object *args,
                 struct object *kwargs, bool daemon, uint64_t *id);

/* Wait until no thread but the caller and daemons is left. The caller holds the
 * GIL, and gives it away meanwhile. 0; -1: a signal's handler has raised. */
int thread_wait_for_others(void);

/* In a forked child: the caller, which held the GIL, is its only thread, and the
 * main one. */
void thread_after_fork(void);

/* Around a call into C that may block or last long: in between the GIL is not
 * held, and no object may be touched. */
static inline void thread_block(void)
{
    world_drop();
    gil_about_to_block(&thread_self->gil);
}
static inline void thread_unblock(void)
{
    gil_after_block(&thread_self->gil);
    world_take();
}

/* Give the GIL away for this reason, and have it again. */
static inline void thread_drop(struct thread *t, enum gil_why why)
{
    world_drop();
    gil_drop(&t->gil, why);
}
static inline void thread_take(struct thread *t)
{
    gil_take(&t->gil);
    world_take();
}

#endif
