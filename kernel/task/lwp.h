/* SPDX-License-Identifier: MIT
 *
 * An LWP: what the scheduler runs. The LWPs of a process share what struct
 * process holds. States are Linux's letters: R runs or is in a run queue, S
 * sleeps, Z has ended.
 *
 * Protection, by letter: (r) the run-queue lock of the core `core`; (p) the
 * process's lock; (o) only the LWP itself; (c) constant after creation.
 */
#ifndef TASK_LWP_H
#define TASK_LWP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core.h"
#include "lib/list.h"
#include "sched/sched.h"
#include "task/lwp_offsets.h"
#include "task/sched.h"
#include "task/signal.h"
#include "task/waitq.h"
#include "time/timer.h"

struct pi_waiter;
struct process;
struct run_queue;
struct trap_frame;

#define LWP_NAME_SIZE 16
#define TID_MAX 32767 /* Linux's usual pid_max, less one: proc(5) */

struct fpu_state {
    uint8_t bytes[512];
} __attribute__((aligned(16)));

struct lwp {
    struct trap_frame *frame; /* (o) at LWP_FRAME: registers of its last entry
                                  from ring 3 */
    uint32_t attention;    /* at LWP_ATTENTION: look for signals before ring 3
                                  (lwp_attend sets it, from anywhere) */
    uint64_t system;       /* (r) at LWP_SYSTEM: clock units in the kernel; less
                              by the core's clock while it is there */
    uint64_t saved_stack;  /* (r) kernel stack pointer while switched out */
    uint64_t kernel_stack; /* (c) its top */
    uint32_t tid;          /* (c) > 0; 0: an idle LWP. exec may change it */
    char state;            /* (r) 'R', 'S' or 'Z' */
    bool on_core;          /* (r) it is some core's current */
    uint32_t core;         /* (r) where it runs, ran, or is queued */
    uint32_t bound_for;    /* where it was last sent, out of a queue */
    uint64_t stamp;        /* (r) clock of what made it runnable, at least */
    struct sched_entity sched; /* (r) as a policy sees it */
    /* (r) What the kernel goes by, whatever a policy writes into `sched`: */
    struct sched_attributes attributes;
    struct core_set affinity;       /* where it may run; never empty */
    const struct sched_ops *policy; /* (r) whose init_task it had; NULL: not
                                       started */
    struct run_queue *queued_in;    /* (r) NULL: in none. What counts, whatever
                                       a policy does to `sched` */
    struct list parked;             /* in what is parked: task/sched_switch.c */
    struct process *process;  /* (c) with a reference; NULL: a kernel LWP */
    struct list siblings;     /* (p) in process->lwps */
    struct list all;          /* in lwps_all, under lwps_lock */
    struct lwp *next_by_tid;  /* likewise: in lwp_find's table */
    char name[LWP_NAME_SIZE]; /* (o) */

    uint64_t fs_base;      /* (o) saved while switched out */
    uint64_t gs_base;      /* (o) the user's */
    struct fpu_state *fpu; /* (c) where it is saved; NULL: kernel LWP */

    struct wait_reason wait; /* (o) why it sleeps, in state 'S' */
    struct timer timeout;    /* (o) of lwp_sleep */
    uint64_t sleep_deadline; /* (o) of the sleep that a signal ended; 0: none */
    uint64_t restart_deadline; /* (o) what clock_deadline shall answer next: the
                                  call was made again; 0: what it is asked */
    bool
        access_by_real; /* (o) file permissions go by the real ids: access(2) */
    uint64_t clear_child_tid; /* (o) user address, set_tid_address(2) */
    uint64_t robust_list;     /* (o) user address, set_robust_list(2) */

    uint64_t signal_mask;      /* (p) bit n-1: signal n is blocked */
    uint64_t signal_wanted;    /* (p) taken though blocked: rt_sigtimedwait */
    struct signal_set signals; /* (p) pending, directed at this LWP */
    struct signal_fault fault; /* (o) what the processor refused last */
    uint64_t saved_mask;       /* (o) of rt_sigsuspend(2) */
    bool mask_saved;           /* (o) saved_mask comes back after delivery */
    struct signal_stack alt_stack; /* (o) sigaltstack(2) */

    int posix_class,
        posix_priority; /* (o) as sched_setscheduler(2) left them */

    /* Under futex_pi.c's lock: */
    struct list pi_held;         /* PI futexes that it holds and others want */
    struct pi_waiter *pi_waiter; /* it waits for one; else NULL */
    bool pi_released; /* it ends, and has given up those that it held */

    uint64_t run_time;     /* (r) clock units on a core, up to run_since */
    uint64_t run_since;    /* (r) clock when it was switched in */
    uint64_t user_counted; /* (r) time in ring 3 before it came to user_core */
    uint32_t user_core;    /* (r) where it runs, or ran last */
    uint64_t switches_voluntary, switches_involuntary; /* (r) */
    uint64_t faults;  /* (o) page faults that brought a page */
    uint64_t started; /* (c) clock when it was made */
    uint32_t count;   /* references; changed atomically */
};

/* A new LWP of `process` (NULL: a core's idle LWP, tid 0) with a kernel stack and
 * count 1, in state 'R', in no queue; or NULL: no memory, or too many LWPs. */
struct lwp *lwp_create(struct process *process);

/* The LWPs that exist, for gdb and the deadlock report; the lock also protects the
 * tables behind lwp_find and process_find. */
extern struct list lwps_all;
/* Those without a process that were started; they have no number. */
extern struct list lwps_kernel;
extern struct spinlock lwps_lock;

_Static_assert(offsetof(struct lwp, frame) == LWP_FRAME, "lwp_offsets.inc");
_Static_assert(offsetof(struct lwp, attention) == LWP_ATTENTION, "");
_Static_assert(offsetof(struct lwp, system) == LWP_SYSTEM, "");

#define SCHED_RESET_ON_FORK 0x40000000 /* a bit of posix_class */

/* The class that it was given; what the policy sees may be an inherited one. */
static inline enum sched_class lwp_own_class(const struct lwp *lwp)
{
    return (enum sched_class)(lwp->posix_class & ~SCHED_RESET_ON_FORK);
}

/* Must the current LWP do something before it goes on in ring 3: reschedule, take
 * a signal, end? */
static inline bool lwp_has_work(void)
{
    return core_must_reschedule() || current_lwp()->attention;
}

/* `lwp` has to look at its signals (or at its process's end) before it goes on in
 * ring 3. Something may have become pending, or unblocked. Any context. */
static inline void lwp_attend(struct lwp *lwp)
{
    __atomic_store_n(&lwp->attention, 1, __ATOMIC_RELEASE);
}

/* The LWP with `tid` and one more reference, or NULL. */
struct lwp *lwp_find(uint32_t tid);

/* The LWP `lwp` is called `tid` from now on; the one that had that number, which
 * has ended, gets its old one. */
void lwp_take_tid(struct lwp *lwp, uint32_t tid);
void lwp_get(struct lwp *lwp);

/* Give it a name, cut to fit: prctl(2), /proc/PID/comm, exec. */
void lwp_rename(struct lwp *lwp, const char *name);

/* How many LWPs there are; of them, how many run or could; how many sleep and no
 * signal wakes them; how many there have ever been; the last number given. */
struct lwp_counts {
    uint32_t living, running, blocked, last_tid;
    uint64_t made;
};
struct lwp_counts lwp_count(void);
void lwp_put(struct lwp *lwp);

#endif
