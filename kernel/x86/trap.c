/* SPDX-License-Identifier: MIT
 *
 * What happens at a trap: exceptions become signals, page faults bring pages, the
 * uncharged ones go to the simulator. System calls are in kernel/syscall.c.
 */
#include "x86/trap.h"
#include "core.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/signal.h"
#include "task/steps.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/gdt.h"
#include "x86/guard.h"
#include "x86/panic.h"
#include "x86/paging.h"
#include "x86/sim.h"
#include "x86/uaccess.h"
#include "x86/vectors.h"

#define GATE_INTERRUPT 0x8e00u /* present, DPL 0, interrupts off inside */
#define GATE_USER 0x6000u      /* DPL 3: ring 3 may use INT with it */

/* Source: Intel SDM vol. 3A, 6.14.1. */
struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint16_t attributes; /* low bits: which interrupt stack */
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

static struct gate idt[256];

extern const uint64_t trap_stubs[32];
extern const char trap_stub_timer[], trap_stub_spurious[], syscall_entry[];

static void set_gate(unsigned vector, uint64_t stub, uint16_t attributes)
{
    idt[vector] = (struct gate){
        .offset_low = (uint16_t)stub,
        .selector = SELECTOR_KERNEL_CODE,
        .attributes = attributes,
        .offset_middle = (uint16_t)(stub >> 16),
        .offset_high = (uint32_t)(stub >> 32),
    };
}

static void idt_init(void)
{
    struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) pointer = {sizeof(idt) - 1, (uint64_t)idt};

    for (unsigned vector = 0; vector < 32; vector++)
        set_gate(vector, trap_stubs[vector], GATE_INTERRUPT);
    set_gate(VECTOR_BREAKPOINT, trap_stubs[VECTOR_BREAKPOINT],
             GATE_INTERRUPT | GATE_USER);
    set_gate(VECTOR_DOUBLE_FAULT, trap_stubs[VECTOR_DOUBLE_FAULT],
             GATE_INTERRUPT | IST_DOUBLE_FAULT);
    set_gate(VECTOR_NMI, trap_stubs[VECTOR_NMI], GATE_INTERRUPT | IST_NMI);
    set_gate(VECTOR_TIMER, (uint64_t)trap_stub_timer, GATE_INTERRUPT);
    set_gate(VECTOR_SPURIOUS, (uint64_t)trap_stub_spurious, GATE_INTERRUPT);
    __asm__ volatile("lidt %0" : : "m"(pointer));
}

/* Ring 3 must not read the raw TSC: it would show what other simulated cores
 * executed. The trap answers with the core's own clock. */
static void syscall_msrs_init(void)
{
    cpu_write_msr(MSR_STAR, (uint64_t)SELECTOR_KERNEL_DATA << 48 |
                                (uint64_t)SELECTOR_KERNEL_CODE << 32);
    cpu_write_msr(MSR_LSTAR, (uint64_t)syscall_entry);
    cpu_write_msr(MSR_FMASK,
                  RFLAGS_IF | RFLAGS_TF | RFLAGS_DF | RFLAGS_NT | RFLAGS_AC);
    cpu_write_cr4(cpu_read_cr4() | CR4_TSD);
}

void trap_init(void)
{
    idt_init();
    syscall_init();
    syscall_msrs_init();
}

/* ---- uncharged traps ---- */

#define RDTSC_COST 20 /* instructions: what hardware takes, roughly */

/* Is the byte of code at `address` this one? What the processor has fetched is
 * present; a page that is not was not fetched from, and must not be faulted in
 * here, where the clock stands. */
static bool code_is(uint64_t address, uint8_t byte)
{
    uint32_t word;

    return !user_peek32(address & ~3ull, &word) &&
           (uint8_t)(word >> address % 4 * 8) == byte;
}

/* RDTSC (0F 31) or RDTSCP (0F 01 F9) in ring 3: answer the core's clock. */
static bool emulate_rdtsc(struct trap_frame *frame)
{
    uint64_t rip = frame->rip;

    if (!code_is(rip, 0x0f))
        return false;
    bool rdtscp = code_is(rip + 1, 0x01) && code_is(rip + 2, 0xf9);
    if (!rdtscp && !code_is(rip + 1, 0x31))
        return false;
    sim_charge(RDTSC_COST);
    uint64_t clock = sim_trap_clock();
    frame->rax = (uint32_t)clock;
    frame->rdx = clock >> 32;
    if (rdtscp)
        frame->rcx = this_core()->id;
    frame->rip += rdtscp ? 3 : 2;
    return true;
}

