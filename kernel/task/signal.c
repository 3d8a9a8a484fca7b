/* SPDX-License-Identifier: MIT
 *
 * Sending and delivering signals. See signal.h; the calls are in signal_calls.c,
 * the handler's stack frame in x86/signal_frame.c.
 *
 * Job control (stopping) needs process groups, which are not here yet: SIGSTOP and
 * its kin are ignored.
 */
#include "task/signal.h"
#include "core.h"
#include "lib/errno.h"
#include "task/process.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/trap.h"

#define UNBLOCKABLE (signal_bit(SIGKILL) | signal_bit(SIGSTOP))

/* Signals whose default is to do nothing (or to stop, which nothing does yet). */
#define DEFAULT_IGNORED                                                        \
    (signal_bit(SIGCHLD) | signal_bit(SIGCONT) | signal_bit(SIGURG) |          \
     signal_bit(SIGWINCH) | signal_bit(SIGSTOP) | signal_bit(SIGTSTP) |        \
     signal_bit(SIGTTIN) | signal_bit(SIGTTOU))

static bool ignored(const struct process *process, int signal)
{
    uint64_t handler = process->actions[signal - 1].handler;

    return handler == SIG_IGN ||
           (handler == SIG_DFL && (signal_bit(signal) & DEFAULT_IGNORED));
}

bool signal_pending(const struct lwp *lwp)
{
    const struct process *process = lwp->process;

    return process &&
           (((lwp->signals.bits | process->signals.bits) & ~lwp->signal_mask) ||
            process->exiting);
}

void signal_set_action(struct process *process, int signal,
                       const struct signal_action *action)
{
    process->actions[signal - 1] = *action;
    process->actions[signal - 1].mask &= ~UNBLOCKABLE;
    if (!ignored(process, signal))
        return;
    process->signals.bits &= ~signal_bit(signal);
    list_for_each (node, &process->lwps)
        list_entry(node, struct lwp, siblings)->signals.bits &=
            ~signal_bit(signal);
}

/* ---- sending ---- */

static void add(struct signal_set *set, int signal, int code)
{
    if (set->bits & signal_bit(signal))
        return;
    set->bits |= signal_bit(signal);
    set->code[signal - 1] = (int16_t)code;
}

/* An ignored signal leaves no trace, unless it is blocked: then it might be
 * handled by the time it is not. */
void signal_send_lwp(struct lwp *lwp, int signal, int code)
{
    struct process *process = lwp->process;

    trace(TRACE_SIGNAL, (uint32_t)signal, lwp->tid);
    spin_lock(&process->lock);
    bool blocked = lwp->signal_mask & signal_bit(signal);
    if (blocked || !ignored(process, signal))
        add(&lwp->signals, signal, code);
    lwp_attend(lwp);
    spin_unlock(&process->lock);
    /* Look at the mask again: its owner changes it without the lock, and if it
     * did not see the signal then this sees the mask. */
    if (!(lwp->signal_mask & signal_bit(signal)) && lwp != current_lwp())
        sched_interrupt(lwp);
}

/* The LWP that shall take a signal of the process: one that does not block it. */
static struct lwp *taker(struct process *process, int signal)
{
    list_for_each (node, &process->lwps) {
        struct lwp *lwp = list_entry(node, struct lwp, siblings);
        if (!(lwp->signal_mask & signal_bit(signal)))
            return lwp;
    }
    return NULL;
}

void signal_send_process(struct process *process, int signal, int code)
{
    trace(TRACE_SIGNAL, (uint32_t)signal, process->pid);
    spin_lock(&process->lock);
    struct lwp *lwp = taker(process, signal);
    if (!lwp || !ignored(process, signal)) {
        add(&process->signals, signal, code);
        lwp = taker(process, signal); /* again: see signal_send_lwp */
    }
    if (lwp)
        lwp_attend(lwp);
    if (lwp && lwp != current_lwp())
        sched_interrupt(lwp);
    spin_unlock(&process->lock);
}

int signal_send_self(int signal)
{
    signal_send_lwp(current_lwp(), signal, SI_KERNEL);
    return 0;
}

