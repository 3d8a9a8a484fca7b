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
    SIGXCPU = 24,
    SIGXFSZ = 25,
    SIGVTALRM = 26,
    SIGPROF = 27,
    SIGWINCH = 28,
    SIGSYS = 31,
};

#define SIGNALS 64
#define SIGRTMIN 32 /* from here on: real-time signals, which queue */

/* Neither can be blocked, handled or ignored. */
#define SIGNALS_FIRM (signal_bit(SIGKILL) | signal_bit(SIGSTOP))

/* As Linux's struct sigaction: rt_sigaction(2). */
struct signal_action {
    uint64_t handler; /* an address, SIG_DFL or SIG_IGN */
    uint64_t flags;   /* SA_* */
    uint64_t restorer;
    uint64_t mask;
};

#define SIG_DFL 0
#define SIG_IGN 1
#define SA_NOCLDSTOP 0x00000001ul
#define SA_NOCLDWAIT 0x00000002ul
#define SA_SIGINFO 0x00000004ul
#define SA_RESTORER 0x04000000ul
#define SA_ONSTACK 0x08000000ul
#define SA_RESTART 0x10000000ul
#define SA_NODEFER 0x40000000ul
#define SA_RESETHAND 0x80000000ul

/* Who or what sent a signal: the part of siginfo_t that is ever used. Which
 * member of the union counts depends on signal and code: sigaction(2). */
struct signal_info {
    int32_t signal;
    int32_t error;
    int32_t code; /* SI_* and others, below */
    uint32_t pad;
    union {
        struct {
            int32_t pid;
            uint32_t uid;
            uint64_t value; /* si_value: SI_QUEUE */
        } sender;
        struct {
            int32_t pid;
            uint32_t uid;
            int32_t status;
            uint32_t pad;
            int64_t user_time, system_time; /* of 100 a second */
        } child;                            /* SIGCHLD */
        struct {
            int32_t id, overrun;
            uint64_t value;
        } timer; /* SI_TIMER */
        uint64_t address;
        uint8_t bytes[32];
    };
};

_Static_assert(sizeof(struct signal_info) == 48, "as Linux keeps it");

/* siginfo_t, as a program sees it: with zeros behind. */
struct signal_user_info {
    struct signal_info info;
    uint8_t zeros[80];
};

_Static_assert(sizeof(struct signal_user_info) == 128, "siginfo_t");

/* One pending signal. */
struct signal_entry {
    struct signal_entry *next;
    struct signal_info info;
    /* NULL: from the heap. Otherwise part of something else (a timer): called
     * when the signal is no longer pending, with *info, which tells who takes it,
     * for changing. process->lock is held. */
    void (*taken)(struct signal_entry *entry, struct signal_info *info);
};

/* Signals that wait to be delivered, under process->lock. All zeros: none.
 * Standard signals do not queue: of each there is at most one, and the first
 * sender is told. Real-time signals queue. A signal whose bit is set and that
 * has no entry is one for which there was no memory: it comes without details. */
struct signal_set {
    uint64_t bits;                     /* bit n - 1: signal n */
    struct signal_entry *first, *last; /* in order of arrival */
};

/* What the processor refused last: for the frame of the handler. */
struct signal_fault {
    uint64_t vector, error, address;
};

/* As stack_t. */
struct signal_stack {
    uint64_t start;
    uint32_t flags; /* SS_* */
    uint32_t pad;
    uint64_t size;
};

#define SS_ONSTACK 1u
#define SS_DISABLE 2u            /* there is none */
#define SS_AUTODISARM (1u << 31) /* none while a handler runs on it */

/* si_code: who sent it. */
enum {
    SI_USER = 0,
    SI_KERNEL = 0x80,
    SI_QUEUE = -1,
    SI_TIMER = -2,
    SI_TKILL = -6
};
enum {
    SEGV_MAPERR = 1,
    SEGV_ACCERR = 2,
    BUS_ADRALN = 1,
    BUS_ADRERR = 2,
    FPE_INTDIV = 1,
    FPE_FLTDIV = 3,
    FPE_FLTOVF = 4,
    FPE_FLTUND = 5,
    FPE_FLTRES = 6,
    FPE_FLTINV = 7,
    ILL_ILLOPN = 2,
    TRAP_TRACE = 2,
    CLD_EXITED = 1,
    CLD_KILLED = 2,
    CLD_DUMPED = 3,
    CLD_STOPPED = 5,
    CLD_CONTINUED = 6,
};

/* Make `signal` pending for the current LWP; returns 0. What it does then is
 * decided on the way back to ring 3. */
