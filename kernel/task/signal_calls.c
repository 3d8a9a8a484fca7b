/* SPDX-License-Identifier: MIT
 *
 * The system calls about signals: section 2 of the manual, each under its name.
 */
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/signal.h"
#include "x86/trap.h"

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

#define SS_ONSTACK 1
#define SS_DISABLE 2
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
    return sys_pause();
}

static bool on_alt_stack(const struct lwp *lwp)
{
    return lwp->frame->rsp - lwp->alt_stack.start <= lwp->alt_stack.size &&
           lwp->alt_stack.size;
}

int64_t sys_sigaltstack(uint64_t stack, uint64_t old)
{
    struct lwp *lwp = current_lwp();
    struct signal_stack last = lwp->alt_stack, next;

    last.flags = on_alt_stack(lwp) ? SS_ONSTACK : last.size ? 0 : SS_DISABLE;
    if (stack) {
        if (copy_from_user(&next, stack, sizeof(next)))
            return -EFAULT;
        if (last.flags == SS_ONSTACK)
            return -EPERM;
        if (next.flags & ~SS_DISABLE)
            return -EINVAL;
        if (next.flags & SS_DISABLE)
            next.start = next.size = 0;
        else if (next.size < MINSIGSTKSZ)
            return -ENOMEM;
        lwp->alt_stack = next;
    }
    return old ? copy_to_user(old, &last, sizeof(last)) : 0;
}

/* ---- sending ---- */

int64_t sys_kill(int pid, int signal)
{
    struct lwp *lwp = NULL;

    if (signal && !valid(signal))
        return -EINVAL;
    if (pid == 0 || pid == -1 || pid == -(int)current_process()->pid)
        pid = (int)current_process()->pid; /* the only group there is */
    if (pid > 0)
        lwp = lwp_find((uint32_t)pid);
    if (pid == (int)current_process()->pid && signal)
        signal_send_process(current_process(), signal, SI_USER);
    if (lwp)
        lwp_put(lwp);
    return lwp || pid == (int)current_process()->pid ? 0 : -ESRCH;
}

static int64_t send_to_thread(int pid, int tid, int signal)
{
    if (tid <= 0 || pid == 0 || pid < -1 || (signal && !valid(signal)))
        return -EINVAL;
    struct lwp *lwp = lwp_find((uint32_t)tid);
    if (!lwp)
        return -ESRCH;
    bool right = pid == -1 || lwp->process->pid == (uint32_t)pid;
    if (right && signal)
        signal_send_lwp(lwp, signal, SI_TKILL);
    lwp_put(lwp);
    return right ? 0 : -ESRCH;
}

int64_t sys_tkill(int tid, int signal)
{
    return send_to_thread(-1, tid, signal);
}

int64_t sys_tgkill(int pid, int tid, int signal)
{
    return pid <= 0 ? -EINVAL : send_to_thread(pid, tid, signal);
}
