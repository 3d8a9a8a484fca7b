/* SPDX-License-Identifier: MIT
 *
 * One event as a line of ftrace text.
 */
#ifndef TRACE_FTRACE_H
#define TRACE_FTRACE_H

#include <stdint.h>

struct text;
struct trace_lwps;
struct trace_seen;

/* The lines before the first event: `shown` are in the buffer, `lost` were not
 * recorded. */
void ftrace_head(struct text *text, uint64_t shown, uint64_t lost);

/* The line of an event that has a place, and the marks of its LWP's GIL. */
void ftrace_event(struct text *text, const struct trace_lwps *lwps,
                  const struct trace_seen *seen);

#endif
