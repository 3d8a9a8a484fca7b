/* SPDX-License-Identifier: MIT
 *
 * Between merge.c and names.c only.
 */
#ifndef CONVOY_TRACE_NAMES_H
#define CONVOY_TRACE_NAMES_H

#include "trace.h"

/* Fills in the table's names and processes from the trace's sorted events.
 * Every LWP that an event names must be in the table. */
void names_find(struct trace *trace);

#endif
