/* SPDX-License-Identifier: MIT
 *
 * The tree of processes, its groups and sessions. See family.h.
 *
 * The end of a process and its parent's wait meet under tasks_lock: the parent
 * looks for zombies and goes to sleep under it, the child becomes one and wakes
 * it under it. So neither is missed. Source: credentials(7), setpgid(2),
 * wait(2).
 */
#include "task/family.h"
#include "lib/errno.h"
#include "syscall.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/signal.h"

struct spinlock tasks_lock = SPINLOCK("tasks");
struct list processes_all = {&processes_all, &processes_all};

static struct process *init; /* pid 1, constant */

static void adopt(struct process *parent, struct process *child)
{
    list_remove(&child->sibling);
    list_push_back(&parent->children, &child->sibling);
    child->parent = parent;
    __atomic_store_n(&child->parent_pid, parent->pid, __ATOMIC_RELAXED);
}

void family_add(struct process *child, struct process *parent)
{
    process_get(child);
    process_register(child);
    spin_lock(&tasks_lock);
    if (parent) {
        adopt(parent, child);
        child->group = parent->group;
        child->session = parent->session;
    } else {
        init = child;
        child->group = child->session = child->pid;
    }
    list_push_back(&processes_all, &child->all);
    spin_unlock(&tasks_lock);
}

void family_reap(struct process *process)
{
    struct usage *sum = &process->parent->children_usage;

    usage_add(sum, &process->ended);
    usage_add(sum, &process->children_usage);
    process->parent = NULL;
    list_remove(&process->sibling);
    list_remove(&process->all);
    process_unregister(process);
}

struct signal_info family_exit_info(struct process *process, int status)
{
    int signal = status & STATUS_SIGNAL_MASK;
    struct usage usage = usage_of_process(process);
    struct signal_info info = {
        .signal = SIGCHLD,
        .child = {.pid = (int32_t)process->pid,
                  .uid = process->credentials.user.real,
                  .user_time = (int64_t)usage_ticks(usage.user),
                  .system_time = (int64_t)usage_ticks(usage.system)}};

    if (status == STATUS_CONTINUED) {
        info.code = CLD_CONTINUED;
        info.child.status = SIGCONT;
    } else if (signal == STATUS_SIGNAL_MASK) {
        info.code = CLD_STOPPED;
        info.child.status = status >> 8;
    } else {
        info.code = signal ? CLD_KILLED : CLD_EXITED;
        info.child.status = signal ? signal : status >> 8;
    }
    return info;
}

void family_executed(struct process *process)
{
    spin_lock(&tasks_lock);
    process->executed = true;
    spin_unlock(&tasks_lock);
}

/* Does `parent` not want to know how its children end: sigaction(2)? */
static bool is_careless(struct process *parent)
{
    spin_lock(&parent->lock);
    const struct signal_action *action = &parent->actions[SIGCHLD - 1];
    bool careless =
        action->handler == SIG_IGN || (action->flags & SA_NOCLDWAIT);
    spin_unlock(&parent->lock);
    return careless;
}

/* Tell the parent of the zombie `process`. If that wants no zombies the result is
 * `process`, reaped, for the caller to put; otherwise NULL. tasks_lock is held. */
static struct process *notify_parent(struct process *process)
{
    struct process *parent = process->parent;
    bool gone = is_careless(parent);
    struct signal_info info = family_exit_info(process, process->exit_status);

    signal_queue_process(parent, &info);
    if (gone)
        family_reap(process);
    waitq_wake(&parent->wait_queue, WAKE_ALL);
    return gone ? process : NULL;
}

/* Give one child to init. The same result as above. */
static struct process *give_away(struct process *child)
{
    const struct process *parent = child->parent;

    adopt(init, child);
    family_left(child, parent);
    return child->zombie ? notify_parent(child) : NULL;
}

void family_exit(struct process *process)
{
    struct list *node;

    spin_lock(&tasks_lock);
    while ((node = list_first(&process->children))) {
        struct process *gone =
            give_away(list_entry(node, struct process, sibling));
        spin_unlock(&tasks_lock); /* there may be many */
        if (gone)
            process_put(gone);
        spin_lock(&tasks_lock);
    }
    process->zombie = true;
    family_left(process, process->parent);
    struct process *gone = notify_parent(process);
    spin_unlock(&tasks_lock);
    if (gone)
        process_put(gone);
}

