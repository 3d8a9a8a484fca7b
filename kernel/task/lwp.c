/* SPDX-License-Identifier: MIT
 *
 * Making LWPs, finding them, letting them go.
 */
#include "task/lwp.h"
#include "core.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "task/family.h"
#include "task/process.h"
#include "task/sched.h"
#include "task/signal.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/cpu.h"
#include "x86/paging.h"

#define TID_RESERVED 300 /* not used again once the numbers have wrapped */
#define TID_BUCKETS 4096 /* for at most TID_MAX: eight in each */

struct list lwps_all = {&lwps_all, &lwps_all};
struct list lwps_kernel = {&lwps_kernel, &lwps_kernel};
struct spinlock lwps_lock = SPINLOCK("lwps");

static struct lwp *by_tid[TID_BUCKETS]; /* under lwps_lock */
static uint32_t last_tid;               /* under lwps_lock */
static uint64_t made;                   /* under lwps_lock: so far */
static bool tids_wrapped; /* under lwps_lock: from now on look before taking */

/* Where the LWP with `tid` hangs in the table, or would. lwps_lock is held. */
static struct lwp **place_of(uint32_t tid)
{
    struct lwp **place = &by_tid[tid % TID_BUCKETS];

    while (*place && (*place)->tid != tid)
        place = &(*place)->next_by_tid;
    return place;
}

/* A zombie keeps its number, though its LWPs are gone; so does a group or session
 * as long as there is somebody in it. Both locks are held. */
static bool tid_taken(uint32_t tid)
{
    return *place_of(tid) || process_pid_taken(tid) || family_uses(tid);
}

/* The next number. Before they wrap it is free without a look. lwps_lock is held;
 * `careful`: so is tasks_lock. 0: there is none, or care is needed. */
static uint32_t next_tid(bool careful)
{
    for (uint32_t tries = 0; tries < TID_MAX; tries++) {
        if (last_tid == TID_MAX) {
            tids_wrapped = true;
            last_tid = TID_RESERVED - 1;
        }
        if (tids_wrapped && !careful)
            return 0;
        last_tid++;
        if (!tids_wrapped || !tid_taken(last_tid))
            return last_tid;
    }
    return 0;
}

/* Give the LWP a number, with tasks_lock held if `careful`. False as above. */
static bool number_lwp(struct lwp *lwp, bool careful)
{
    spin_lock(&lwps_lock);
    lwp->tid = next_tid(careful);
    if (lwp->tid) {
        made++;
        *place_of(lwp->tid) = lwp;
        list_push_back(&lwps_all, &lwp->all);
    }
    spin_unlock(&lwps_lock);
    return lwp->tid != 0;
}

/* False: all numbers are in use. */
static bool register_lwp(struct lwp *lwp)
{
    if (number_lwp(lwp, false))
        return true;
    spin_lock(&tasks_lock);
    bool found = number_lwp(lwp, true);
    spin_unlock(&tasks_lock);
    return found;
}

/* The kernel stack and, for a user's LWP, the place for the FPU's state. */
static bool allocate_parts(struct lwp *lwp)
{
    lwp->kernel_stack = kernel_stack_alloc();
    if (!lwp->kernel_stack)
        return false;
    if (!lwp->process)
        return true;
    lwp->fpu = kmalloc(sizeof(*lwp->fpu));
    if (lwp->fpu)
        return true;
    kernel_stack_free(lwp->kernel_stack);
    return false;
}

static void free_lwp(struct lwp *lwp)
{
    kernel_stack_free(lwp->kernel_stack);
    kfree(lwp->fpu);
    kfree(lwp);
}

struct lwp *lwp_create(struct process *process)
{
    struct lwp *lwp = kzalloc(sizeof(*lwp));

    if (!lwp)
        return NULL;
    lwp->process = process;
    if (!allocate_parts(lwp)) {
        kfree(lwp);
        return NULL;
    }
    lwp->state = 'R';
    lwp->count = 1;
    lwp->started = core_clock();
    lwp->affinity = core_set_below(cores_count);
    list_init(&lwp->siblings);
    list_init(&lwp->all);
    list_init(&lwp->pi_held);
    list_init(&lwp->sched.node);
    if (!process)
        return lwp;
    process_get(process);
    if (register_lwp(lwp))
        return lwp;
    process_put(process);
    free_lwp(lwp);
    return NULL;
}

void lwp_rename(struct lwp *lwp, const char *name)
{
    memset(lwp->name, 0, sizeof(lwp->name));
    strlcpy(lwp->name, name, sizeof(lwp->name));
    if (trace_on)
        trace(TRACE_TASK_RENAME, lwp->tid, trace_string(lwp->name));
}

void lwp_get(struct lwp *lwp)
{
    __atomic_add_fetch(&lwp->count, 1, __ATOMIC_RELAXED);
}

/* One more reference, unless the last one has gone: then whoever let it go is on
 * the way to lwps_lock, to take it off the list. */
static bool get_living(struct lwp *lwp)
{
    uint32_t count = __atomic_load_n(&lwp->count, __ATOMIC_RELAXED);

    while (count)
        if (__atomic_compare_exchange_n(&lwp->count, &count, count + 1, true,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
            return true;
    return false;
}

void lwp_put(struct lwp *lwp)
{
    if (__atomic_sub_fetch(&lwp->count, 1, __ATOMIC_ACQ_REL))
        return;
    spin_lock(&lwps_lock);
    sched_ended(lwp);
    list_remove(&lwp->all);
    *place_of(lwp->tid) = lwp->next_by_tid;
    spin_unlock(&lwps_lock);
    signal_set_drop(&lwp->signals, UINT64_MAX);
    fpu_forget(lwp);
    if (lwp->process) /* a kernel thread has none */
        process_put(lwp->process);
    free_lwp(lwp);
}

struct lwp *lwp_find(uint32_t tid)
{
    spin_lock(&lwps_lock);
    struct lwp *lwp = *place_of(tid);
    if (lwp && (lwp->state == 'Z' || !get_living(lwp)))
        lwp = NULL;
    spin_unlock(&lwps_lock);
    return lwp;
}

/* Change the number of a registered LWP. lwps_lock is held. */
static void rename_lwp(struct lwp *lwp, uint32_t tid)
{
    *place_of(lwp->tid) = lwp->next_by_tid;
    lwp->tid = lwp->sched.tid = tid;
    lwp->next_by_tid = NULL;
    *place_of(tid) = lwp;
}

void lwp_take_tid(struct lwp *lwp, uint32_t tid)
{
    uint32_t old = lwp->tid;

    spin_lock(&lwps_lock);
    struct lwp *other = *place_of(tid);
    if (other)
        rename_lwp(other, 0); /* out of the way: the table has one of each */
    rename_lwp(lwp, tid);
    if (other)
        rename_lwp(other, old);
    spin_unlock(&lwps_lock);
}

struct lwp_counts lwp_count(void)
{
    struct lwp_counts counts = {.running = 0};

    spin_lock(&lwps_lock);
    counts.last_tid = last_tid;
    counts.made = made;
    list_for_each (node, &lwps_all) {
        const struct lwp *lwp = list_entry(node, struct lwp, all);
        counts.living += lwp->state != 'Z';
        counts.running += lwp->state == 'R';
        counts.blocked += lwp->state == 'S' && wait_is_firm(lwp->wait.kind);
    }
    spin_unlock(&lwps_lock);
    return counts;
}
