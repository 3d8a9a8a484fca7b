/* SPDX-License-Identifier: MIT
 *
 * The frame on which a signal handler runs, and the way back: Linux's struct
 * rt_sigframe for x86-64, so that libc's restorers and debuggers know it.
 *
 *   high   FPU state (FXSAVE), aligned to 64
 *          siginfo
 *          ucontext: registers, mask, alternate stack
 *   RSP -> return address: the restorer, which calls rt_sigreturn
 *
 * Source: sigreturn(2); asm/sigcontext.h, asm/ucontext.h.
 */
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/signal.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/selectors.h"
#include "x86/trap.h"

#define RED_ZONE 128 /* System V ABI: below RSP, the function's own */

struct sigcontext {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
    uint16_t cs, gs, fs, ss;
    uint64_t err, trapno, oldmask, cr2, fpstate, reserved[8];
};

struct ucontext {
    uint64_t flags, link;
    struct signal_stack stack;
    struct sigcontext registers;
    uint64_t mask;
};

struct signal_frame {
    uint64_t restorer;
    struct ucontext context;
    struct signal_info info;
};

static struct sigcontext save_registers(const struct trap_frame *f)
{
    return (struct sigcontext){
        .r8 = f->r8,
        .r9 = f->r9,
        .r10 = f->r10,
        .r11 = f->r11,
        .r12 = f->r12,
        .r13 = f->r13,
        .r14 = f->r14,
        .r15 = f->r15,
        .rdi = f->rdi,
        .rsi = f->rsi,
        .rbp = f->rbp,
        .rbx = f->rbx,
        .rdx = f->rdx,
        .rax = f->rax,
        .rcx = f->rcx,
        .rsp = f->rsp,
        .rip = f->rip,
        .eflags = f->rflags,
        .cs = SELECTOR_USER_CODE,
        .ss = SELECTOR_USER_DATA,
        .err = f->error,
        .trapno = f->vector,
    };
}

/* The user's flags that a handler may change: arithmetic, direction, trap, AC. */
#define USER_FLAGS 0x40dd5ull

static void restore_registers(struct trap_frame *f, const struct sigcontext *s)
{
    f->r8 = s->r8, f->r9 = s->r9, f->r10 = s->r10, f->r11 = s->r11;
    f->r12 = s->r12, f->r13 = s->r13, f->r14 = s->r14, f->r15 = s->r15;
    f->rdi = s->rdi, f->rsi = s->rsi, f->rbp = s->rbp, f->rbx = s->rbx;
    f->rdx = s->rdx, f->rax = s->rax, f->rcx = s->rcx, f->rsp = s->rsp;
    f->rip = s->rip;
    f->rflags = (s->eflags & USER_FLAGS) | RFLAGS_IF;
    f->cs = SELECTOR_USER_CODE;
    f->ss = SELECTOR_USER_DATA;
}

/* The top of the stack for the handler. */
static uint64_t choose_stack(const struct trap_frame *frame, uint64_t flags)
{
    const struct signal_stack *alt = &current_lwp()->alt_stack;
    bool on_it = frame->rsp - alt->start <= alt->size;

    if ((flags & SA_ONSTACK) && alt->size && !on_it)
        return alt->start + alt->size;
    return frame->rsp - RED_ZONE;
}

int signal_push_frame(struct trap_frame *frame, int signal,
                      const struct signal_action *action,
                      const struct signal_info *info, uint64_t mask)
{
    struct lwp *lwp = current_lwp();
    uint64_t fpu =
        align_down(choose_stack(frame, action->flags) - sizeof(*lwp->fpu), 64);
    uint64_t at = align_down(fpu - sizeof(struct signal_frame), 16) - 8;
    struct signal_frame push = {
        .restorer = action->restorer,
        .context = {.stack = lwp->alt_stack,
                    .registers = save_registers(frame),
                    .mask = mask},
        .info = *info,
    };

    push.context.registers.fpstate = fpu;
    fpu_save(lwp);
    if (!(action->flags & SA_RESTORER) || action->handler >= USER_TOP ||
        copy_to_user(fpu, lwp->fpu, sizeof(*lwp->fpu)) ||
        copy_to_user(at, &push, sizeof(push)))
        return -EFAULT;
    frame->rsp = at;
    frame->rip = action->handler;
    frame->rdi = (uint64_t)signal;
    frame->rsi = at + offsetof(struct signal_frame, info);
    frame->rdx = at + offsetof(struct signal_frame, context);
    frame->rax = 0;
    frame->rflags &= ~(uint64_t)(RFLAGS_DF | RFLAGS_TF);
    frame->vector = TRAP_NONE; /* nothing is left to restart */
    return 0;
}

/* Reserved bits of MXCSR fault in FXRSTOR: SDM vol. 1, 11.6.6. */
static void sanitise_fpu(struct fpu_state *fpu)
{
    uint32_t mxcsr;

    memcpy(&mxcsr, fpu->bytes + 24, sizeof(mxcsr));
    mxcsr &= 0xffff & ~0x40u;
    memcpy(fpu->bytes + 24, &mxcsr, sizeof(mxcsr));
}

static int restore_fpu(struct lwp *lwp, uint64_t from)
{
    struct fpu_state state;

    if (!from)
        return 0;
    if (copy_from_user(&state, from, sizeof(state)))
        return -EFAULT;
    sanitise_fpu(&state);
    fpu_forget(lwp);
    memcpy(lwp->fpu, &state, sizeof(state));
    return 0;
}

int64_t sys_rt_sigreturn(void)
{
    struct lwp *lwp = current_lwp();
    struct trap_frame *frame = lwp->frame;
    struct ucontext context;
    uint64_t from = frame->rsp; /* the restorer's address was popped */

    /* IRETQ to a non-canonical address would fault here, in the kernel. */
    if (copy_from_user(&context, from, sizeof(context)) ||
        context.registers.rip >= USER_TOP ||
        restore_fpu(lwp, context.registers.fpstate))
        process_exit(status_killed(SIGSEGV));
    restore_registers(frame, &context.registers);
    signal_mask_swap(context.mask);
    frame->vector = TRAP_NONE; /* signal_mask_swap has set the attention flag */
    return (int64_t)frame->rax;
}
