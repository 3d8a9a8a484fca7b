/* SPDX-License-Identifier: MIT
 *
 * The dispatch loop once more, for while somebody watches (trace.h): this one
 * tells of each instruction.
 */
#define LOOP loop_run_watched
#define LOOP_WATCHED true
#include "vm/run.c"
