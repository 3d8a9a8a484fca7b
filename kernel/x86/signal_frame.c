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

#define FPU_ALIGN 64   /* as XSAVE wants it */
#define FRAME_ALIGN 16 /* System V ABI: the stack before a call */
#define RED_ZONE 128   /* System V ABI: below RSP, the function's own */

struct sigcontext {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
    uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
    uint16_t cs, gs, fs, ss;
    uint64_t err, trapno, oldmask, cr2, fpstate, reserved[8];
};

struct ucontext {
    uint64_t flags; /* UC_* */
    uint64_t link;
    struct signal_stack stack;
    struct sigcontext registers;
    uint64_t mask;
};

struct signal_frame {
    uint64_t restorer;
    struct ucontext context;
    struct signal_user_info info;
};

#define UC_SIGCONTEXT_SS 2     /* registers.ss is right */
#define UC_STRICT_RESTORE_SS 4 /* and must be right on return */
#define RPL_USER 3             /* ring 3, in a selector: SDM vol. 3A, 3.4.2 */

/* Every field of *to but `fpstate`. Assigned one by one, so that nothing is
 * cleared first; so is the frame below. */
static void save_registers(struct sigcontext *to, const struct lwp *lwp,
                           const struct trap_frame *f, uint64_t mask)
{
    to->r8 = f->r8, to->r9 = f->r9, to->r10 = f->r10, to->r11 = f->r11;
    to->r12 = f->r12, to->r13 = f->r13, to->r14 = f->r14, to->r15 = f->r15;
    to->rdi = f->rdi, to->rsi = f->rsi, to->rbp = f->rbp, to->rbx = f->rbx;
    to->rdx = f->rdx, to->rax = f->rax, to->rcx = f->rcx, to->rsp = f->rsp;
    to->rip = f->rip;
    to->eflags = f->rflags;
    to->cs = SELECTOR_USER_CODE;
    to->gs = to->fs = 0;
    to->ss = SELECTOR_USER_DATA;
    to->err = lwp->fault.error;
    to->trapno = lwp->fault.vector;
    to->oldmask = mask;
    to->cr2 = lwp->fault.address;
    memset(to->reserved, 0, sizeof(to->reserved));
}

static void fill_frame(struct signal_frame *to, const struct lwp *lwp,
                       const struct trap_frame *frame, uint64_t restorer,
                       uint64_t mask)
{
    to->restorer = restorer;
    to->context.flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
    to->context.link = 0;
    to->context.stack = lwp->alt_stack;
    to->context.mask = mask;
    save_registers(&to->context.registers, lwp, frame, mask);
    memset(to->info.zeros, 0, sizeof(to->info.zeros));
}

/* The user's flags that a handler may change: arithmetic, direction, trap,
 * resume, AC. */
#define USER_FLAGS 0x50dd5ull

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

static bool within(const struct signal_stack *stack, uint64_t rsp)
{
    return rsp > stack->start && rsp - stack->start <= stack->size;
}

bool signal_on_stack(const struct signal_stack *stack, uint64_t rsp)
{
    return !(stack->flags & SS_AUTODISARM) && within(stack, rsp);
}

/* Where the frame shall begin: *fpu is the upper part's address, the result the
 * lower one's, from which the handler starts. */
static uint64_t choose_stack(const struct trap_frame *frame,
                             const struct signal_stack *alt, uint64_t flags,
                             uint64_t *fpu)
{
    bool on_it = signal_on_stack(alt, frame->rsp);
    uint64_t top = frame->rsp - RED_ZONE;

    if ((flags & SA_ONSTACK) && alt->size && !on_it)
        top = alt->start + alt->size;
    *fpu = align_down(top - sizeof(struct fpu_state), FPU_ALIGN);
    return align_down(*fpu - sizeof(struct signal_frame), FRAME_ALIGN) - 8;
}

uint64_t signal_frame_size(void)
{
    /* choose_stack rounds down twice, to 64 and to 16, and adds a word. */
    return align_up(RED_ZONE + sizeof(struct fpu_state) + FPU_ALIGN +
                        sizeof(struct signal_frame) + FRAME_ALIGN +
                        sizeof(uint64_t),
                    FRAME_ALIGN);
}

/* Would a frame at `at`, for a handler on the alternate stack, lie outside it?
 * What is below is somebody else's. */
static bool outgrows_stack(const struct trap_frame *frame,
                           const struct signal_stack *alt, uint64_t flags,
                           uint64_t at)
{
    bool on_it = signal_on_stack(alt, frame->rsp);
    bool enters = (flags & SA_ONSTACK) && alt->size && !on_it;

    return (on_it || enters) && !within(alt, at);
}

