/* SPDX-License-Identifier: MIT
 *
 * A core as the kernel sees it, and the back end that provides cores. The kernel
 * above is one SMP kernel; whether cores are simulated (x86/sim.c) or real is
 * decided by the table `core_ops`.
 *
 * A core's clock counts the instructions that this core executed (plus the time
 * for which it idled), from 0 at kernel entry. `mhz` of them are a microsecond.
 */
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "x86/core_offsets.h"

#define CORES_MAX 64
#define CLOCK_NEVER UINT64_MAX

struct lwp;

/* Of the call into a policy that this core is in: task/guard.h. */
struct guard {
    uint64_t stack;  /* at CORE_GUARD_STACK: rsp of the caller */
    uint64_t frame;  /* at CORE_GUARD_FRAME: its rbp */
    uint64_t resume; /* at CORE_GUARD_RESUME: where to go on */
    uint32_t op; /* at CORE_GUARD_OP: enum guard_op; GUARD_SEEN: by an NMI */
    bool busy;   /* in a helper that must not be abandoned halfway */
};

#define GUARD_SEEN 0x100u

struct core {
    struct core *self;     /* at CORE_SELF: what GS points at */
    uint64_t kernel_stack; /* at CORE_KERNEL_STACK: top, of the current LWP */
    uint64_t user_stack; /* at CORE_USER_STACK: scratch of system call entry */
    struct lwp *current; /* at CORE_CURRENT: the LWP that runs here */
    uint32_t need_resched; /* at CORE_NEED_RESCHED: schedule() before ring 3 */
    uint32_t id;           /* at CORE_ID: 0 ... cores_count - 1 */
    struct guard guard;
    uint32_t lock_mark;    /* at CORE_LOCK_MARK: what a spinlock says that this
                           core holds: id + 1 */
    struct lwp *idle;      /* runs when the run queue is empty */
    uint64_t switches;     /* of LWPs, those to idle included */
    uint64_t tick_next;    /* clock of the next tick, CLOCK_NEVER: none */
    uint64_t alarm;        /* likewise, of sched_alarm */
    uint64_t alarm_set;    /* of sched_queue: the `alarm` that this follows */
    uint64_t alarms_since; /* clock from which on `alarms` have been counted */
    uint32_t alarms;       /* taken since then */
    uint64_t timer_interrupts, ipis; /* taken */
};

extern struct core cores[CORES_MAX];
extern uint32_t cores_count; /* 1 ... CORES_MAX, fixed at boot */

_Static_assert(offsetof(struct core, self) == CORE_SELF, "x86/core_offsets.h");
_Static_assert(offsetof(struct core, kernel_stack) == CORE_KERNEL_STACK, "");
_Static_assert(offsetof(struct core, user_stack) == CORE_USER_STACK, "");
_Static_assert(offsetof(struct core, current) == CORE_CURRENT, "");
_Static_assert(offsetof(struct core, need_resched) == CORE_NEED_RESCHED, "");
_Static_assert(offsetof(struct core, id) == CORE_ID, "");
_Static_assert(offsetof(struct core, lock_mark) == CORE_LOCK_MARK, "");
_Static_assert(offsetof(struct core, guard.stack) == CORE_GUARD_STACK, "");
_Static_assert(offsetof(struct core, guard.frame) == CORE_GUARD_FRAME, "");
_Static_assert(offsetof(struct core, guard.resume) == CORE_GUARD_RESUME, "");
_Static_assert(offsetof(struct core, guard.op) == CORE_GUARD_OP, "");

/* The core that executes this. It stays the same until the LWP sleeps: the kernel
 * never moves an LWP in the middle of kernel code. */
static inline struct core *this_core(void)
{
    struct core *core;
    __asm__ volatile("mov %%gs:0, %0" : "=r"(core));
    return core;
}

/* Its number, in one instruction. */
static inline uint32_t core_id(void)
{
    uint32_t id;
    __asm__ volatile("movl %%gs:%c1, %0" : "=r"(id) : "i"(CORE_ID));
    return id;
}

/* Its mark on the locks that it holds. */
static inline uint32_t core_lock_mark(void)
{
    uint32_t mark;
    __asm__ volatile("movl %%gs:%c1, %0" : "=r"(mark) : "i"(CORE_LOCK_MARK));
    return mark;
}

/* Has this core to call schedule() before it goes on in ring 3? */
static inline bool core_must_reschedule(void)
{
    bool must;
    __asm__ volatile("cmpl $0, %%gs:%c1"
                     : "=@ccne"(must)
                     : "i"(CORE_NEED_RESCHED)
                     : "memory");
    return must;
}

/* The LWP that executes this. In interrupt context: the one interrupted. */
static inline struct lwp *current_lwp(void)
{
    struct lwp *lwp;
    __asm__ volatile("mov %%gs:%c1, %0" : "=r"(lwp) : "i"(CORE_CURRENT));
    return lwp;
}

/* What a back end of cores does. Clocks are in instructions. */
struct core_ops {
    const char *name;

    /* Start core `id`: it begins in core_main() with interrupts off. Called once
     * for each core but 0, in order, by core 0. */
    void (*start)(uint32_t id);

    /* This core's clock now. From any context. */
    uint64_t (*clock)(void);

    /* The clock of core `id`, or of its last moment if it idles; at most `quantum`
     * behind the caller's own clock if it is busy. Interrupts off. */
    uint64_t (*clock_of)(uint32_t id);

    /* How much of that clock core `id` has idled. Interrupts off. */
    uint64_t (*idle_of)(uint32_t id);

    /* This core takes its timer interrupt (core_timer_interrupt) when its clock
     * reaches `deadline`, or at once if that has passed. Replaces the earlier one;
     * CLOCK_NEVER: none. Interrupts off. */
    void (*set_timer)(uint64_t deadline);

    /* Make core `id` take a reschedule interrupt (core_ipi_interrupt) `latency`
     * after now. One already on its way is enough. Interrupts off; any lock. */
    void (*send_ipi)(uint32_t id);

    /* Sleep until an interrupt has been taken. Interrupts off on entry and on
     * return; the run queue is empty and need_resched clear. */
    void (*idle)(void);

    /* Called while spinning for something that another core must do (release a
     * lock), interrupts on or off. May run other cores before it returns. */
    void (*relax)(void);

    /* This core has received something that was sent when the sender's clock was
     * `stamp`: its own clock is at least that from now on. Any context. */
    void (*advance)(uint64_t stamp);

    /* This core's clock goes on by `instructions`, as if it had executed them.
     * From any context; with interrupts off, a core is late for what reaches it
     * meanwhile by as much. */
    void (*charge)(uint64_t instructions);

    /* This core's clock, to be left as a stamp; charged to nobody. Any context. */
    uint64_t (*stamp)(void);

    /* Between these two, what this core executes is charged to nobody, nor are
     * `overhead` instructions around them. They nest with nothing; interrupts are
     * off from before the first until after the second. */
    void (*uncharged_begin)(void);
    void (*uncharged_end)(uint32_t overhead);

    /* Between them: this core's clock, which stands. */
    uint64_t (*uncharged_clock)(void);
};

extern const struct core_ops *core_ops;

/* Called by back ends, on the core concerned, interrupts off. */
void core_timer_interrupt(void);
void core_ipi_interrupt(void);
__attribute__((noreturn)) void core_main(void);

/* Make core 0's structure current, so that this_core() works. First of all. */
void cores_init_early(void);

/* Make the idle LWPs and start the other cores; the caller becomes core 0's. */
void cores_start(void);

static inline uint64_t core_clock(void)
{
    return core_ops->clock();
}

#endif