bool trap_uncharged(struct trap_frame *frame)
{
    bool done = true;

    sim_trap_begin(frame);
    if (frame->vector == VECTOR_TIMER)
        sim_interrupt(frame);
    else if (!trap_from_user(frame))
        done = false;
    else if (frame->vector == VECTOR_NO_FPU)
        fpu_trap();
    else
        done = emulate_rdtsc(frame);
    sim_trap_end();
    return done;
}

/* ---- charged traps ---- */

/* Must the kernel's access at `rip` fail rather than bring the page in? */
static bool only_peeks(uint64_t rip)
{
    return rip == (uint64_t)uaccess_peek_word ||
           rip == (uint64_t)uaccess_peek_exchange_word ||
           rip == (uint64_t)uaccess_fxsave_word ||
           rip == (uint64_t)uaccess_fxrstor_word;
}

static void page_fault(struct trap_frame *frame)
{
    uint64_t address = cpu_read_cr2();
    bool user = trap_from_user(frame);

    if (!user && !uaccess_fixup(frame->rip)) {
        if (guard_catch(frame))
            return;
        panic_trap(frame, "page fault in the kernel");
    }
    if (!user && only_peeks(frame->rip)) {
        frame->rip = uaccess_fixup(frame->rip);
        return; /* nothing else: the clock may stand (emulate_rdtsc) */
    }
    trace(TRACE_PAGE_FAULT_USER, (uint32_t)frame->error, address);
    cpu_irq_enable();
    int error =
        address < USER_TOP && current_lwp()->process
            ? space_fault(current_process()->space, address, frame->error)
            : -EFAULT;
    if (!error) {
        current_lwp()->faults++;
        return;
    }
    if (user)
        current_lwp()->fault =
            (struct signal_fault){frame->vector, frame->error, address};
    if (!user)
        frame->rip = uaccess_fixup(frame->rip);
    else if (error == -EIO)
        signal_fault(SIGBUS, BUS_ADRERR, address);
    else if (error == -ENOMEM)
        signal_fault(SIGKILL, SI_KERNEL, address);
    else
        signal_fault(SIGSEGV, error == -EACCES ? SEGV_ACCERR : SEGV_MAPERR,
                     address);
}

/* What Linux sends for each exception: arch/x86/kernel/traps.c's table. */
static void exception_from_user(struct trap_frame *frame)
{
    current_lwp()->fault =
        (struct signal_fault){frame->vector, frame->error, 0};
    switch (frame->vector) {
    case VECTOR_DIVIDE:
        return signal_fault(SIGFPE, FPE_INTDIV, frame->rip);
    case VECTOR_DEBUG:
        if (steps_trap(frame))
            return;
        return signal_fault(SIGTRAP, TRAP_TRACE, frame->rip);
    case VECTOR_BREAKPOINT:
        return signal_fault(SIGTRAP, SI_KERNEL, 0);
    case VECTOR_INVALID_OPCODE:
        return signal_fault(SIGILL, ILL_ILLOPN, frame->rip);
    case VECTOR_FPU_ERROR:
    case VECTOR_SIMD_ERROR:
        return signal_fault(SIGFPE, signal_fpu_code(frame->vector), frame->rip);
    case VECTOR_ALIGNMENT:
        return signal_fault(SIGBUS, BUS_ADRALN, 0);
    case VECTOR_STACK_FAULT:
        return signal_fault(SIGBUS, SI_KERNEL, 0);
    default:
        return signal_fault(SIGSEGV, SI_KERNEL, 0);
    }
}

void trap_handle(struct trap_frame *frame)
{
    if (trap_from_user(frame))
        current_lwp()->frame = frame;
    if (frame->vector == VECTOR_PAGE_FAULT) {
        page_fault(frame);
    } else if (frame->vector == VECTOR_PROTECTION && !trap_from_user(frame) &&
               uaccess_fixup(frame->rip)) {
        frame->rip = uaccess_fixup(frame->rip); /* non-canonical address */
    } else if (!trap_from_user(frame) || frame->vector == VECTOR_DOUBLE_FAULT) {
        if (guard_catch(frame))
            return;
        panic_trap(frame, "exception in the kernel");
    } else {
        cpu_irq_enable();
        exception_from_user(frame);
    }
}

void trap_return_user(struct trap_frame *frame)
{
    struct lwp *lwp = current_lwp();

    lwp->frame = frame;
    do {
        while (lwp_has_work()) {
            cpu_irq_enable();
            if (core_must_reschedule())
                schedule();
            if (lwp->attention) {
                lwp->attention = 0;
                signal_deliver(frame);
            }
            cpu_irq_disable();
        }
        if (steps_on)
            steps_before_user(frame);
    } while (lwp_has_work());
}