int signal_push_frame(struct trap_frame *frame,
                      const struct signal_action *action,
                      const struct signal_info *info, uint64_t mask)
{
    struct lwp *lwp = current_lwp();
    struct signal_stack *alt = &lwp->alt_stack;
    uint64_t fpu, at = choose_stack(frame, alt, action->flags, &fpu);
    struct signal_frame push;

    fill_frame(&push, lwp, frame, action->restorer, mask);
    push.info.info = *info;
    push.context.registers.fpstate = fpu;
    if (!(action->flags & SA_RESTORER) || action->handler >= USER_TOP ||
        outgrows_stack(frame, alt, action->flags, at) ||
        fpu_copy_to_user(fpu, lwp) || copy_to_user(at, &push, sizeof(push)))
        return -EFAULT;
    if (alt->flags & SS_AUTODISARM)
        *alt = (struct signal_stack){.flags = SS_DISABLE};
    frame->rsp = at;
    frame->rip = action->handler;
    frame->rdi = (uint64_t)info->signal;
    frame->rsi = at + offsetof(struct signal_frame, info);
    frame->rdx = at + offsetof(struct signal_frame, context);
    frame->rax = 0;
    frame->rflags &= ~(uint64_t)(RFLAGS_DF | RFLAGS_TF);
    frame->vector = TRAP_NONE; /* nothing is left to restart */
    return 0;
}

/* Could ring 3 run like this? IRETQ would fault in the kernel otherwise. */
static bool registers_valid(const struct ucontext *context)
{
    const struct sigcontext *s = &context->registers;

    return (s->cs | RPL_USER) == SELECTOR_USER_CODE && s->rip < USER_TOP &&
           (!(context->flags & UC_STRICT_RESTORE_SS) ||
            (s->ss | RPL_USER) == SELECTOR_USER_DATA);
}

/* Whatever is wrong with the frame is answered by SIGSEGV, as on Linux. */
int64_t sys_rt_sigreturn(void)
{
    struct lwp *lwp = current_lwp();
    struct trap_frame *frame = lwp->frame;
    struct ucontext context;
    uint64_t from = frame->rsp; /* the restorer's address was popped */

    frame->vector = TRAP_NONE;
    if (copy_from_user(&context, from, sizeof(context)) ||
        !registers_valid(&context) ||
        fpu_copy_from_user(lwp, context.registers.fpstate)) {
        signal_fault(SIGSEGV, SI_KERNEL, 0);
        return 0;
    }
    restore_registers(frame, &context.registers);
    signal_set_stack(&lwp->alt_stack, &context.stack, frame->rsp);
    signal_mask_swap(context.mask);
    lwp_attend(lwp); /* so that all registers are loaded */
    return (int64_t)frame->rax;
}

/* ---- errors of the FPU ---- */

#define FPU_CONTROL_OFFSET 0
#define FPU_STATUS_OFFSET 2
#define MXCSR_OFFSET 24
#define MXCSR_MASKS_SHIFT 7

/* The exceptions, in the x87's status word and in MXCSR: SDM vol. 1, 8.1.3. */
enum {
    FPU_INVALID = 1 << 0,
    FPU_DENORMAL = 1 << 1,
    FPU_DIVIDE = 1 << 2,
    FPU_OVERFLOW = 1 << 3,
    FPU_UNDERFLOW = 1 << 4,
};

int signal_fpu_code(uint64_t vector)
{
    struct lwp *lwp = current_lwp();
    uint16_t control, status;
    uint32_t mxcsr;

    fpu_save(lwp);
    memcpy(&control, lwp->fpu->bytes + FPU_CONTROL_OFFSET, sizeof(control));
    memcpy(&status, lwp->fpu->bytes + FPU_STATUS_OFFSET, sizeof(status));
    memcpy(&mxcsr, lwp->fpu->bytes + MXCSR_OFFSET, sizeof(mxcsr));
    uint32_t errors = vector == VECTOR_FPU_ERROR
                          ? (uint32_t)(status & ~control)
                          : mxcsr & ~(mxcsr >> MXCSR_MASKS_SHIFT);
    if (errors & FPU_INVALID)
        return FPE_FLTINV;
    if (errors & FPU_DIVIDE)
        return FPE_FLTDIV;
    if (errors & FPU_OVERFLOW)
        return FPE_FLTOVF;
    return errors & (FPU_UNDERFLOW | FPU_DENORMAL) ? FPE_FLTUND : FPE_FLTRES;
}
