/* SPDX-License-Identifier: MIT
 *
 * The first rule of a GIL, checked while it runs: one holder at a time, who
 * alone lets go. The check is fed by the policy's own reports (gil_trace.h), and
 * does not trust them: whoever comes out of take must have reported so.
 *
 * A policy that breaks the rule ends the program at once, with a message that
 * names the policy, the rule and the threads, and status GIL_STATUS_BROKEN:
 * what the interpreter did after that would mean nothing. What cannot be seen
 * from inside (a wake-up that was lost, a thread that starves) is found in the
 * trace, by the host's `convoy-trace gil`.
 */
#ifndef GIL_CHECK_H
#define GIL_CHECK_H

#include "gil_trace.h"

#define GIL_STATUS_BROKEN 3

/* Interpreters that a program may have. */
#define GIL_INTERPRETERS_MOST 64

/* The operation `name` has returned: the caller must hold, or must not. */
void gil_check_holds(const struct gil_trace *trace, const char *name);
void gil_check_dropped(const struct gil_trace *trace, const char *name);

/* The process is a forked child: nobody holds, until its only thread reports, in
 * the policy's after_fork, that it does. */
void gil_check_after_fork(void);

#endif
