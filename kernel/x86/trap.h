/* SPDX-License-Identifier: MIT
 *
 * Traps: exceptions, interrupts, system calls. x86/trap.asm builds the frames.
 */
#ifndef X86_TRAP_H
#define X86_TRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "x86/frame.h"
#include "x86/vectors.h"

/* The registers of what was interrupted. */
struct trap_frame {
    uint64_t tsc; /* uncharged traps: the TSC at the stub */
    uint64_t spare;
    uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
    uint64_t rdi, rsi, rbp, rbx, rcx, rdx, rax;
    uint64_t vector, error;
    uint64_t rip, cs, rflags, rsp, ss;
};

_Static_assert(offsetof(struct trap_frame, tsc) == FRAME_TSC, "frame.inc");
_Static_assert(offsetof(struct trap_frame, r15) == FRAME_R15, "frame.inc");
_Static_assert(offsetof(struct trap_frame, r8) == FRAME_R8, "frame.inc");
_Static_assert(offsetof(struct trap_frame, rdi) == FRAME_RDI, "frame.inc");
_Static_assert(offsetof(struct trap_frame, rbp) == FRAME_RBP, "frame.inc");
_Static_assert(offsetof(struct trap_frame, rax) == FRAME_RAX, "frame.inc");
_Static_assert(offsetof(struct trap_frame, vector) == FRAME_VECTOR, "");
_Static_assert(offsetof(struct trap_frame, rip) == FRAME_RIP, "frame.inc");
_Static_assert(offsetof(struct trap_frame, cs) == FRAME_CS, "frame.inc");
_Static_assert(offsetof(struct trap_frame, rsp) == FRAME_RSP, "frame.inc");
_Static_assert(sizeof(struct trap_frame) == FRAME_SIZE, "frame.inc");

/* TRAP_SYSCALL in `vector` says: a system call, `error` holds its number. This
 * says: it was one, but its registers were replaced. */
#define TRAP_NONE 257

#define SYSCALL_INSTRUCTION_SIZE 2 /* 0F 05 */

/* Did it come from ring 3? */
static inline bool trap_from_user(const struct trap_frame *frame)
{
    return frame->cs & 3;
}

/* Load the interrupt table and the system call MSRs. */
void trap_init(void);

/* Everything that has to happen before this LWP goes on in ring 3: signals,
 * rescheduling. Interrupts off on entry and on return; on between. */
void trap_return_user(struct trap_frame *frame);

/* Called by trap.asm. */
void trap_handle(struct trap_frame *frame);
bool trap_uncharged(struct trap_frame *frame);

/* When may an interrupted call be made again? */
enum syscall_restart {
    RESTARTS_NEVER,
    RESTARTS_TIMED,         /* if no handler was entered after all, with the end
                               of its relative time-out as it was */
    RESTARTS_UNHANDLED,     /* if no handler was entered after all */
    RESTARTS_AFTER_HANDLER, /* and after one with SA_RESTART */
    RESTARTS_ALWAYS,        /* and after any handler */
};

/* The answer for the call that this frame is of. */
enum syscall_restart syscall_restarts(const struct trap_frame *frame);

#endif
