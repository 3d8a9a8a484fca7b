/* SPDX-License-Identifier: MIT
 *
 * What of the processor's state belongs to an LWP, and switching it.
 *
 * FS and GS bases change only by system call (CR4.FSGSBASE is off), so struct lwp
 * always has them right. The FPU's state is loaded when it is first used (CR0.TS
 * and the no-FPU trap): that trap is charged to nobody, because whether it comes
 * depends on how simulated cores share the one FPU.
 */
#ifndef X86_CONTEXT_H
#define X86_CONTEXT_H

#include <stdint.h>

struct lwp;
struct trap_frame;

/* Save the callee-saved registers and the stack pointer in *save and continue
 * where `load` was saved. In trap.asm. */
void switch_stack(uint64_t *save, uint64_t load);

/* Where a new LWP starts: an address for the prepared stack. In trap.asm. */
void lwp_first_run(void);

/* Prepare `lwp`'s kernel stack so that the first switch to it goes to ring 3 with
 * the registers of *frame. Returns where the frame lies. */
struct trap_frame *context_prepare_user(struct lwp *lwp,
                                        const struct trap_frame *frame);

/* A frame for a program that starts at `entry` with the stack `stack`. */
struct trap_frame context_program_frame(uint64_t entry, uint64_t stack);

/* Prepare `lwp`'s kernel stack so that the first switch to it calls `run`, which
 * never returns, with interrupts on: for LWPs of the kernel. */
void context_prepare_kernel(struct lwp *lwp, void (*run)(void));

/* Make the processor's registers those of `lwp`, as the one that this core runs:
 * address space, FS, GS, kernel stack, FPU trap. Interrupts off. */
void context_load(struct lwp *lwp);

/* The FPU's contents become `lwp`'s initial ones / are those of `from`. */
void fpu_init_state(struct lwp *lwp);
void fpu_copy_state(struct lwp *to, struct lwp *from);

/* Copy the state of `lwp`, the current one, to 512 bytes of the user's, and make
 * it what lies there (from 0: what it is when a program starts). Addresses are
 * multiples of 16, or it takes longer. 0 or -EFAULT: the address is bad, or no
 * FPU has such a state, and then it is as when a program starts. */
int fpu_copy_to_user(uint64_t to, struct lwp *lwp);
int fpu_copy_from_user(struct lwp *lwp, uint64_t from);

/* Save the FPU's live contents if they are `lwp`'s: before its state is read. */
void fpu_save(struct lwp *lwp);

/* `lwp` is gone or its saved state was replaced: forget live contents. */
void fpu_forget(struct lwp *lwp);

/* The no-FPU trap: load the current LWP's state. Interrupts off. */
void fpu_trap(void);

/* Turn the FPU on for ring 3. */
void fpu_init(void);

#endif
