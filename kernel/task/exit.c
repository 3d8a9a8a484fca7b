/* SPDX-License-Identifier: MIT
 *
 * Ending: one LWP, a process, the run.
 *
 * exit_group marks the process and wakes every LWP of it; each ends on its own way
 * back to ring 3, where signal_deliver sees the mark. The last one out gives back
 * what the process owned, and leaves a zombie. When that is pid 1's, the machine
 * powers off. Exec ends all LWPs but one in the same way.
 */
#include "core.h"
#include "end.h"
#include "fs/file.h"
#include "fs/tty_jobs.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/executable.h"
#include "task/family.h"
#include "task/futex.h"
#include "task/futex_pi.h"
#include "task/process.h"
#include "task/robust.h"
#include "task/sched.h"
#include "time/itimer.h"
#include "time/posix_timer.h"
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

void lwp_leave_space(struct lwp *lwp)
{
    robust_list_end(lwp);
    futex_pi_release(lwp);
    clear_child_tid(lwp);
}

/* Out of the process. True: the last one. *others is what those that ended before
 * have used. */
static bool leave_process(struct process *process, struct lwp *lwp, int status,
                          struct usage *others)
{
    struct usage own = usage_of_lwp(lwp);

    spin_lock(&process->lock);
    list_remove(&lwp->siblings);
    *others = process->ended;
    usage_add(&process->ended, &own);
    if (lwp->tid == process->pid)
        memcpy(process->name, lwp->name, sizeof(process->name));
    bool last = --process->lwp_count == 0;
    if (last && !process->exiting)
        process->exit_status = status;
    if (process->exec && process->lwp_count == 1)
        lwp_wake(process->exec);
    signal_retarget(process, process->signals.bits);
    spin_unlock(&process->lock);
    return last;
}

/* The shell's view of a wait status: 128 + signal, or the exit code. */
static uint32_t shell_status(int status)
{
    int signal = status & STATUS_SIGNAL_MASK;

    return signal ? 128u + (uint32_t)signal : (status >> 8) & 0xff;
}

/* Until the space is in CR3 no switch of LWPs may come between: it would load
 * either. With NULL, context_load loads the kernel's. */
void process_change_space(struct process *process, struct space *space)
{
    uint64_t flags = cpu_irq_save();

    spin_lock(&process->lock);
    struct space *old = process->space;
    process->space = space;
    if (old)
        process->ended.peak_pages =
            max_u64(process->ended.peak_pages, space_peak(old));
    spin_unlock(&process->lock);
    cpu_write_cr3(space ? space->root : paging_kernel_root());
    cpu_irq_restore(flags);
    if (process->borrows)
        family_return_space(process);
    space_put(old);
}

/* The last LWP has used more since it left: giving back memory takes time. Its
 * process's final usage is that of `others` and its own. */
static void count_last(struct process *process, const struct usage *others)
{
    struct usage own = usage_of_lwp(current_lwp());

    spin_lock(&process->lock);
    own.peak_pages = process->ended.peak_pages;
    process->ended = *others;
    usage_add(&process->ended, &own);
    spin_unlock(&process->lock);
}

static void release_process(struct process *process, const struct usage *others)
{
    struct files *files = process->files;
    struct inode *executable = process->executable;

    itimers_release(process);
    posix_timers_release(process);
    spin_lock(&process->lock);
    process->files = NULL;
    process->executable = NULL;
    spin_unlock(&process->lock);
    files_put(files);
    executable_put(executable);
    process_change_space(process, NULL);
    if (process->pid == 1)
        end_run(TRACE_EXIT_POWEROFF, shell_status(process->exit_status));
    tty_leader_ended();
    count_last(process, others);
    family_exit(process);
}

void lwp_exit(int status)
{
    struct lwp *lwp = current_lwp();
    struct process *process = lwp->process;
    struct usage others;

    lwp_leave_space(lwp);
    trace(TRACE_SCHED_EXIT, lwp->tid, (uint64_t)status);
    if (leave_process(process, lwp, status, &others))
        release_process(process, &others);
    lwp->state = 'Z';
    schedule();
    panic("LWP %u runs after its end", lwp->tid);
}

/* Every LWP but the current one has to leave. process->lock is held. */
static void interrupt_others(struct process *process)
{
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        lwp_attend(lwp);
        if (lwp != current_lwp())
            sched_interrupt(lwp);
    }
}

void process_exit(int status)
{
    struct process *process = current_process();

    spin_lock(&process->lock);
    if (!process->exiting || process->exec) {
        process->exiting = true;
        process->exec = NULL;
        process->exit_status = status;
    }
    interrupt_others(process);
    spin_unlock(&process->lock);
    lwp_exit(status);
}

int process_end_others(void)
{
    struct process *process = current_process();
    struct lwp *lwp = current_lwp();
    int error = 0;

    spin_lock(&process->lock);
    if (process->exiting) {
        spin_unlock(&process->lock);
        return -EAGAIN;
    }
    if (process->lwp_count > 1) {
        process->exiting = true;
        process->exec = lwp;
        interrupt_others(process);
    }
    while (process->exec == lwp && process->lwp_count > 1) {
        lwp_prepare_sleep((struct wait_reason){WAIT_EXEC, 0});
        spin_unlock(&process->lock);
        schedule(); /* not lwp_sleep, which `exiting` keeps awake */
        spin_lock(&process->lock);
    }
    if (process->exec == lwp) {
        process->exec = NULL;
        process->exiting = false;
    } else if (process->exiting) {
        error = -EAGAIN; /* somebody was faster with exit_group */
    }
    spin_unlock(&process->lock);
    return error;
}

int64_t sys_exit(int status)
{
    lwp_exit(status_exited(status));
}

int64_t sys_exit_group(int status)
{
    process_exit(status_exited(status));
}
