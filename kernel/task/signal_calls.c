/* SPDX-License-Identifier: MIT
 *
 * The system calls about signals: section 2 of the manual, each under its name.
 */
#include <stddef.h>
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/family.h"
#include "task/process.h"
#include "task/signal.h"
#include "time/clock.h"
#include "x86/trap.h"

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define MINSIGSTKSZ 2048

static bool valid(int signal)
{
    return signal >= 1 && signal <= SIGNALS;
}

static int64_t put_mask(uint64_t to, uint64_t mask)
{
    return to ? copy_to_user(to, &mask, sizeof(mask)) : 0;
}

int64_t sys_rt_sigaction(int signal, uint64_t action, uint64_t old,
                         uint64_t mask_size)
{
    struct process *process = current_process();
    struct signal_action next, last;

    if (mask_size != sizeof(next.mask) || !valid(signal) ||
        (action && (signal == SIGKILL || signal == SIGSTOP)))
        return -EINVAL;
    if (action && copy_from_user(&next, action, sizeof(next)))
        return -EFAULT;
    spin_lock(&process->lock);
    last = process->actions[signal - 1];
    if (action)
        signal_set_action(process, signal, &next);
    spin_unlock(&process->lock);
    return old ? copy_to_user(old, &last, sizeof(last)) : 0;
}

int64_t sys_rt_sigprocmask(int how, uint64_t set, uint64_t old,
                           uint64_t mask_size)
{
    struct lwp *lwp = current_lwp();
    uint64_t last = lwp->signal_mask, change;

    if (mask_size != sizeof(last))
        return -EINVAL;
    if (set) {
        if (copy_from_user(&change, set, sizeof(change)))
            return -EFAULT;
        if (how == SIG_BLOCK)
            change |= last;
        else if (how == SIG_UNBLOCK)
            change = last & ~change;
        else if (how != SIG_SETMASK)
            return -EINVAL;
        signal_mask_swap(change);
    }
    return put_mask(old, last);
}

int64_t sys_rt_sigpending(uint64_t set, uint64_t mask_size)
{
    struct lwp *lwp = current_lwp();

    if (mask_size > sizeof(uint64_t))
        return -EINVAL;
    uint64_t bits = lwp->signals.bits | lwp->process->signals.bits;
    bits &= lwp->signal_mask;
    return copy_to_user(set, &bits, mask_size);
}

/* Sleep until a signal has been delivered to a handler (or ends the process). */
int64_t sys_pause(void)
{
    while (!signal_pending(current_lwp())) {
        lwp_prepare_sleep((struct wait_reason){WAIT_SIGNAL, 0});
        lwp_sleep(CLOCK_NEVER);
    }
    return -EINTR;
}

int64_t sys_rt_sigsuspend(uint64_t mask, uint64_t mask_size)
{
    struct lwp *lwp = current_lwp();
    uint64_t next;

    if (mask_size != sizeof(next))
        return -EINVAL;
    if (copy_from_user(&next, mask, sizeof(next)))
        return -EFAULT;
    lwp->saved_mask = signal_mask_swap(next);
    lwp->mask_saved = true;
    lwp_attend(lwp); /* on the way out the old mask comes back */
    return sys_pause();
}

/* The next signal of `wanted`, waiting until `deadline` if there is none:
 * its number, -EAGAIN, or -EINTR. */
static int wait_for(uint64_t wanted, uint64_t deadline,
                    struct signal_info *info)
{
    struct lwp *lwp = current_lwp();
    int error = 0, signal;

    lwp->signal_wanted = wanted; /* from now on senders wake this LWP */
    while (!(signal = signal_take(lwp, wanted, info)) && !error) {
        lwp_prepare_sleep((struct wait_reason){WAIT_SIGNAL, 0});
        error = lwp_sleep(deadline);
    }
    lwp->signal_wanted = 0;
    return signal ? signal : error == -ETIMEDOUT ? -EAGAIN : error;
}

static int64_t put_info(uint64_t to, const struct signal_info *info)
{
    struct signal_user_info whole = {.info = *info};

    return to ? copy_to_user(to, &whole, sizeof(whole)) : 0;
}

int64_t sys_rt_sigtimedwait(uint64_t set, uint64_t info, uint64_t timeout,
                            uint64_t mask_size)
{
    uint64_t wanted, deadline = CLOCK_NEVER;
    struct timespec time;
    struct signal_info taken;

    if (mask_size != sizeof(wanted))
        return -EINVAL;
    if (copy_from_user(&wanted, set, sizeof(wanted)) ||
        (timeout && copy_from_user(&time, timeout, sizeof(time))))
        return -EFAULT;
    if (timeout && clock_deadline(CLOCK_MONOTONIC, &time, false, &deadline))
        return -EINVAL;
    int signal = wait_for(wanted & ~SIGNALS_FIRM, deadline, &taken);
    return signal > 0 && put_info(info, &taken) ? -EFAULT : signal;
}

/* ---- the alternate stack ---- */

int signal_set_stack(struct signal_stack *stack,
                     const struct signal_stack *next, uint64_t rsp)
{
    uint32_t mode = next->flags & ~SS_AUTODISARM;

    if (signal_on_stack(stack, rsp))
        return -EPERM;
    if (mode && mode != SS_DISABLE && mode != SS_ONSTACK)
        return -EINVAL;
    if (mode == SS_DISABLE)
        *stack = (struct signal_stack){.flags = next->flags};
    else if (next->size < MINSIGSTKSZ)
        return -ENOMEM;
    else
        *stack = *next;
    return 0;
}

