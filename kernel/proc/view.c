/* SPDX-License-Identifier: MIT
 *
 * Looking at processes and LWPs. See view.h.
 *
 * Locks, one after the other: tasks_lock for the family, the process's for
 * the rest. What the scheduler changes meanwhile is read word by word: it may be
 * of the moment before or after.
 */
#include "proc/view.h"

#include "fs/file.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/space.h"
#include "proc/proc.h"
#include "task/family.h"
#include "task/sched.h"
#include "task/signal.h"
#include "task/usage.h"
#include "time/clock.h"

const char *proc_wait_name(struct wait_reason reason)
{
    static const char *const names[] = {
        [WAIT_NONE] = "schedule",
        [WAIT_PIPE_READ] = "pipe_read",
        [WAIT_PIPE_WRITE] = "pipe_write",
        [WAIT_FUTEX] = "futex_wait",
        [WAIT_SLEEP] = "hrtimer_nanosleep",
        [WAIT_CHILD] = "do_wait",
        [WAIT_POLL] = "poll_schedule_timeout",
        [WAIT_SIGNAL] = "sigsuspend",
        [WAIT_STOPPED] = "do_signal_stop",
        [WAIT_EPOLL] = "ep_poll",
        [WAIT_EVENTFD] = "eventfd_read",
        [WAIT_SOCKET_RECV] = "sock_recvmsg",
        [WAIT_SOCKET_SEND] = "sock_sendmsg",
        [WAIT_TTY] = "n_tty_read",
        [WAIT_FILE_LOCK] = "locks_lock_inode_wait",
        [WAIT_VFORK] = "wait_for_vfork_done",
        [WAIT_EXEC] = "de_thread",
        [WAIT_TIMERFD] = "timerfd_read",
    };

    if (reason.kind == WAIT_EVENTFD && reason.object)
        return "eventfd_write";
    return names[reason.kind];
}

struct inode *process_program(const struct process *process)
{
    return process->executable;
}

/* The LWP `tid` of `process`, or NULL. Its lock is held. */
static struct lwp *find_lwp(struct process *process, uint32_t tid)
{
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        if (lwp->tid == tid)
            return lwp;
    }
    return NULL;
}

bool proc_lwp_exists(struct process *process, uint32_t tid)
{
    spin_lock(&process->lock);
    bool exists = tid == process->pid || find_lwp(process, tid);
    spin_unlock(&process->lock);
    return exists;
}

/* The lock is held. */
static uint32_t count_threads(struct process *process)
{
    return process->lwp_count + !find_lwp(process, process->pid);
}

uint32_t proc_threads(struct process *process)
{
    spin_lock(&process->lock);
    uint32_t count = count_threads(process);
    spin_unlock(&process->lock);
    return count;
}

/* What ps calls its state: sleepers that a signal does not wake are D. */
static char state_letter(const struct lwp *lwp)
{
    if (!lwp)
        return 'Z';
    if (lwp->state != 'S')
        return lwp->state;
    if (lwp->wait.kind == WAIT_STOPPED)
        return 'T';
    return wait_is_firm(lwp->wait.kind) ? 'D' : 'S';
}

static void view_family(struct process *process, struct proc_view *view)
{
    spin_lock(&tasks_lock);
    view->parent = process->parent_pid;
    view->group = process->group;
    view->session = process->session;
    view->executed = process->executed;
    struct usage children = process->children_usage;
    spin_unlock(&tasks_lock);
    view->children_user_time = children.user;
    view->children_system_time = children.system;
    view->children_faults = children.faults;
}

static void view_lwp(const struct lwp *lwp, struct proc_view *view)
{
    memcpy(view->name, lwp->name, sizeof view->name);
    view->wait = lwp->wait;
    view->started = lwp->started;
    view->nice = lwp->attributes.nice;
    view->posix_class = lwp->posix_class;
    view->posix_priority = lwp->posix_priority;
    view->priority = lwp->attributes.priority;
    view->core = lwp->core;
    view->affinity = lwp->affinity.words[0];
    view->mask = lwp->signal_mask;
    view->pending = lwp->signals.bits;
}

static void view_signals(const struct process *process, struct proc_view *view)
{
    view->shared_pending = process->signals.bits;
    for (int signal = 1; signal <= SIGNALS; signal++) {
        uint64_t handler = process->actions[signal - 1].handler;
        if (handler == SIG_IGN)
            view->ignored |= signal_bit(signal);
        else if (handler != SIG_DFL)
            view->caught |= signal_bit(signal);
    }
    for (const struct signal_entry *entry = process->signals.first; entry;
         entry = entry->next)
        view->queued++;
    view->most_queued = process->limits[RLIMIT_SIGPENDING].soft;
}

static void view_usage(const struct usage *usage, struct proc_view *view)
{
    view->user_time = usage->user;
    view->system_time = usage->system;
    view->faults = usage->faults;
    view->switches_voluntary = usage->switches_voluntary;
    view->switches_involuntary = usage->switches_involuntary;
    view->peak_pages = usage->peak_pages;
}

/* The process's lock is held; `lwp` is the one that it is seen through, or NULL:
 * it has ended. */
static void view_process(struct process *process, struct proc_view *view)
{
    view->threads = count_threads(process);
    view->leaves = process->exiting || process->lwp_count == 0;
    view->exit_status = process->lwp_count ? 0 : process->exit_status;
    view->credentials = process->credentials;
    view->no_new_privs = process->prctl.no_new_privs;
    view->rss_limit = process->limits[RLIMIT_RSS].soft;
    view_signals(process, view);
    if (process->files) {
        view->has_files = true;
        view->umask = files_umask(process->files);
        view->files_room = files_room(process->files);
    }
    view->space = process->space;
    if (view->space)
        space_get(view->space);
}

int proc_view_take(const struct proc_subject *subject, struct proc_view *view)
{
    struct process *process = subject->process;

    memset(view, 0, sizeof *view);
    view->pid = process->pid;
    view->id = subject->tid ? subject->tid : process->pid;
    view_family(process, view);
    spin_lock(&process->lock);
    struct lwp *lwp = find_lwp(process, view->id);
    if (!lwp && view->id != process->pid) {
        spin_unlock(&process->lock);
        return -ESRCH;
    }
    view->state = state_letter(lwp);
    view->started = process->started;
    memcpy(view->name, process->name, sizeof view->name);
    struct usage usage = subject->tid && lwp ? usage_of_lwp(lwp)
                                             : usage_of_process_locked(process);
    view_usage(&usage, view);
    if (lwp)
        view_lwp(lwp, view);
    view_process(process, view);
    spin_unlock(&process->lock);
    return 0;
}

void proc_view_drop(struct proc_view *view)
{
    if (view->space)
        space_put(view->space);
}

uint64_t proc_ticks(uint64_t clock)
{
    return usage_ticks(clock);
}