int signal_send_self(int signal);

/* What kill(2) and the like tell: the sender, which is the current process, if the
 * code is SI_USER or SI_TKILL; nothing about it otherwise. */
struct signal_info signal_plain_info(int signal, int code);

/* Make a signal pending for one LWP, or for whichever of the process's LWPs takes
 * it. Process context. 0, or -EAGAIN: a real-time signal that is one too many. */
int signal_queue_lwp(struct lwp *lwp, const struct signal_info *info);
int signal_queue_process(struct process *process,
                         const struct signal_info *info);

/* The same with signal_plain_info. */
int signal_send_process(struct process *process, int signal, int code);

/* The same to a process whose lock is held, or to its LWP `lwp` (NULL: to the
 * process), also by an interrupt handler, with an entry of the sender's own that
 * outlives the process or is removed before (signal_set_remove), and that is not
 * pending. It queues even if the signal is a standard one. False: it is not pending
 * after all, since nobody wants the signal. */
bool signal_queue_entry(struct process *process, struct lwp *lwp,
                        struct signal_entry *entry);

/* The current LWP did something that the processor refused: it gets `signal` now,
 * and dies of it if it blocks or ignores it. */
void signal_fault(int signal, int code, uint64_t address);

/* Has `lwp` an unblocked signal to act upon, or must it leave (exit_group)? */
bool signal_pending(const struct lwp *lwp);

/* Act upon pending signals, if there are any: may change *frame to enter a
 * handler, or end the process and never return. If no handler came of what
 * interrupted the call of *frame, it is made again. Interrupts on, no lock. */
void signal_deliver(struct trap_frame *frame);

/* An entry for a signal to `process` with *info, or NULL: no memory, or more
 * than RLIMIT_SIGPENDING allows. In signal_queue.c, like the next seven. */
struct signal_entry *signal_entry_new(struct process *process,
                                      const struct signal_info *info);
void signal_entry_free(struct signal_entry *entry); /* NULL is allowed */

/* The same, but its memory is kept for the next signal to `process`. */
void signal_entry_keep(struct process *process, struct signal_entry *entry);

/* Add *info; *entry (may be NULL) is for it, and becomes NULL when it is used.
 * process->lock is held. 0 or -EAGAIN: a real-time signal needs an entry. */
int signal_set_add(struct signal_set *set, const struct signal_info *info,
                   struct signal_entry **entry);

/* Add *entry, whatever else is pending; the lock is held. */
void signal_set_append(struct signal_set *set, struct signal_entry *entry);

/* Take the next signal of `allowed` out of `set`: faults first, then by number.
 * Its number, or 0. *entry (or NULL) is to be freed without the lock (which is
 * held). */
int signal_set_take(struct signal_set *set, uint64_t allowed,
                    struct signal_info *info, struct signal_entry **entry);

/* Take *entry out if it is in `set`; the lock is held. Its `taken` is not
 * called. */
void signal_set_remove(struct signal_set *set, struct signal_entry *entry);

/* Forget the signals of `bits`. The lock is held, or the set nobody else's. */
void signal_set_drop(struct signal_set *set, uint64_t bits);

/* Take the next pending signal of `allowed`, the LWP's own before the
 * process's: its number and *info, or 0. Takes process->lock. */
int signal_take(struct lwp *lwp, uint64_t allowed, struct signal_info *info);

/* In x86/signal_frame.c: FPE_* of the x87 (vector 16) or SSE (19) error that the
 * current LWP just made. */
int signal_fpu_code(uint64_t vector);

/* In x86/signal_frame.c: push what rt_sigreturn(2) will need onto the user's stack
 * and make *frame enter the handler. 0, or -EFAULT: the stack is no good. */
int signal_push_frame(struct trap_frame *frame,
                      const struct signal_action *action,
                      const struct signal_info *info, uint64_t mask);

/* In x86/signal_frame.c: how many bytes of stack a handler needs before it has any
 * for itself: AT_MINSIGSTKSZ. */
uint64_t signal_frame_size(void);

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

/* Does a stack pointer of `rsp` mean that the LWP is on its alternate stack, as
 * sigaltstack(2) reckons it? */
bool signal_on_stack(const struct signal_stack *stack, uint64_t rsp);

/* sigaltstack(2) without the old one: 0, -EPERM (rsp is on the present one),
 * -EINVAL, -ENOMEM. */
int signal_set_stack(struct signal_stack *stack,
                     const struct signal_stack *next, uint64_t rsp);

/* Exchange the current LWP's mask; returns the old one. */
uint64_t signal_mask_swap(uint64_t mask);

#endif
