/* SPDX-License-Identifier: MIT
 *
 * What LWPs and processes have used. See usage.h.
 *
 * Of an LWP two times are kept, in units of the cores' clocks. run_time grows
 * by what it ran whenever it leaves a core, and on ticks; run_since is the
 * clock up to which that has been done. `system` is its time in the kernel.
 * Whoever enters the kernel takes the core's clock off it, and adds the clock
 * on leaving: with that, two instructions on one word are the whole
 * bookkeeping. While an LWP is in the kernel `system` is therefore "negative",
 * since no LWP has spent as much time in the kernel as any core's clock has
 * counted. Leaving a core for another LWP counts as leaving the kernel, coming
 * back as entering it (task/sched.c). The enterings and leavings are in
 * x86/trap.asm, and for interrupts in x86/sim.c. What is not system time is the
 * user's: ring 3's own instructions, to the last one.
 */
#include "task/usage.h"
#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/family.h"
#include "task/process.h"
#include "time/clock.h"
#include "x86/cpu.h"

/* Interrupts are off in between, so that no tick and no other core changes one
 * of the fields and not yet the others. */
struct usage usage_of_lwp(struct lwp *lwp)
{
    uint64_t flags = cpu_irq_save();
    uint64_t now = lwp->on_core ? core_ops->clock_of(lwp->core) : 0;
    uint64_t total = lwp->run_time + (lwp->on_core ? now - lwp->run_since : 0);
    bool inside = (int64_t)lwp->system < 0;
    struct usage usage = {
        .system = lwp->system + (inside ? now : 0),
        .faults = lwp->faults,
        .switches_voluntary = lwp->switches_voluntary,
        .switches_involuntary = lwp->switches_involuntary,
    };
    cpu_irq_restore(flags);
    usage.user = total - usage.system;
    return usage;
}

void usage_add(struct usage *sum, const struct usage *part)
{
    sum->user += part->user;
    sum->system += part->system;
    sum->faults += part->faults;
    sum->switches_voluntary += part->switches_voluntary;
    sum->switches_involuntary += part->switches_involuntary;
    sum->peak_pages = max_u64(sum->peak_pages, part->peak_pages);
}

struct usage usage_of_process_locked(struct process *process)
{
    struct usage sum = process->ended;

    list_for_each (node, &process->lwps) {
        struct usage part =
            usage_of_lwp(list_entry(node, struct lwp, siblings));
        usage_add(&sum, &part);
    }
    if (process->space)
        sum.peak_pages = max_u64(sum.peak_pages, space_peak(process->space));
    return sum;
}

struct usage usage_of_process(struct process *process)
{
    spin_lock(&process->lock);
    struct usage sum = usage_of_process_locked(process);
    spin_unlock(&process->lock);
    return sum;
}

struct usage usage_of_children(struct process *process)
{
    spin_lock(&tasks_lock);
    struct usage sum = process->children_usage;
    spin_unlock(&tasks_lock);
    return sum;
}

uint64_t usage_ticks(uint64_t clock)
{
    return clock_to_ns(clock) / (NSEC_PER_SEC / CLOCK_TICKS);
}

struct rusage usage_to_rusage(const struct usage *usage)
{
    uint64_t user = clock_to_ns(usage->user) / NSEC_PER_USEC;
    uint64_t system = clock_to_ns(usage->system) / NSEC_PER_USEC;

    return (struct rusage){
        .user_sec = (int64_t)(user / USEC_PER_SEC),
        .user_usec = (int64_t)(user % USEC_PER_SEC),
        .system_sec = (int64_t)(system / USEC_PER_SEC),
        .system_usec = (int64_t)(system % USEC_PER_SEC),
        .peak_kib = (int64_t)(usage->peak_pages * (PAGE_SIZE / 1024)),
        .faults_minor = (int64_t)usage->faults,
        .switches_voluntary = (int64_t)usage->switches_voluntary,
        .switches_involuntary = (int64_t)usage->switches_involuntary,
    };
}

/* ---- the calls ---- */

enum { RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1 };

/* What one LWP has used, with its process's peak: they share the memory. */
static struct usage usage_of_thread(struct lwp *lwp)
{
    struct usage usage = usage_of_lwp(lwp);

    usage.peak_pages = usage_of_process(lwp->process).peak_pages;
    return usage;
}

int64_t sys_getrusage(int who, uint64_t to)
{
    struct usage usage;

    if (who == RUSAGE_SELF)
        usage = usage_of_process(current_process());
    else if (who == RUSAGE_THREAD)
        usage = usage_of_thread(current_lwp());
    else if (who == RUSAGE_CHILDREN)
        usage = usage_of_children(current_process());
    else
        return -EINVAL;
    struct rusage rusage = usage_to_rusage(&usage);
    return copy_to_user(to, &rusage, sizeof(rusage));
}

/* As struct tms: times(2). */
struct times {
    uint64_t user, system, children_user, children_system;
};

int64_t sys_times(uint64_t buffer)
{
    struct usage own = usage_of_process(current_process());
    struct usage children = usage_of_children(current_process());
    struct times times = {
        .user = usage_ticks(own.user),
        .system = usage_ticks(own.system),
        .children_user = usage_ticks(children.user),
        .children_system = usage_ticks(children.system),
    };

    if (buffer && copy_to_user(buffer, &times, sizeof(times)))
        return -EFAULT;
    return (int64_t)usage_ticks(core_clock());
}
