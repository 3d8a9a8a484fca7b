/* SPDX-License-Identifier: MIT
 *
 * From a system call's number to its handler. syscall_entry in x86/trap.asm builds
 * the frame; arguments come in rdi, rsi, rdx, r10, r8, r9, the result goes to rax.
 */
#include "syscall.h"
#include <stddef.h>
#include "core.h"
#include "lib/errno.h"
#include "lib/print.h"
#include "task/process.h"
#include "trace/trace.h"
#include "x86/trap.h"

typedef int64_t handler(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                        uint64_t);

/* Every number up to the last one that there is; gaps hold NULL until
 * syscall_init. A handler takes fewer and narrower parameters than it is given: the
 * ABI lets it ignore the rest. */
#define SYSCALL(number, name, parameters)                                      \
    [number] = (handler *)(void *)sys_##name,
handler *syscall_handlers[] = {
#include "syscall.def"
};
#undef SYSCALL

const uint64_t syscall_count =
    sizeof(syscall_handlers) / sizeof(syscall_handlers[0]);

#define NUMBERS_NAMED 1024 /* unknown numbers above are named as one */

/* ENOSYS; the first time that a number is met the console says so. */
int64_t syscall_unknown(uint64_t number)
{
    static uint64_t named[NUMBERS_NAMED / 64];
    uint64_t n = number < NUMBERS_NAMED ? number : NUMBERS_NAMED - 1;
    uint64_t bit = 1ull << n % 64;

    if (!(__atomic_fetch_or(&named[n / 64], bit, __ATOMIC_RELAXED) & bit))
        kprintf("convoy: %s: system call %lu is not implemented (ENOSYS)\n",
                current_lwp()->name, number);
    return -ENOSYS;
}

static int64_t gap(void)
{
    return syscall_unknown(current_lwp()->frame->error);
}

void syscall_init(void)
{
    for (uint64_t i = 0; i < syscall_count; i++)
        if (!syscall_handlers[i])
            syscall_handlers[i] = (handler *)(void *)gap;
}

/* Instructions around the two events, besides trace_emit's own. */
static uint32_t enter_overhead, exit_overhead;

void syscall_trace_enter(const struct trap_frame *f)
{
    const uint64_t words[4] = {f->rsi, f->rdx, f->r10, f->r8};
    trace_emit_at(TRACE_SYS_ENTER, (uint32_t)f->error, f->rdi, words,
                  enter_overhead);
}

__attribute__((noinline)) int64_t syscall_trace_exit(const struct trap_frame *f,
                                                     int64_t result)
{
    trace_emit_at(TRACE_SYS_EXIT, (uint32_t)f->error, (uint64_t)result, NULL,
                  exit_overhead);
    return result;
}

#define JUMP_BACK 1 /* in syscall_entry, behind either of the two */

void syscall_trace_calibrate(void)
{
    static const struct trap_frame frame; /* of no call: nothing is recorded */

    uint64_t start = core_clock();
    uint64_t empty = core_clock() - start;
    start = core_clock();
    trace_call(&frame);
    enter_overhead = (uint32_t)(core_clock() - start - empty) + JUMP_BACK;
    start = core_clock();
    syscall_trace_exit(&frame, 0);
    exit_overhead = (uint32_t)(core_clock() - start - empty) + JUMP_BACK;
}

enum {
    NR_READ = 0,
    NR_WRITE = 1,
    NR_READV = 19,
    NR_WRITEV = 20,
    NR_OPEN = 2,
    NR_FUTEX = 202
};

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
