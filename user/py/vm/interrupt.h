/* SPDX-License-Identifier: MIT
 *
 * Signals as Python code sees them: their handlers are Python functions, and run
 * in the main thread at the safepoint.
 */
#ifndef PY_INTERRUPT_H
#define PY_INTERRUPT_H

#include <errno.h>

#include "object/error.h"
#include "vm/thread.h"

#define INTERRUPTS 65 /* signal numbers are less */

/* May a signal interrupt a wait for a lock? LOCK_SIGNALS=off says no: the old
 * interpreter's (up to CPython 3.1). Constant once threads run. */
extern bool interrupt_locks;

/* Read LOCK_SIGNALS; on a value that is none ends the program with status 2.
 * Then have SIGINT raise KeyboardInterrupt, unless it is ignored. 0; -1: no
 * memory. */
int interrupt_start(void);
/* Forget all handlers. */
void interrupt_end(void);
/* In a forked child: what came for the parent is not for us. */
void interrupt_after_fork(void);

/* The function that handles a signal, borrowed; NULL: no Python function does. */
struct object *interrupt_handler(int number);
/* Have a Python function (stolen) handle a signal; NULL: `action`, which is
 * SIG_DFL or SIG_IGN, does. 0; -1: OSError. */
int interrupt_set(int number, struct object *handler, void (*action)(int));
/* The function that raises KeyboardInterrupt; borrowed. */
struct object *interrupt_default(void);
/* Write the number of each signal that has a Python handler to this descriptor
 * as well, as a byte; -1: no more. Returns the one before. */
int interrupt_set_wakeup(int fd);

/* Run the handlers of the signals that have come, if the calling thread is the
 * main one; nothing may be raised. 0; -1: one of them has raised. */
int interrupt_run(void);

static inline bool interrupt_pending(void)
{
    return unlikely(atomic_load_explicit(&gil_attention, memory_order_relaxed));
}

/* A system call has failed with this errno value: is it to be made again? Yes, if
 * a signal has ended it and no handler raises. */
static inline bool interrupt_retry(int error)
{
    return unlikely(error == EINTR) && interrupt_run() == 0;
}

/* It is not: raise OSError, unless a handler has raised. filename: as
 * error_errno. Returns NULL. */
static inline struct object *interrupt_errno(int error, struct object *filename)
{
    return error == EINTR ? NULL : error_errno(error, filename);
}

#endif