/* ---- vfork ---- */

void family_return_space(struct process *child)
{
    spin_lock(&tasks_lock);
    child->borrows = false;
    waitq_wake(&child->return_queue, WAKE_ALL);
    spin_unlock(&tasks_lock);
}

/* Must the current LWP end, whatever else its signals say? */
static bool must_end(const struct lwp *lwp)
{
    uint64_t pending = lwp->signals.bits | lwp->process->signals.bits;

    return lwp->process->exiting || (pending & signal_bit(SIGKILL));
}

/* Signals with handlers wait: so the LWP sleeps by schedule(), which they end for
 * one round only, not by waitq_sleep. */
void family_await_space(struct process *child)
{
    struct waiter waiter = {.lwp = current_lwp(), .exclusive = true};

    spin_lock(&tasks_lock);
    while (child->borrows && !must_end(waiter.lwp)) {
        waitq_add(&child->return_queue, &waiter);
        lwp_prepare_sleep((struct wait_reason){WAIT_VFORK, child->pid});
        spin_unlock(&tasks_lock);
        schedule();
        spin_lock(&tasks_lock);
        waitq_remove(&waiter);
    }
    spin_unlock(&tasks_lock);
}

/* ---- groups and sessions ---- */

int64_t sys_getppid(void)
{
    return __atomic_load_n(&current_process()->parent_pid, __ATOMIC_RELAXED);
}

/* The process `pid` (0: the caller) with a reference, or NULL. */
static struct process *find_or_self(int pid)
{
    if (pid > 0)
        return process_find((uint32_t)pid);
    if (pid < 0)
        return NULL;
    process_get(current_process());
    return current_process();
}

int64_t sys_getpgid(int pid)
{
    struct process *process = find_or_self(pid);

    if (!process)
        return -ESRCH;
    int64_t group = process->group;
    process_put(process);
    return group;
}

int64_t sys_getpgrp(void)
{
    return current_process()->group;
}

int64_t sys_getsid(int pid)
{
    struct process *process = find_or_self(pid);

    if (!process)
        return -ESRCH;
    int64_t session = process->session;
    process_put(process);
    return session;
}

/* Is there a process in `group`, and if `session` is not 0 in that session?
 * tasks_lock is held. */
static bool group_exists(uint32_t group, uint32_t session)
{
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        if (process->group == group &&
            (!session || process->session == session))
            return true;
    }
    return false;
}

bool family_uses(uint32_t id)
{
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        if (process->group == id || process->session == id)
            return true;
    }
    return false;
}

/* May the current process `self` move `process` to `group`? tasks_lock is held. */
static int check_move(const struct process *self, const struct process *process,
                      uint32_t group)
{
    if (process != self && process->parent != self)
        return -ESRCH;
    if (process != self && process->session != self->session)
        return -EPERM;
    if (process != self && process->executed)
        return -EACCES;
    if (process->session == process->pid)
        return -EPERM; /* it leads the session */
    if (group != process->pid && !group_exists(group, self->session))
        return -EPERM;
    return 0;
}

int64_t sys_setpgid(int pid, int group)
{
    if (group < 0 || (pid < 0 && group == 0))
        return -EINVAL;
    struct process *process = find_or_self(pid);
    if (!process)
        return -ESRCH;
    uint32_t target = group ? (uint32_t)group : process->pid;
    spin_lock(&tasks_lock);
    int error = check_move(current_process(), process, target);
    if (!error)
        process->group = target;
    spin_unlock(&tasks_lock);
    process_put(process);
    return error;
}

int64_t sys_setsid(void)
{
    struct process *process = current_process();
    int64_t result = -EPERM;

    spin_lock(&tasks_lock);
    if (!group_exists(process->pid, 0)) {
        process->group = process->session = process->pid;
        result = process->pid;
    }
    spin_unlock(&tasks_lock);
    return result;
}
