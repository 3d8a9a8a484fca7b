/* SPDX-License-Identifier: MIT
 *
 * Stopping and continuing. See signal_stop.h.
 *
 * process->stop_signal says that a process is stopped. Each of its LWPs sees that
 * on its way to ring 3, where it would look for signals anyway, and sleeps there
 * until it is 0 again. So a stopped LWP holds nothing that others wait for, and a
 * call that it was taken out of is made again as after any signal without handler.
 *
 * Who sends SIGCONT may hold tasks_lock or not, so the process itself tells its
 * parent that it goes on: the first LWP that wakes up does.
 */
#include "task/signal_stop.h"
#include "core.h"
#include "task/family.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/waitq.h"

/* Every LWP of the process looks at what has changed. process->lock is held. */
static void interrupt_all(struct process *process)
{
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        lwp_attend(lwp);
        if (lwp != current_lwp())
            sched_interrupt(lwp);
    }
}

static void drop_everywhere(struct process *process, uint64_t bits)
{
    signal_set_drop(&process->signals, bits);
    list_for_each (node, &process->lwps)
        signal_set_drop(&list_entry(node, struct lwp, siblings)->signals, bits);
}

void signal_stop_sent(struct process *process, int signal)
{
    if (signal_bit(signal) & SIGNALS_STOPPING)
        drop_everywhere(process, signal_bit(SIGCONT));
    if (signal == SIGCONT)
        drop_everywhere(process, SIGNALS_STOPPING);
    if ((signal != SIGCONT && signal != SIGKILL) || !process->stop_signal)
        return;
    process->stop_signal = 0;
    process->continued = signal == SIGCONT;
    interrupt_all(process);
}

/* SIGCHLD for the parent, unless it does not want to hear of stops, and `status`
 * for its wait. */
static void tell_parent(struct process *process, int status)
{
    spin_lock(&tasks_lock);
    struct signal_info info = family_exit_info(process, status);
    struct process *parent = process->parent;
    process->stop_status = status;
    if (parent) {
        spin_lock(&parent->lock);
        uint64_t flags = parent->actions[SIGCHLD - 1].flags;
        spin_unlock(&parent->lock);
        if (!(flags & SA_NOCLDSTOP))
            signal_queue_process(parent, &info);
        waitq_wake(&parent->wait_queue, WAKE_ALL);
    }
    spin_unlock(&tasks_lock);
}

void signal_stop_begin(int signal)
{
    struct process *process = current_process();

    if (signal != SIGSTOP && family_is_orphaned())
        return;
    spin_lock(&process->lock);
    bool first = !process->stop_signal && !process->exiting;
    if (first) {
        process->stop_signal = signal;
        process->continued = false;
        interrupt_all(process);
    }
    spin_unlock(&process->lock);
    if (first)
        tell_parent(process, status_stopped(signal));
}

/* Wakers are interrupt_all and process_exit: they wake after the change. */
void signal_stop_wait(void)
{
    struct process *process = current_process();

    while (process->stop_signal && !process->exiting) {
        lwp_prepare_sleep((struct wait_reason){WAIT_STOPPED, 0});
        if (!process->stop_signal || process->exiting)
            lwp_cancel_sleep();
        else
            schedule();
    }
    if (process->continued &&
        __atomic_exchange_n(&process->continued, false, __ATOMIC_ACQ_REL))
        tell_parent(process, STATUS_CONTINUED);
}