int64_t sys_sigaltstack(uint64_t stack, uint64_t old)
{
    struct lwp *lwp = current_lwp();
    struct signal_stack last = lwp->alt_stack, next;

    if (stack) {
        if (copy_from_user(&next, stack, sizeof(next)))
            return -EFAULT;
        int error = signal_set_stack(&lwp->alt_stack, &next, lwp->frame->rsp);
        if (error)
            return error;
    }
    uint32_t on_it = signal_on_stack(&last, lwp->frame->rsp) ? SS_ONSTACK : 0;
    last.flags &= SS_AUTODISARM;
    last.flags |= last.size ? on_it : SS_DISABLE;
    last.pad = 0;
    return old ? copy_to_user(old, &last, sizeof(last)) : 0;
}

/* ---- sending ---- */

/* May the current process send `signal` to `process`: kill(2)? 0, -EINVAL,
 * -EPERM. */
static int check_send(const struct process *process, int signal)
{
    const struct process *self = current_process();
    const struct credential_ids *from = &self->credentials.user;
    const struct credential_ids *to = &process->credentials.user;

    if (signal && !valid(signal))
        return -EINVAL;
    if (process == self || credentials_root(&self->credentials) ||
        from->effective == to->saved || from->effective == to->real ||
        from->real == to->saved || from->real == to->real)
        return 0;
    return signal == SIGCONT && self->session == process->session ? 0 : -EPERM;
}

/* Send *info to `process`, or only look whether it could be sent if it is signal
 * 0: 0, -EINVAL, -EPERM or -EAGAIN. */
static int64_t send_to(struct process *process, const struct signal_info *info)
{
    int error = check_send(process, info->signal);

    return error || !info->signal ? error : signal_queue_process(process, info);
}

/* The process `pid` (or, as Linux has it, that of the LWP of that number) with a
 * reference, or NULL. */
static struct process *find(int pid)
{
    struct process *process = process_find((uint32_t)pid);
    struct lwp *lwp = process ? NULL : lwp_find((uint32_t)pid);

    if (lwp) {
        process = lwp->process;
        process_get(process);
        lwp_put(lwp);
    }
    return process;
}

static int64_t send_to_process(int pid, const struct signal_info *info)
{
    struct process *process = pid > 0 ? find(pid) : NULL;

    if (!process)
        return -ESRCH;
    int64_t error = send_to(process, info);
    process_put(process);
    return error;
}

/* To all of `group`, or (0) to all but pid 1 and the sender. */
static int64_t send_to_many(uint32_t group, const struct signal_info *info)
{
    const struct process *self = current_process();
    int64_t result = -ESRCH;

    spin_lock(&tasks_lock);
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        if (group ? process->group == group
                  : process->pid != 1 && process != self) {
            int64_t error = send_to(process, info);
            result = result && error ? error : 0;
        }
    }
    spin_unlock(&tasks_lock);
    return result;
}

int64_t sys_kill(int pid, int signal)
{
    const struct process *self = current_process();
    const struct signal_info info = signal_plain_info(signal, SI_USER);

    if (pid > 0)
        return send_to_process(pid, &info);
    if (pid == INT32_MIN)
        return -ESRCH;
    uint32_t group = pid ? (uint32_t)-pid : self->group;
    return send_to_many(pid == -1 ? 0 : group, &info);
}

/* Send *info, or only look whether it could be sent if it is signal 0, to LWP
 * `tid`, which must be of process `pid` (-1: of any). */
static int64_t send_to_thread(int pid, int tid, const struct signal_info *info)
{
    struct lwp *lwp = lwp_find((uint32_t)tid);
    int64_t error;

    if (!lwp)
        return -ESRCH;
    if (pid != -1 && lwp->process->pid != (uint32_t)pid)
        error = -ESRCH;
    else
        error = check_send(lwp->process, info->signal);
    if (!error && info->signal)
        error = signal_queue_lwp(lwp, info);
    lwp_put(lwp);
    return error;
}

static int64_t kill_thread(int pid, int tid, int signal)
{
    const struct signal_info info = signal_plain_info(signal, SI_TKILL);

    return send_to_thread(pid, tid, &info);
}

int64_t sys_tkill(int tid, int signal)
{
    return tid <= 0 ? -EINVAL : kill_thread(-1, tid, signal);
}

int64_t sys_tgkill(int pid, int tid, int signal)
{
    return pid <= 0 || tid <= 0 ? -EINVAL : kill_thread(pid, tid, signal);
}

/* What sigqueue(3) may claim: nobody may pretend to another process that the
 * kernel or kill(2) sent it. -E2BIG: more than is kept of a siginfo. */
static int get_info(uint64_t from, int signal, bool own,
                    struct signal_info *info)
{
    struct signal_user_info whole;

    if (copy_from_user(&whole, from, sizeof(whole)))
        return -EFAULT;
    for (size_t i = 0; i < sizeof(whole.zeros); i++)
        if (whole.zeros[i])
            return -E2BIG;
    *info = whole.info;
    info->signal = signal;
    if ((info->code >= 0 || info->code == SI_TKILL) && !own)
        return -EPERM;
    return 0;
}

int64_t sys_rt_sigqueueinfo(int pid, int signal, uint64_t info)
{
    struct signal_info given;
    int error =
        get_info(info, signal, (int)current_process()->pid == pid, &given);
    return error ? error : send_to_process(pid, &given);
}

int64_t sys_rt_tgsigqueueinfo(int pid, int tid, int signal, uint64_t info)
{
    struct signal_info given;

    if (pid <= 0 || tid <= 0)
        return -EINVAL;
    int error = get_info(info, signal, (int)current_lwp()->tid == tid, &given);
    return error ? error : send_to_thread(pid, tid, &given);
}
