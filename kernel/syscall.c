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
#include "task/futex_pi.h"
#include "task/process.h"
#include "trace/trace.h"
#include "x86/trap.h"

/* Gaps hold NULL until syscall_init. A handler takes fewer and narrower parameters
 * than it is given: the ABI lets it ignore the rest. */
#define SYSCALL(number, name, parameters)                                      \
    [number] = (syscall_handler *)(void *)sys_##name,
syscall_handler *syscall_handlers[] = {
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
            syscall_handlers[i] = (syscall_handler *)(void *)gap;
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

/* Numbers of the calls that can be made again. Source: signal(7). */
enum {
    NR_READ = 0,
    NR_WRITE = 1,
    NR_OPEN = 2,
    NR_POLL = 7,
    NR_IOCTL = 16,
    NR_READV = 19,
    NR_WRITEV = 20,
    NR_SELECT = 23,
    NR_PAUSE = 34,
    NR_NANOSLEEP = 35,
    NR_SENDFILE = 40,
    NR_SENDTO = 44,
    NR_RECVFROM = 45,
    NR_SENDMSG = 46,
    NR_RECVMSG = 47,
    NR_WAIT4 = 61,
    NR_FCNTL = 72,
    NR_FLOCK = 73,
    NR_CREAT = 85,
    NR_RT_SIGSUSPEND = 130,
    NR_FUTEX = 202,
    NR_CLOCK_NANOSLEEP = 230,
    NR_WAITID = 247,
    NR_OPENAT = 257,
    NR_PSELECT6 = 270,
    NR_PPOLL = 271,
};

#define FUTEX_COMMAND_MASK 0x7fu

/* Only operation 0 has a relative time-out. */
static enum syscall_restart futex_restarts(uint32_t operation, uint64_t timeout)
{
    uint32_t command = operation & FUTEX_COMMAND_MASK;

    if (command == FUTEX_LOCK_PI || command == FUTEX_LOCK_PI2)
        return RESTARTS_ALWAYS;
    if (!timeout)
        return RESTARTS_AFTER_HANDLER;
    return command ? RESTARTS_UNHANDLED : RESTARTS_TIMED;
}

enum syscall_restart syscall_restarts(const struct trap_frame *frame)
{
    switch (frame->error) {
    case NR_READ:
    case NR_WRITE:
    case NR_READV:
    case NR_WRITEV:
    case NR_OPEN:
    case NR_OPENAT:
    case NR_CREAT:
    case NR_IOCTL:
    case NR_FCNTL:
    case NR_FLOCK:
    case NR_SENDFILE:
    case NR_SENDTO:
    case NR_RECVFROM:
    case NR_SENDMSG:
    case NR_RECVMSG:
    case NR_WAIT4:
    case NR_WAITID:
        return RESTARTS_AFTER_HANDLER;
    case NR_FUTEX:
        return futex_restarts((uint32_t)frame->rsi, frame->r10);
    case NR_CLOCK_NANOSLEEP: /* rsi: TIMER_ABSTIME, or 0 */
        return frame->rsi ? RESTARTS_UNHANDLED : RESTARTS_TIMED;
    case NR_POLL:
    case NR_NANOSLEEP:
        return RESTARTS_TIMED;
    case NR_PPOLL:
    case NR_SELECT:
    case NR_PSELECT6:
    case NR_PAUSE:
    case NR_RT_SIGSUSPEND:
        return RESTARTS_UNHANDLED;
    default:
        return RESTARTS_NEVER;
    }
}
