/* SPDX-License-Identifier: MIT
 *
 * Processes as objects: making them, finding them by pid, letting them go. Who is
 * whose child is in family.c.
 */
#include "task/process.h"
#include "fs/file.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "mm/space.h"
#include "task/executable.h"

#define PID_BUCKETS 256

static struct process *by_pid[PID_BUCKETS]; /* under lwps_lock */

struct process *process_create(void)
{
    struct process *process = kzalloc(sizeof(*process));

    if (!process)
        return NULL;
    process->count = 1;
    process->started = core_clock();
    process->lock = SPINLOCK("process");
    list_init(&process->lwps);
    list_init(&process->posix_timers);
    list_init(&process->children);
    list_init(&process->sibling);
    list_init(&process->all);
    waitq_init(&process->wait_queue);
    waitq_init(&process->return_queue);
    return process;
}

void process_get(struct process *process)
{
    __atomic_add_fetch(&process->count, 1, __ATOMIC_RELAXED);
}

void process_put(struct process *process)
{
    if (__atomic_sub_fetch(&process->count, 1, __ATOMIC_ACQ_REL))
        return;
    if (process->space) /* it never ran */
        space_put(process->space);
    if (process->files)
        files_put(process->files);
    executable_put(process->executable);
    signal_set_drop(&process->signals, UINT64_MAX);
    kfree(process->spare_entry);
    kfree(process);
}

/* Where the process with `pid` hangs in the table, or would. lwps_lock is held. */
static struct process **place_of(uint32_t pid)
{
    struct process **place = &by_pid[pid % PID_BUCKETS];

    while (*place && (*place)->pid != pid)
        place = &(*place)->next_by_pid;
    return place;
}

bool process_pid_taken(uint32_t pid)
{
    return *place_of(pid) != NULL;
}

struct process *process_find(uint32_t pid)
{
    spin_lock(&lwps_lock);
    struct process *process = *place_of(pid);
    if (process)
        process_get(process);
    spin_unlock(&lwps_lock);
    return process;
}

void process_register(struct process *process)
{
    spin_lock(&lwps_lock);
    *place_of(process->pid) = process;
    spin_unlock(&lwps_lock);
}

void process_unregister(struct process *process)
{
    spin_lock(&lwps_lock);
    *place_of(process->pid) = process->next_by_pid;
    spin_unlock(&lwps_lock);
}

void process_reset_actions(struct process *process)
{
    spin_lock(&process->lock);
    for (int i = 0; i < SIGNALS; i++) {
        bool keep = process->actions[i].handler == SIG_IGN;
        process->actions[i] =
            (struct signal_action){.handler = keep ? SIG_IGN : SIG_DFL};
    }
    spin_unlock(&process->lock);
}
