/* SPDX-License-Identifier: MIT
 *
 * cost=linux61: what Linux 6.1 takes for a call, a wake-up, a switch beyond what
 * this kernel takes is charged to the core that executes it.
 */
#ifndef COST_H
#define COST_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/trace_format.h"

/* Is anything charged? Constant once the boot is done. */
extern bool cost_on;

/* As the options say; the console tells if it is on. Once, when the trace is set
 * up and no program runs yet. */
void cost_start(void);

/* `event` has just been recorded, or would have been if the trace were on: charge
 * what belongs to it. Interrupts as they were at the event; off, a charge is at
 * most COST_AT_ONCE. */
void cost_event(enum trace_event event, uint32_t arg0);

#define COST_AT_ONCE 1500 /* instructions; options.c: the margin of latency= */

#endif
