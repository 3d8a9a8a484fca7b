/* SPDX-License-Identifier: MIT
 *
 * From a system call's number to its handler. syscall_entry in x86/trap.asm builds
 * the frame; arguments come in rdi, rsi, rdx, r10, r8, r9, the result goes to rax.
 */
#include "syscall.h"
#include <stdbool.h>
#include "core.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "task/process.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/trap.h"

typedef int64_t handler(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                        uint64_t);

/* A handler takes fewer and narrower parameters than it is given: the ABI lets it
 * ignore the rest. */
#define SYSCALL(number, name, parameters) [number] = (handler *)(void *)sys_##name,
static handler *const handlers[] = {
#include "syscall.def"
};
#undef SYSCALL

#define HANDLERS (sizeof(handlers) / sizeof(handlers[0]))
#define NUMBERS_NAMED 1024 /* unknown numbers above are named as one */

/* ENOSYS; the first time that a number is met the console says so. */
static int64_t unknown(uint64_t number)
{
    static uint64_t named[NUMBERS_NAMED / 64];
    uint64_t n = number < NUMBERS_NAMED ? number : NUMBERS_NAMED - 1;
    uint64_t bit = 1ull << n % 64;

    if (!(__atomic_fetch_or(&named[n / 64], bit, __ATOMIC_RELAXED) & bit))
        kprintf("convoy: %s: system call %lu is not implemented (ENOSYS)\n",
                current_lwp()->name, number);
    return -ENOSYS;
}

static __attribute__((noinline)) void trace_enter(const struct trap_frame *f)
{
    const uint64_t words[4] = {f->rsi, f->rdx, f->r10, f->r8};
    trace_emit_wide(TRACE_SYS_ENTER, (uint32_t)f->error, f->rdi, words);
}

bool syscall_handle(struct trap_frame *frame)
{
    uint64_t number = frame->rax;

    current_lwp()->frame = frame;
    frame->error = number;
    cpu_irq_enable();
    if (__builtin_expect(trace_on, 0))
        trace_enter(frame);
    handler *handle = number < HANDLERS ? handlers[number] : NULL;
    int64_t result = handle ? handle(frame->rdi, frame->rsi, frame->rdx,
                                     frame->r10, frame->r8, frame->r9)
                            : unknown(number);
    frame->rax = (uint64_t)result;
    trace(TRACE_SYS_EXIT, (uint32_t)number, (uint64_t)result);
    cpu_irq_disable();
    if (lwp_has_work(current_lwp()))
        trap_return_user(frame);
    return frame->vector != TRAP_SYSCALL;
}

enum { NR_READ = 0, NR_WRITE = 1, NR_READV = 19, NR_WRITEV = 20, NR_OPEN = 2,
       NR_FUTEX = 202 };

bool syscall_restarts(const struct trap_frame *frame)
{
    switch (frame->error) {
    case NR_READ:
    case NR_WRITE:
    case NR_READV:
    case NR_WRITEV:
    case NR_OPEN:
        return true;
    case NR_FUTEX:
        return frame->r10 == 0; /* no timeout */
    default:
        return false;
    }
}
