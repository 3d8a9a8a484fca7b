/* SPDX-License-Identifier: MIT
 *
 * Signals: sending, default actions, handlers. Source: signal(7), sigaction(2).
 * A signal becomes pending for a process or one LWP and is acted upon when an LWP
 * that does not block it returns to ring 3 (signal_deliver).
 */
#ifndef TASK_SIGNAL_H
#define TASK_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

struct lwp;
struct process;
struct trap_frame;

enum {
    SIGHUP = 1,
    SIGINT = 2,
    SIGQUIT = 3,
    SIGILL = 4,
    SIGTRAP = 5,
    SIGABRT = 6,
    SIGBUS = 7,
    SIGFPE = 8,
    SIGKILL = 9,
    SIGSEGV = 11,
    SIGPIPE = 13,
    SIGALRM = 14,
    SIGTERM = 15,
    SIGSTKFLT = 16,
    SIGCHLD = 17,
    SIGCONT = 18,
    SIGSTOP = 19,
    SIGTSTP = 20,
    SIGTTIN = 21,
    SIGTTOU = 22,
    SIGURG = 23,
    SIGWINCH = 28,
};

#define SIGNALS 64

/* As Linux's struct sigaction: rt_sigaction(2). */
struct signal_action {
    uint64_t handler; /* an address, SIG_DFL or SIG_IGN */
    uint64_t flags;   /* SA_* */
    uint64_t restorer;
    uint64_t mask;
};

#define SIG_DFL 0
#define SIG_IGN 1
#define SA_SIGINFO 0x00000004ul
#define SA_RESTORER 0x04000000ul
#define SA_ONSTACK 0x08000000ul
#define SA_RESTART 0x10000000ul
#define SA_NODEFER 0x40000000ul
#define SA_RESETHAND 0x80000000ul

/* Signals that wait to be delivered. Standard signals do not queue: of each there
 * is at most one, and the first sender's code is told. */
struct signal_set {
    uint64_t bits;         /* bit n - 1: signal n */
    int16_t code[SIGNALS]; /* SI_*, of [n - 1] */
};

/* Where a fault was: for its siginfo. */
struct signal_fault {
    int signal; /* 0: none */
    uint64_t address;
};

/* As stack_t. */
struct signal_stack {
    uint64_t start;
    int32_t flags; /* SS_DISABLE (2): none */
    uint32_t pad;
    uint64_t size;
};

/* What is told to a handler with SA_SIGINFO: siginfo_t's leading fields. */
struct signal_info {
    int32_t signal;
    int32_t error;
    int32_t code;
    uint32_t pad;
    union {
        struct {
            int32_t pid;
            uint32_t uid;
        } sender;
        uint64_t address;
    };
    uint64_t rest[13];
};

_Static_assert(sizeof(struct signal_info) == 128, "siginfo_t");

/* si_code: who sent it. */
enum { SI_USER = 0, SI_KERNEL = 0x80, SI_TKILL = -6 };
enum {
    SEGV_MAPERR = 1,
    SEGV_ACCERR = 2,
    BUS_ADRERR = 2,
    FPE_INTDIV = 1,
    ILL_ILLOPN = 2,
    TRAP_BRKPT = 1
};

/* Make `signal` pending for the current LWP; returns 0. What it does then is
 * decided on the way back to ring 3. */
int signal_send_self(int signal);

/* Make it pending for one LWP, or for whichever of the process's LWPs takes it. */
void signal_send_lwp(struct lwp *lwp, int signal, int code);
void signal_send_process(struct process *process, int signal, int code);

/* The current LWP did something that the processor refused: it gets `signal` now,
 * and dies of it if it blocks or ignores it. */
void signal_fault(int signal, int code, uint64_t address);

/* Has `lwp` an unblocked signal to act upon, or must it leave (exit_group)? */
bool signal_pending(const struct lwp *lwp);

/* Act upon pending signals: may change *frame to enter a handler, or end the
 * process and never return. Interrupts on, no lock held. */
void signal_deliver(struct trap_frame *frame);

/* In x86/signal_frame.c: push what rt_sigreturn(2) will need onto the user's stack
 * and make *frame enter the handler. 0, or -EFAULT: the stack is no good. */
int signal_push_frame(struct trap_frame *frame, int signal,
                      const struct signal_action *action,
                      const struct signal_info *info, uint64_t mask);

/* Bit of `signal` (1 ... SIGNALS) in a mask. */
static inline uint64_t signal_bit(int signal)
{
    return 1ull << (signal - 1);
}

/* Change what `signal` does; one that is ignored from now on is no longer pending.
 * process->lock is held. */
void signal_set_action(struct process *process, int signal,
                       const struct signal_action *action);

/* The current LWP will not take the signals `bits` of its process any more: those
 * that are pending have to be seen by another one. process->lock is held. */
void signal_retarget(struct process *process, uint64_t bits);

/* Exchange the current LWP's mask; returns the old one. */
uint64_t signal_mask_swap(uint64_t mask);

#endif
