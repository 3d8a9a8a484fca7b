/* SPDX-License-Identifier: MIT
 *
 * Kernel threads for the tests. A new LWP's first switch ends in IRETQ with the
 * registers of a frame (lwp_first_run in x86/trap.asm); here the frame leads not
 * to ring 3 but to kthread_main.
 */
#include "kthread.h"
#include "core.h"
#include "kernel_test.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "task/lwp.h"
#include "task/sched.h"
#include "task/waitq.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/selectors.h"
#include "x86/trap.h"

#define FIRST_TID 1000 /* so that they can be told from programs */
#define THREADS_MAX 256

struct kthread {
    struct lwp *lwp; /* gone when `done` */
    uint32_t tid;
    void (*run)(void *arg);
    void *arg;
    struct spinlock lock; /* protects what follows */
    bool done;
    struct waitq ended;
};

static void kthread_main(struct kthread *thread)
{
    thread->run(thread->arg);
    spin_lock(&thread->lock);
    thread->done = true;
    waitq_wake(&thread->ended, WAKE_ALL);
    spin_unlock(&thread->lock); /* from here on `thread` may be gone */
    current_lwp()->state = 'Z';
    schedule();
    panic("a kernel thread runs after its end");
}

static void register_lwp(struct lwp *lwp, const char *name)
{
    static uint32_t tids = FIRST_TID;

    lwp->tid = lwp->sched.tid = __atomic_fetch_add(&tids, 1, __ATOMIC_RELAXED);
    strlcpy(lwp->name, name, sizeof(lwp->name));
    spin_lock(&lwps_lock);
    list_push_back(&lwps_all, &lwp->all);
    spin_unlock(&lwps_lock);
}

/* A C function finds a return address on its stack; this one's is 0. */
static void prepare(struct lwp *lwp, struct kthread *thread)
{
    uint64_t stack = lwp->kernel_stack - sizeof(uint64_t);
    struct trap_frame frame = {
        .rdi = (uint64_t)thread,
        .rip = (uint64_t)kthread_main,
        .cs = SELECTOR_KERNEL_CODE,
        .rflags = RFLAGS_IF,
        .rsp = stack,
        .ss = SELECTOR_KERNEL_DATA,
    };

    *(uint64_t *)stack = 0;
    context_prepare_user(lwp, &frame);
}

struct kthread *kthread_start(const char *name, void (*run)(void *arg),
                              void *arg, uint64_t affinity)
{
    struct kthread *thread = kzalloc(sizeof(*thread));
    struct lwp *lwp = lwp_create(NULL);
    struct core_set wanted = {{affinity}};

    kassert(thread && lwp, "no memory for thread %s", name);
    thread->run = run;
    thread->arg = arg;
    thread->lwp = lwp;
    thread->lock = SPINLOCK("kthread");
    waitq_init(&thread->ended);
    register_lwp(lwp, name);
    thread->tid = lwp->tid;
    lwp->affinity = core_set_both(&lwp->affinity, &wanted);
    lwp->core = core_set_first(&lwp->affinity);
    prepare(lwp, thread);
    sched_start(lwp);
    return thread;
}

struct lwp *kthread_lwp(struct kthread *thread)
{
    return thread->lwp;
}

void kthread_join(struct kthread *thread)
{
    struct wait_reason reason = {WAIT_CHILD, thread->tid};

    spin_lock(&thread->lock);
    while (!thread->done)
        waitq_sleep(&thread->ended, &thread->lock, reason, CLOCK_NEVER);
    spin_unlock(&thread->lock);
    kfree(thread);
}

static void (*each_run)(unsigned index); /* of the threads that run now */

static void run_index(void *arg)
{
    each_run((unsigned)(uint64_t)arg);
}

static void each(unsigned count, void (*run)(unsigned), bool pinned)
{
    static struct kthread *threads[THREADS_MAX];

    kassert(count <= THREADS_MAX, "%u threads", count);
    each_run = run;
    for (unsigned i = 0; i < count; i++)
        threads[i] =
            kthread_start("each", run_index, (void *)(uint64_t)i,
                          pinned ? 1ull << i % cores_count : UINT64_MAX);
    for (unsigned i = 0; i < count; i++)
        kthread_join(threads[i]);
}

void kthread_each(unsigned count, void (*run)(unsigned index))
{
    each(count, run, true);
}

void kthread_each_free(unsigned count, void (*run)(unsigned index))
{
    each(count, run, false);
}
