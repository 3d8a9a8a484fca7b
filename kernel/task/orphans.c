/* SPDX-License-Identifier: MIT
 *
 * Orphaned process groups: those in which nobody has a parent elsewhere in the
 * session, who could continue what is stopped. Nobody is stopped there by the
 * terminal's signals, and when a group becomes orphaned and has somebody
 * stopped, it gets SIGHUP and SIGCONT. Source: setpgid(2); POSIX, _exit,
 * "Consequences of Process Termination". Unlike on Linux pid 1 counts as a
 * parent like any other: it may be the shell.
 */
#include "task/family.h"
#include "task/process.h"
#include "task/signal.h"

bool family_group_orphaned(uint32_t group, const struct process *ignored)
{
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        const struct process *parent = process->parent;
        if (process->group == group && process != ignored && !process->zombie &&
            parent && parent->group != group &&
            parent->session == process->session)
            return false;
    }
    return true;
}

bool family_is_orphaned(void)
{
    spin_lock(&tasks_lock);
    bool orphaned = family_group_orphaned(current_process()->group, NULL);
    spin_unlock(&tasks_lock);
    return orphaned;
}

static bool has_stopped(uint32_t group)
{
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        if (process->group == group && !process->zombie && process->stop_signal)
            return true;
    }
    return false;
}

void family_signal_group(uint32_t group, int signal)
{
    list_for_each (node, &processes_all) {
        struct process *process = list_entry(node, struct process, all);
        if (process->group == group && !process->zombie)
            signal_send_process(process, signal, SI_KERNEL);
    }
}

void family_left(const struct process *process, const struct process *parent)
{
    uint32_t group = process->group;

    if (!parent || parent->group == group ||
        parent->session != process->session || !has_stopped(group) ||
        !family_group_orphaned(group, process->zombie ? process : NULL))
        return;
    family_signal_group(group, SIGHUP);
    family_signal_group(group, SIGCONT);
}
