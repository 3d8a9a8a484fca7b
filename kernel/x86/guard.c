/* SPDX-License-Identifier: MIT
 *
 * Abandoning a policy's call, and finding those that never end.
 *
 * An exception in a guarded call, or the NMI, changes the frame that it returns
 * to: stack, frame pointer and place are those that the guard noted. A failed
 * assertion has no such frame and jumps.
 *
 * A policy runs with interrupts off, so no timer interrupt ends its endless loop;
 * an NMI does. The NMI timer (drivers/nmi_timer.h) is set anew all the time, by
 * the slice timer's interrupts, and so fires only after none has come for 50 ms
 * of the machine's time: never in a run in which all is well. If a guarded call is
 * in progress then, the NMI marks it and sets the timer once more; the mark is
 * gone if that call has ended meanwhile. If not, it has lasted 10 ms, and
 * is abandoned.
 *
 * The handler cannot know what it has interrupted: the entry of a system call, the
 * simulator with its clock half set, another handler. So it touches nothing but
 * the guard, unless it has found an endless loop.
 */
#include "x86/guard.h"
#include "checked/asan.h"
#include "console.h"
#include "core.h"
#include "drivers/nmi_timer.h"
#include "lib/print.h"
#include "mm/layout.h"
#include "task/guard.h"
#include "x86/cpu.h"
#include "x86/panic.h"
#include "x86/paging.h"
#include "x86/sim.h"
#include "x86/trap.h"

static char caught[160];
static enum guard_op caught_in;

const char *guard_caught(void)
{
    return caught;
}

enum guard_op guard_abandoned_in(void)
{
    return caught_in;
}

const char *guard_op_name(enum guard_op op)
{
    static const char *const names[] = {
        [GUARD_NONE] = "nothing",
        [GUARD_INIT] = "init",
        [GUARD_EXIT] = "exit",
        [GUARD_INIT_TASK] = "init_task",
        [GUARD_EXIT_TASK] = "exit_task",
        [GUARD_SELECT_CPU] = "select_cpu",
        [GUARD_ENQUEUE] = "enqueue",
        [GUARD_DEQUEUE] = "dequeue",
        [GUARD_DISPATCH] = "dispatch",
        [GUARD_TICK] = "tick",
        [GUARD_PREEMPTS] = "preempts",
        [GUARD_RUNNING] = "running",
        [GUARD_STOPPING] = "stopping",
        [GUARD_YIELD] = "yield",
        [GUARD_SET_WEIGHT] = "set_weight",
        [GUARD_ADMIT] = "admit",
        [GUARD_DUMP] = "dump",
    };
    return names[op];
}

/* GS may be the user's: in the first instructions of a system call. */
bool guard_active(void)
{
    int64_t base = (int64_t)cpu_read_msr(MSR_GS_BASE);

    return base < 0 && this_core()->guard.op;
}

/* The call is over: where its caller's stack is. */
static uint64_t leave_call(struct guard *guard)
{
    asan_stack_left(kernel_stack_bottom(guard->stack), guard->stack);
    caught_in = guard->op & ~GUARD_SEEN;
    guard->op = GUARD_NONE;
    guard->busy = false;
    return guard->stack;
}

static void divert(struct trap_frame *frame)
{
    struct guard *guard = &this_core()->guard;

    frame->rip = guard->resume;
    frame->rbp = guard->frame;
    frame->rsp = leave_call(guard);
    frame->rflags &= ~(uint64_t)(RFLAGS_IF | RFLAGS_TF | RFLAGS_DF | RFLAGS_AC);
}

static void describe(const struct trap_frame *frame, const char *format,
                     uint64_t value)
{
    char place[64], what[80];

    symbol_text(frame->rip, place, sizeof(place));
    ksnprintf(what, sizeof(what), format, value);
    ksnprintf(caught, sizeof(caught), "%s, at %s", what, place);
}

static void describe_page_fault(const struct trap_frame *frame)
{
    uint64_t address = cpu_read_cr2();

    if (address == frame->rip)
        describe(frame, "jumped to %#lx, where there is no code", address);
    else if (address < PAGE_SIZE)
        describe(frame, "used a null pointer (address %#lx)", address);
    else if (frame->error & FAULT_PRESENT)
        describe(frame, "wrote to %#lx, which is read-only", address);
    else
        describe(frame, "used the address %#lx, where there is nothing",
                 address);
}

static void describe_exception(const struct trap_frame *frame)
{
    switch (frame->vector) {
    case VECTOR_PAGE_FAULT:
        return describe_page_fault(frame);
    case VECTOR_DIVIDE:
        return describe(frame, "divided by zero", 0);
    case VECTOR_PROTECTION:
    case VECTOR_STACK_FAULT:
        return describe(frame, "used a garbage pointer", 0);
    case VECTOR_INVALID_OPCODE:
        return describe(frame, "executed what is no instruction", 0);
    case VECTOR_DOUBLE_FAULT:
        return describe(frame, "overflowed its stack (at address %#lx)",
                        cpu_read_cr2());
    default:
        return describe(frame, "caused exception %lu", frame->vector);
    }
}

bool guard_catch(struct trap_frame *frame)
{
    if (!guard_active())
        return false;
    describe_exception(frame);
    divert(frame);
    return true;
}

bool guard_catch_interrupt(struct trap_frame *frame)
{
    if (trap_from_user(frame) || !guard_active())
        return false;
    describe(frame, "turned interrupts on", 0);
    divert(frame);
    return true;
}

void guard_abandon(const char *text)
{
    struct guard *guard = &this_core()->guard;

    ksnprintf(caught, sizeof(caught), "failed: %s", text);
    uint64_t frame = guard->frame, resume = guard->resume;
    uint64_t stack = leave_call(guard);
    __asm__ volatile("cld; mov %0, %%rsp; mov %1, %%rbp; jmp *%2"
                     :
                     : "a"(stack), "c"(frame), "d"(resume));
    __builtin_unreachable();
}

/* Is it the second NMI in the same call? Whatever must not be left halfway ends
 * soon: the next NMI will see. */
static bool call_is_endless(const struct trap_frame *frame)
{
    if (trap_from_user(frame) || !guard_active())
        return false;
    struct guard *guard = &this_core()->guard;
    bool seen = guard->op & GUARD_SEEN;
    guard->op |= GUARD_SEEN;
    return seen && !guard->busy && !console_is_busy();
}

void trap_nmi(struct trap_frame *frame)
{
    if (!nmi_timer_acknowledge())
        panic_trap(frame, "exception in the kernel");
    if (call_is_endless(frame)) {
        describe(frame, "does not return: it loops", 0);
        divert(frame);
    }
    nmi_timer_set(guard_active() ? NMI_TIMER_SHORT : NMI_TIMER_LONG);
    sim_nmi_end(frame);
}
