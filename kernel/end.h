/* SPDX-License-Identifier: MIT
 *
 * How a run ends.
 */
#ifndef END_H
#define END_H

#include "trace/trace_format.h"

/* Leave the outcome in the trace's header (kind, status, clocks) and turn the
 * machine off, or start it again. `status` is 0 ... 255: as the shell has it. */
__attribute__((noreturn)) void end_run(enum trace_exit kind, uint32_t status);

#endif
