/* SPDX-License-Identifier: MIT
 *
 * What the core offers policies (sched/sched.h), on the host: time is what
 * its user says.
 */
#ifndef SIM_DRIVE_WORLD_H
#define SIM_DRIVE_WORLD_H

#include <stdint.h>

extern uint64_t world_now;  /* what sched_now answers */
extern uint64_t world_seed; /* what sched_seed answers */

extern const char *world_switches; /* what sched_forced_list answers */

/* The last sched_note: its text (NULL: none yet), whom and what it was about. */
extern const char *world_note;
extern uint32_t world_note_tid;
extern uint64_t world_note_value;

#endif
