/* SPDX-License-Identifier: MIT
 *
 * How a policy's call is abandoned: see task/guard.h for the call itself.
 */
#ifndef X86_GUARD_H
#define X86_GUARD_H

#include <stdbool.h>
#include <stdint.h>

struct trap_frame;

/* Is this core in a guarded call? From any context, however early. */
bool guard_active(void);

/* An exception in the kernel: if it is in a guarded call that call is abandoned,
 * by the frame, which the caller returns to. False: it is not. */
bool guard_catch(struct trap_frame *frame);

/* The slice timer has interrupted a guarded call, which so has interrupts on: as
 * above. */
bool guard_catch_interrupt(struct trap_frame *frame);

/* A failed assertion, in a guarded call: abandon it. */
__attribute__((noreturn, cold)) void guard_abandon(const char *text);

/* Called by trap.asm. */
void trap_nmi(struct trap_frame *frame);

#endif
