/* SPDX-License-Identifier: MIT
 *
 * Sending and delivering signals. See signal.h; the calls are in signal_calls.c,
 * the handler's stack frame in x86/signal_frame.c.
 * Stopping and continuing: signal_stop.c.
 */
#include "task/signal.h"
#include "core.h"
#include "lib/errno.h"
#include "task/cpu_limit.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/signal_stop.h"
#include "trace/trace.h"
#include "x86/trap.h"

/* Signals whose default is to do nothing. */
#define DEFAULT_IGNORED                                                        \
    (signal_bit(SIGCHLD) | signal_bit(SIGCONT) | signal_bit(SIGURG) |          \
     signal_bit(SIGWINCH))

static bool ignored(const struct process *process, int signal)
{
    uint64_t handler = process->actions[signal - 1].handler;

    return handler == SIG_IGN ||
           (handler == SIG_DFL && (signal_bit(signal) & DEFAULT_IGNORED));
}

/* Does the LWP take this signal now: by a handler, or in sigtimedwait? */
static bool accepts(const struct lwp *lwp, int signal)
{
    return (~lwp->signal_mask | lwp->signal_wanted) & signal_bit(signal);
}

bool signal_pending(const struct lwp *lwp)
{
    const struct process *process = lwp->process;

    return process && (((lwp->signals.bits | process->signals.bits) &
                        (~lwp->signal_mask | lwp->signal_wanted)) ||
                       process->exiting || process->stop_signal);
}

void signal_set_action(struct process *process, int signal,
                       const struct signal_action *action)
{
    process->actions[signal - 1] = *action;
    process->actions[signal - 1].mask &= ~SIGNALS_FIRM;
    if (!ignored(process, signal))
        return;
    signal_set_drop(&process->signals, signal_bit(signal));
    list_for_each (node, &process->lwps)
        signal_set_drop(&list_entry(node, struct lwp, siblings)->signals,
                        signal_bit(signal));
}

/* ---- sending ---- */

struct signal_info signal_plain_info(int signal, int code)
{
    struct signal_info info = {.signal = signal, .code = code};

    if (code == SI_USER || code == SI_TKILL) {
        info.sender.pid = (int32_t)current_process()->pid;
        info.sender.uid = current_process()->credentials.user.real;
    }
    return info;
}

/* An ignored signal leaves no trace, unless it is blocked: then it might be
 * handled by the time it is not. */
int signal_queue_lwp(struct lwp *lwp, const struct signal_info *info)
{
    struct process *process = lwp->process;
    struct signal_entry *entry = signal_entry_new(process, info);
    int error = 0;

    trace(TRACE_SIGNAL, (uint32_t)info->signal, lwp->tid);
    spin_lock(&process->lock);
    signal_stop_sent(process, info->signal);
    bool blocked = lwp->signal_mask & signal_bit(info->signal);
    if (blocked || !ignored(process, info->signal))
        error = signal_set_add(&lwp->signals, info, &entry);
    lwp_attend(lwp);
    spin_unlock(&process->lock);
    signal_entry_free(entry);
    /* Look at the mask again: its owner changes it without the lock, and if it
     * did not see the signal then this sees the mask. */
    if (accepts(lwp, info->signal) && lwp != current_lwp())
        sched_interrupt(lwp);
    return error;
}

/* The LWP that shall take a signal of the process: one that does not block it. */
static struct lwp *taker(struct process *process, int signal)
{
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        if (accepts(lwp, signal))
            return lwp;
    }
    return NULL;
}

/* May the signal be forgotten at once? Not if somebody may yet want it: each LWP
 * blocks it, or waits for it in sigtimedwait. */
static bool dropped(struct process *process, int signal)
{
    if (!ignored(process, signal))
        return false;
    list_for_each (node, &process->lwps)
        if (!(list_entry(node, struct lwp, siblings)->signal_mask &
              signal_bit(signal)))
            return true;
    return false;
}

/* process->lock is held. */
static int queue_process(struct process *process,
                         const struct signal_info *info,
                         struct signal_entry **entry)
{
    int error = 0;

