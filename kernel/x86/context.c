/* SPDX-License-Identifier: MIT
 *
 * Switching what belongs to an LWP. See context.h.
 */
#include "x86/context.h"
#include "core.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "task/process.h"
#include "x86/cpu.h"
#include "x86/gdt.h"
#include "x86/paging.h"
#include "x86/selectors.h"
#include "x86/trap.h"
#include "x86/uaccess.h"

#define FPU_CONTROL_OFFSET 0
#define FPU_CONTROL_INITIAL 0x037f /* SDM vol. 1, 8.1.5: all masked */
#define MXCSR_OFFSET 24
#define MXCSR_INITIAL 0x1f80 /* SDM vol. 1, 10.2.3: all masked */

/* Whose state the FPU holds. One processor, one FPU. */
static struct lwp *fpu_live;

/* What switch_stack pops. */
struct switch_frame {
    uint64_t r15, r14, r13, r12, rbx, rbp, return_address;
};

struct trap_frame *context_prepare_user(struct lwp *lwp,
                                        const struct trap_frame *frame)
{
    struct trap_frame *to = (struct trap_frame *)lwp->kernel_stack - 1;
    struct switch_frame *first = (struct switch_frame *)to - 1;

    *to = *frame;
    memset(first, 0, sizeof(*first));
    first->return_address = (uint64_t)lwp_first_run;
    lwp->saved_stack = (uint64_t)first;
    lwp->frame = to;
    return to;
}

struct trap_frame context_program_frame(uint64_t entry, uint64_t stack)
{
    return (struct trap_frame){
        .rip = entry,
        .cs = SELECTOR_USER_CODE,
        .rflags = RFLAGS_IF,
        .rsp = stack,
        .ss = SELECTOR_USER_DATA,
    };
}

void context_prepare_kernel(struct lwp *lwp, void (*run)(void))
{
    struct trap_frame frame = {
        .rip = (uint64_t)run,
        .cs = SELECTOR_KERNEL_CODE,
        .rflags = RFLAGS_IF,
        .rsp = lwp->kernel_stack - sizeof(uint64_t), /* as after a call */
        .ss = SELECTOR_KERNEL_DATA,
    };
    context_prepare_user(lwp, &frame);
}

static void load_space(const struct lwp *lwp)
{
    uint64_t root = lwp->process && lwp->process->space
                        ? lwp->process->space->root
                        : paging_kernel_root();
    if (cpu_read_cr3() != root)
        cpu_write_cr3(root);
}

void context_load(struct lwp *lwp)
{
    this_core()->kernel_stack = lwp->kernel_stack;
    gdt_set_kernel_stack(lwp->kernel_stack);
    if (!lwp->process)
        return;
    load_space(lwp);
    cpu_write_msr(MSR_FS_BASE, lwp->fs_base);
    cpu_write_msr(MSR_KERNEL_GS_BASE, lwp->gs_base);
    if (fpu_live == lwp)
        cpu_clear_ts();
    else
        cpu_set_ts();
}

void fpu_init(void)
{
    cpu_write_cr4(cpu_read_cr4() | CR4_OSFXSR | CR4_OSXMMEXCPT);
    cpu_write_cr0((cpu_read_cr0() | CR0_MP | CR0_TS | CR0_NE) &
                  ~(uint64_t)CR0_EM);
}

void fpu_init_state(struct lwp *lwp)
{
    uint16_t control = FPU_CONTROL_INITIAL;
    uint32_t mxcsr = MXCSR_INITIAL;

    memset(lwp->fpu, 0, sizeof(*lwp->fpu));
    memcpy(lwp->fpu->bytes + FPU_CONTROL_OFFSET, &control, sizeof(control));
    memcpy(lwp->fpu->bytes + MXCSR_OFFSET, &mxcsr, sizeof(mxcsr));
}

void fpu_save(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();
    if (fpu_live == lwp) {
        cpu_clear_ts();
        __asm__ volatile("fxsave64 %0" : "=m"(*lwp->fpu));
    }
    cpu_irq_restore(flags);
}

void fpu_copy_state(struct lwp *to, struct lwp *from)
{
    fpu_save(from);
    memcpy(to->fpu, from->fpu, sizeof(*to->fpu));
}

void fpu_forget(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();
    if (fpu_live == lwp) {
        fpu_live = NULL;
        cpu_set_ts();
    }
    cpu_irq_restore(flags);
}

/* Make the FPU's live contents those of `lwp`, the current one. Interrupts
 * off. */
static void fpu_take(struct lwp *lwp)
{
    cpu_clear_ts();
    if (fpu_live == lwp)
        return;
    if (fpu_live)
        __asm__ volatile("fxsave64 %0" : "=m"(*fpu_live->fpu));
    __asm__ volatile("fxrstor64 %0" : : "m"(*lwp->fpu));
    fpu_live = lwp;
}

void fpu_trap(void)
{
    fpu_take(current_lwp());
}

/* From the FPU straight to the user; only if the page is not there, or may not
 * be written, by way of the saved state, which brings the page in. */
int fpu_copy_to_user(uint64_t to, struct lwp *lwp)
{
    if (!user_range_ok(to, sizeof(*lwp->fpu)))
        return -EFAULT;
    uint64_t flags = cpu_irq_save();
    fpu_take(lwp);
    int error = uaccess_fxsave((void *)to);
    cpu_irq_restore(flags);
    if (!error)
        return 0;
    fpu_save(lwp);
    return copy_to_user(to, lwp->fpu, sizeof(*lwp->fpu));
}

/* Bits of MXCSR that there are; others fault in FXRSTOR, but not in that of
 * every QEMU: SDM vol. 1, 11.6.6. */
#define MXCSR_KNOWN 0xffffu

static bool mxcsr_known(void)
{
    uint32_t mxcsr;

    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    return !(mxcsr & ~MXCSR_KNOWN);
}

/* FXRSTOR from the user's memory, if the page is there. What is live is then
 * `lwp`'s, or, on -EFAULT, nobody's. */
static int fpu_load(struct lwp *lwp, uint64_t from)
{
    uint64_t flags = cpu_irq_save();

    fpu_take(lwp);
    int error = uaccess_fxrstor((const void *)from);
    if (!error && !mxcsr_known())
        error = -EFAULT;
    if (error) {
        fpu_live = NULL;
        cpu_set_ts();
    }
    cpu_irq_restore(flags);
    return error;
}

int fpu_copy_from_user(struct lwp *lwp, uint64_t from)
{
    uint32_t mxcsr = 0;
    int error = 0;

    if (from && user_range_ok(from, sizeof(*lwp->fpu)) && !fpu_load(lwp, from))
        return 0;
    fpu_forget(lwp);
    if (from) {
        error = copy_from_user(lwp->fpu, from, sizeof(*lwp->fpu));
        memcpy(&mxcsr, lwp->fpu->bytes + MXCSR_OFFSET, sizeof(mxcsr));
        if (mxcsr & ~MXCSR_KNOWN)
            error = -EFAULT;
    }
    if (error || !from)
        fpu_init_state(lwp);
    return error;
}