void signal_fault(int signal, int code, uint64_t address)
{
    struct lwp *lwp = current_lwp();
    struct process *process = lwp->process;

    spin_lock(&process->lock);
    struct signal_action *action = &process->actions[signal - 1];
    if ((lwp->signal_mask & signal_bit(signal)) || action->handler == SIG_IGN) {
        action->handler = SIG_DFL; /* it must not go on as if nothing was */
        lwp->signal_mask &= ~signal_bit(signal);
    }
    add(&lwp->signals, signal, code);
    lwp_attend(lwp);
    lwp->fault = (struct signal_fault){signal, address};
    spin_unlock(&process->lock);
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

    lwp->signal_mask = mask & ~UNBLOCKABLE;
    lwp_attend(lwp);
    if (lwp->process->signals.bits & mask & ~old)
        pass_on(lwp->process, mask & ~old);
    return old;
}

/* ---- delivering ---- */

/* Take the lowest deliverable signal: 0 if there is none. *action is a copy. */
static int take(struct lwp *lwp, struct signal_action *action, int *code)
{
    struct process *process = lwp->process;
    int signal = 0;

    spin_lock(&process->lock);
    uint64_t own = lwp->signals.bits & ~lwp->signal_mask;
    uint64_t all = own | (process->signals.bits & ~lwp->signal_mask);
    if (all) {
        signal = __builtin_ctzll(all) + 1;
        struct signal_set *set =
            own & signal_bit(signal) ? &lwp->signals : &process->signals;
        set->bits &= ~signal_bit(signal);
        *code = set->code[signal - 1];
        *action = process->actions[signal - 1];
        if (action->flags & SA_RESETHAND)
            process->actions[signal - 1].handler = SIG_DFL;
    }
    spin_unlock(&process->lock);
    return signal;
}

static struct signal_info make_info(struct lwp *lwp, int signal, int code)
{
    struct signal_info info = {.signal = signal, .code = code};

    if (lwp->fault.signal == signal)
        info.address = lwp->fault.address;
    else if (code == SI_USER || code == SI_TKILL)
        info.sender.pid = (int32_t)lwp->process->pid;
    lwp->fault.signal = 0;
    return info;
}

/* An interrupted call is made again if the handler says SA_RESTART; calls with a
 * timeout never are: signal(7), "Interruption of system calls". */
static void restart_call(struct trap_frame *frame, uint64_t flags)
{
    if (frame->vector != TRAP_SYSCALL || (int64_t)frame->rax != -EINTR)
        return;
    if ((flags & SA_RESTART) && syscall_restarts(frame)) {
        frame->rax = frame->error; /* the number */
        frame->rip -= SYSCALL_INSTRUCTION_SIZE;
    }
}

static void enter_handler(struct trap_frame *frame, int signal, int code,
                          const struct signal_action *action)
{
    struct lwp *lwp = current_lwp();
    struct signal_info info = make_info(lwp, signal, code);
    uint64_t mask = lwp->mask_saved ? lwp->saved_mask : lwp->signal_mask;

    lwp->mask_saved = false;
    restart_call(frame, action->flags);
    if (signal_push_frame(frame, signal, action, &info, mask) < 0)
        process_exit(status_killed(SIGSEGV));
    uint64_t add = action->flags & SA_NODEFER ? 0 : signal_bit(signal);
    signal_mask_swap(lwp->signal_mask | action->mask | add);
}

void signal_deliver(struct trap_frame *frame)
{
    struct lwp *lwp = current_lwp();
    struct signal_action action;
    int signal, code;

    if (lwp->process->exiting)
        lwp_exit(lwp->process->exit_status);
    while ((signal = take(lwp, &action, &code))) {
        if (action.handler > SIG_IGN)
            enter_handler(frame, signal, code, &action);
        else if (action.handler == SIG_DFL &&
                 !(signal_bit(signal) & DEFAULT_IGNORED))
            process_exit(status_killed(signal));
    }
    if (lwp->mask_saved) { /* of rt_sigsuspend, and there was no handler */
        lwp->mask_saved = false;
        signal_mask_swap(lwp->saved_mask);
    }
}