    trace(TRACE_SIGNAL, (uint32_t)info->signal, process->pid);
    signal_stop_sent(process, info->signal);
    if (!dropped(process, info->signal))
        error = signal_set_add(&process->signals, info, entry);
    struct lwp *lwp = taker(process, info->signal); /* see signal_queue_lwp */
    if (lwp)
        lwp_attend(lwp);
    if (lwp && lwp != current_lwp())
        sched_interrupt(lwp);
    return error;
}

int signal_queue_process(struct process *process,
                         const struct signal_info *info)
{
    struct signal_entry *entry = signal_entry_new(process, info);

    spin_lock(&process->lock);
    int error = queue_process(process, info, &entry);
    spin_unlock(&process->lock);
    signal_entry_free(entry);
    return error;
}

/* Make `lwp` look at its signals. process->lock is held. */
static void rouse(struct lwp *lwp)
{
    lwp_attend(lwp);
    if (lwp != current_lwp())
        sched_interrupt(lwp);
}

bool signal_queue_entry(struct process *process, struct lwp *lwp,
                        struct signal_entry *entry)
{
    int signal = entry->info.signal;
    bool blocked = lwp && lwp->signal_mask & signal_bit(signal);

    trace(TRACE_SIGNAL, (uint32_t)signal, lwp ? lwp->tid : process->pid);
    signal_stop_sent(process, signal);
    if (lwp ? !blocked && ignored(process, signal) : dropped(process, signal))
        return false;
    signal_set_append(lwp ? &lwp->signals : &process->signals, entry);
    if (lwp && accepts(lwp, signal))
        rouse(lwp);
    else if (!lwp && (lwp = taker(process, signal)))
        rouse(lwp);
    return true;
}

int signal_send_process(struct process *process, int signal, int code)
{
    struct signal_info info = signal_plain_info(signal, code);

    return signal_queue_process(process, &info);
}

int signal_send_self(int signal)
{
    struct signal_info info = signal_plain_info(signal, SI_USER);

    return signal_queue_lwp(current_lwp(), &info);
}

void signal_fault(int signal, int code, uint64_t address)
{
    struct lwp *lwp = current_lwp();
    struct process *process = lwp->process;
    struct signal_info info = {.signal = signal,
                               .code = code,
                               .address = address};
    struct signal_entry *entry = signal_entry_new(process, &info);

    spin_lock(&process->lock);
    struct signal_action *action = &process->actions[signal - 1];
    if ((lwp->signal_mask & signal_bit(signal)) || action->handler == SIG_IGN) {
        action->handler = SIG_DFL; /* it must not go on as if nothing was */
        lwp->signal_mask &= ~signal_bit(signal);
    }
    signal_set_add(&lwp->signals, &info, &entry);
    lwp_attend(lwp);
    spin_unlock(&process->lock);
    signal_entry_free(entry);
}

void signal_retarget(struct process *process, uint64_t bits)
{
    bits &= process->signals.bits;
    if (!bits)
        return;
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        if (lwp == current_lwp() || !(bits & ~lwp->signal_mask))
            continue;
        lwp_attend(lwp);
        sched_interrupt(lwp);
    }
}

/* The current LWP blocks `bits` from now on: was one of them meant for it? */
static void pass_on(struct process *process, uint64_t bits)
{
    spin_lock(&process->lock);
    signal_retarget(process, bits);
    spin_unlock(&process->lock);
}

uint64_t signal_mask_swap(uint64_t mask)
{
    struct lwp *lwp = current_lwp();
    uint64_t old = lwp->signal_mask;

    /* A full barrier: see signal_queue_lwp. */
    __atomic_exchange_n(&lwp->signal_mask, mask & ~SIGNALS_FIRM,
                        __ATOMIC_SEQ_CST);
    if (signal_pending(lwp))
        lwp_attend(lwp);
    if (lwp->process->signals.bits & mask & ~old)
        pass_on(lwp->process, mask & ~old);
    return old;
}

/* ---- delivering ---- */

