/* SPDX-License-Identifier: MIT
 *
 * Ending: one LWP, a process, the run.
 *
 * exit_group marks the process and wakes every LWP of it; each ends on its own way
 * back to ring 3, where signal_deliver sees the mark. The last one out gives back
 * what the process owned. When that is pid 1's, the machine powers off.
 */
#include "core.h"
#include "end.h"
#include "fs/file.h"
#include "lib/assert.h"
#include "mm/heap.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/futex.h"
#include "task/process.h"
#include "task/robust.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/paging.h"

/* set_tid_address(2): clear the word and wake whoever waits for it (join). */
static void clear_child_tid(struct lwp *lwp)
{
    uint64_t address = lwp->clear_child_tid;

    lwp->clear_child_tid = 0;
    if (address && !user_write32(address, 0))
        futex_wake_shared(address, 1);
}

/* Out of the process. True: the last one. */
static bool leave_process(struct process *process, struct lwp *lwp, int status)
{
    spin_lock(&process->lock);
    list_remove(&lwp->siblings);
    process->dead_time += lwp_run_time(lwp);
    bool last = --process->lwp_count == 0;
    if (last && !process->exiting)
        process->exit_status = status;
    signal_retarget(process, process->signals.bits);
    spin_unlock(&process->lock);
    return last;
}

/* The shell's view of a wait status: 128 + signal, or the exit code. */
static uint32_t shell_status(int status)
{
    return status & 0x7f ? 128u + (status & 0x7f) : (status >> 8) & 0xff;
}

static void release_process(struct process *process)
{
    struct space *space = process->space;

    files_put(process->files);
    process->space = NULL; /* from now on context_load does not load it */
    cpu_write_cr3(paging_kernel_root());
    space_put(space);
    if (process->pid == 1)
        end_run(TRACE_EXIT_POWEROFF, shell_status(process->exit_status));
}

void lwp_exit(int status)
{
    struct lwp *lwp = current_lwp();
    struct process *process = lwp->process;

    robust_list_end(lwp);
    clear_child_tid(lwp);
    trace(TRACE_SCHED_EXIT, lwp->tid, (uint64_t)status);
    if (leave_process(process, lwp, status))
        release_process(process);
    lwp->state = 'Z';
    schedule();
    panic("LWP %u runs after its end", lwp->tid);
}

void process_exit(int status)
{
    struct process *process = current_process();

    spin_lock(&process->lock);
    if (!process->exiting) {
        process->exiting = true;
        process->exit_status = status;
    }
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        lwp_attend(lwp);
        if (lwp != current_lwp())
            sched_interrupt(lwp);
    }
    spin_unlock(&process->lock);
    lwp_exit(status);
}

int64_t sys_exit(int status)
{
    lwp_exit(status_exited(status));
}

int64_t sys_exit_group(int status)
{
    process_exit(status_exited(status));
}
