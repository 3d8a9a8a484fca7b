/* SPDX-License-Identifier: MIT
 *
 * The kernel's last words: what went wrong, the registers, a backtrace with names,
 * what each core ran and each LWP waited for; then power-off.
 */
#include "x86/panic.h"
#include <stdarg.h>
#include "core.h"
#include "drivers/power.h"
#include "end.h"
#include "lib/assert.h"
#include "lib/print.h"
#include "mm/layout.h"
#include "task/lwp.h"
#include "task/report.h"
#include "x86/cpu.h"
#include "x86/guard.h"
#include "x86/paging.h"
#include "x86/trap.h"
#include "x86/vectors.h"

/* Made from the linked kernel by mk/ksyms.py: sorted by address. */
extern const uint64_t ksyms_count;
extern const uint64_t ksyms_addresses[];
extern const uint32_t ksyms_offsets[];
extern const char ksyms_names[];

#define BACKTRACE_DEPTH 24

static bool panicking;

static bool in_text(uint64_t address)
{
    return address >= (uint64_t)text_start && address < (uint64_t)text_end;
}

void symbol_text(unsigned long address, char *text, unsigned size)
{
    uint64_t low = 0, high = ksyms_count;

    while (high - low > 1) {
        uint64_t middle = (low + high) / 2;
        if (ksyms_addresses[middle] <= address)
            low = middle;
        else
            high = middle;
    }
    if (!ksyms_count || !in_text(address))
        ksnprintf(text, size, "?");
    else
        ksnprintf(text, size, "%s+0x%lx", ksyms_names + ksyms_offsets[low],
                  address - ksyms_addresses[low]);
}

static void print_place(uint64_t address)
{
    char text[80];
    symbol_text(address, text, sizeof(text));
    kprintf("  %016lx  %s\n", address, text);
}

/* A return address names the instruction behind the call; behind a call that does
 * not return that may be another function's first. So the call itself is named. */
static void print_return(uint64_t address)
{
    print_place(address - 1);
}

/* Can the stack at `rsp` be read? */
static bool stack_ok(uint64_t rsp)
{
    return rsp % 8 == 0 && rsp >= DIRECT_MAP_BASE && !kernel_stack_guard(rsp);
}

/* A frame pointer is worth following if it lies in the kernel half, aligned, and
 * above the one before (stacks grow down). */
static bool frame_pointer_ok(uint64_t rbp, uint64_t before)
{
    return rbp > before && rbp % 8 == 0 && rbp >= DIRECT_MAP_BASE &&
           rbp - before < KERNEL_STACK_SIZE && !kernel_stack_guard(rbp + 8);
}

static void print_backtrace(uint64_t rip, uint64_t rsp, uint64_t rbp)
{
    kprintf("backtrace\n");
    print_place(rip);
    if (!in_text(rip) && stack_ok(rsp)) /* a call of nowhere: whose? */
        print_return(*(const uint64_t *)rsp);
    for (int i = 0; i < BACKTRACE_DEPTH && frame_pointer_ok(rbp, rsp); i++) {
        const uint64_t *link = (const uint64_t *)rbp;
        if (!in_text(link[1]))
            break;
        print_return(link[1]);
        rsp = rbp;
        rbp = link[0];
    }
}

static void print_registers(const struct trap_frame *f)
{
    kprintf("rip %016lx  cs %02lx  rflags %06lx  rsp %016lx  ss %02lx\n",
            f->rip, f->cs, f->rflags, f->rsp, f->ss);
    kprintf("rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx\n", f->rax, f->rbx,
            f->rcx, f->rdx);
    kprintf("rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx\n", f->rsi, f->rdi,
            f->rbp, f->r8);
    kprintf("r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx\n", f->r9, f->r10,
            f->r11, f->r12);
    kprintf("r13 %016lx  r14 %016lx  r15 %016lx\n", f->r13, f->r14, f->r15);
    kprintf("cr0 %lx  cr2 %016lx  cr3 %lx  cr4 %lx\n", cpu_read_cr0(),
            cpu_read_cr2(), cpu_read_cr3(), cpu_read_cr4());
}

/* A panic inside a panic ends at once: its cause is already on the screen. */
static void begin(void)
{
    cpu_irq_disable();
    if (panicking) {
        kprintf("panic: again, while panicking\n");
        power_off(POWER_PANIC);
    }
    panicking = true;
    kprintf("\n");
}

static __attribute__((noreturn)) void finish(void)
{
    report_cores();
    report_lwps();
    end_run(TRACE_EXIT_PANIC, 0);
}

void panic(const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    kvsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (guard_active())
        guard_abandon(text);
    begin();
    kprintf("panic: %s\n", text);
    uint64_t rbp = (uint64_t)__builtin_frame_address(0);
    print_backtrace((uint64_t)__builtin_return_address(0) - 1, rbp,
                    *(uint64_t *)rbp);
    finish();
}

void panic_trap(const struct trap_frame *frame, const char *what)
{
    begin();
    kprintf("panic: %s: vector %lu, error 0x%lx\n", what, frame->vector,
            frame->error);
    if (frame->vector == VECTOR_DOUBLE_FAULT &&
        kernel_stack_guard(cpu_read_cr2()))
        kprintf("the kernel stack overflowed\n");
    print_registers(frame);
    print_backtrace(frame->rip, frame->rsp, frame->rbp);
    finish();
}