int signal_take(struct lwp *lwp, uint64_t allowed, struct signal_info *info)
{
    struct process *process = lwp->process;
    struct signal_entry *entry;

    spin_lock(&process->lock);
    int signal = signal_set_take(&lwp->signals, allowed, info, &entry);
    if (!signal)
        signal = signal_set_take(&process->signals, allowed, info, &entry);
    spin_unlock(&process->lock);
    signal_entry_keep(process, entry);
    return signal;
}

/* What shall be done about `signal`: a copy, since another LWP may change it. */
static struct signal_action action_of(struct process *process, int signal)
{
    spin_lock(&process->lock);
    struct signal_action *action = &process->actions[signal - 1],
                         copy = *action;
    if (copy.handler > SIG_IGN && (copy.flags & SA_RESETHAND))
        action->handler = SIG_DFL;
    spin_unlock(&process->lock);
    return copy;
}

/* An interrupted call is made again if the handler says SA_RESTART, or if there
 * was no handler: signal(7), "Interruption of system calls". */
static void restart_call(struct trap_frame *frame, enum syscall_restart least)
{
    if (frame->vector != TRAP_SYSCALL || (int64_t)frame->rax != -EINTR)
        return;
    enum syscall_restart kind = syscall_restarts(frame);
    if (kind < least)
        return;
    if (kind == RESTARTS_TIMED)
        current_lwp()->restart_deadline = current_lwp()->sleep_deadline;
    frame->rax = frame->error; /* the number */
    frame->rip -= SYSCALL_INSTRUCTION_SIZE;
    frame->vector = TRAP_NONE;
}

/* False: there is no stack for it, and SIGSEGV is pending instead. */
static bool enter_handler(struct trap_frame *frame,
                          const struct signal_action *action,
                          const struct signal_info *info)
{
    struct lwp *lwp = current_lwp();
    uint64_t mask = lwp->mask_saved ? lwp->saved_mask : lwp->signal_mask;

    restart_call(frame, action->flags & SA_RESTART ? RESTARTS_AFTER_HANDLER
                                                   : RESTARTS_ALWAYS);
    if (signal_push_frame(frame, action, info, mask) < 0) {
        if (info->signal == SIGSEGV)
            process_exit(status_killed(SIGSEGV));
        signal_fault(SIGSEGV, SI_KERNEL, 0);
        return false;
    }
    lwp->mask_saved = false;
    lwp->restart_deadline = 0;
    uint64_t own = action->flags & SA_NODEFER ? 0 : signal_bit(info->signal);
    signal_mask_swap(lwp->signal_mask | action->mask | own);
    return true;
}

/* Act upon *info. True: a handler was entered. */
static bool act(struct trap_frame *frame, const struct signal_info *info)
{
    struct signal_action action = action_of(current_process(), info->signal);

    if (action.handler > SIG_IGN)
        return enter_handler(frame, &action, info);
    if (action.handler == SIG_IGN ||
        (signal_bit(info->signal) & DEFAULT_IGNORED))
        return false;
    if (signal_bit(info->signal) & SIGNALS_STOPPING)
        signal_stop_begin(info->signal);
    else
        process_exit(status_killed(info->signal));
    return false;
}

void signal_deliver(struct trap_frame *frame)
{
    struct lwp *lwp = current_lwp();
    struct signal_info info;
    bool handled = false;

    if (cpu_limit_set(lwp->process))
        cpu_limit_check();
    while (signal_pending(lwp)) {
        signal_stop_wait();
        if (lwp->process->exiting)
            lwp_exit(lwp->process->exit_status);
        if (!signal_take(lwp, ~lwp->signal_mask, &info))
            continue;
        trace(TRACE_SIGNAL_DELIVER, (uint32_t)info.signal,
              lwp->process->actions[info.signal - 1].handler);
        handled |= act(frame, &info);
    }
    if (handled)
        return;
    restart_call(frame, RESTARTS_TIMED);
    if (lwp->mask_saved) { /* of rt_sigsuspend, and there was no handler */
        lwp->mask_saved = false;
        signal_mask_swap(lwp->saved_mask);
    }
}
