/* SPDX-License-Identifier: MIT
 *
 * wait4(2) and waitid(2): learning that a child stopped, went on, or ended, and
 * letting it go when it ended.
 *
 * Children are looked at and slept for under tasks_lock, under which they become
 * zombies (family.c) and note that they stopped or went on (signal_stop.c).
 */
#include <limits.h>
#include "core.h"
#include "lib/errno.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/family.h"
#include "task/process.h"
#include "task/signal.h"
#include "task/usage.h"
#include "trace/trace.h"

#define WNOHANG 0x00000001u
#define WUNTRACED 0x00000002u
#define WEXITED 0x00000004u
#define WCONTINUED 0x00000008u
#define WNOWAIT 0x01000000u
#define WNOTHREAD 0x20000000u /* __WNOTHREAD: children are the process's */
#define WALL 0x40000000u
#define WCLONE 0x80000000u /* only children that do not send SIGCHLD: none */

#define WAIT4_OPTIONS                                                          \
    (WNOHANG | WUNTRACED | WCONTINUED | WNOTHREAD | WALL | WCLONE)
#define WAITID_OPTIONS (WAIT4_OPTIONS | WEXITED | WNOWAIT)

enum which { P_ALL = 0, P_PID = 1, P_PGID = 2 };

/* Which children, and what was found. */
struct wait_request {
    enum which which;
    uint32_t id; /* of P_PID, P_PGID */
    uint32_t options;

    uint32_t pid; /* of the child; 0: with WNOHANG, none has ended */
    int status;
    struct signal_info info; /* what waitid tells */
    struct usage usage;      /* its children's included */
};

static bool is_meant(const struct wait_request *request,
                     const struct process *child)
{
    if ((request->options & WCLONE) && !(request->options & WALL))
        return false;
    if (request->which == P_ALL)
        return true;
    return request->id == (request->which == P_PID ? child->pid : child->group);
}

/* Has `child` stopped or gone on since that was last told, and is it asked for? */
static bool has_news(const struct wait_request *request,
                     const struct process *child)
{
    if (!child->stop_status)
        return false;
    return request->options &
           (child->stop_status == STATUS_CONTINUED ? WCONTINUED : WUNTRACED);
}

/* Look among the children for a zombie or one with other news. *any: there are
 * children that may have some, some day. tasks_lock is held. */
static struct process *find_child(const struct wait_request *request, bool *any)
{
    *any = false;
    list_for_each (node, &current_process()->children) {
        struct process *child = list_entry(node, struct process, sibling);
        if (!is_meant(request, child))
            continue;
        if (child->zombie ? request->options & WEXITED
                          : has_news(request, child))
            return child;
        *any |= !child->zombie;
    }
    return NULL;
}

/* Note how `child` ended, and let it go unless it is to stay; or note its other
 * news. Takes tasks_lock over, and lets go of it. */
static void collect(struct wait_request *request, struct process *child)
{
    bool stays = request->options & WNOWAIT;
    bool ends = child->zombie && !stays;

    request->pid = child->pid;
    request->status = child->zombie ? child->exit_status : child->stop_status;
    request->info = family_exit_info(child, request->status);
    request->usage = usage_of_process(child);
    usage_add(&request->usage, &child->children_usage);
    if (ends)
        family_reap(child);
    else if (!stays)
        child->stop_status = 0;
    spin_unlock(&tasks_lock);
    if (ends)
        process_put(child);
}

/* Wait as *request says, which gets the result. 0, -ECHILD or -EINTR. */
static int wait_for_child(struct wait_request *request)
{
    struct process *process = current_process();
    struct wait_reason reason = {WAIT_CHILD, request->id};
    struct process *child;
    int error = 0;
    bool any;

    request->pid = 0;
    trace(TRACE_SCHED_PROCESS_WAIT, request->which, request->id);
    spin_lock(&tasks_lock);
    while (!(child = find_child(request, &any)) && any && !error &&
           !(request->options & WNOHANG))
        error =
            waitq_sleep(&process->wait_queue, &tasks_lock, reason, CLOCK_NEVER);
    if (child) {
        collect(request, child);
        return 0;
    }
    spin_unlock(&tasks_lock);
    return any ? error : -ECHILD;
}

static int put_usage(const struct wait_request *request, uint64_t to)
{
    if (!to)
        return 0;
    struct rusage usage = usage_to_rusage(&request->usage);
    return copy_to_user(to, &usage, sizeof(usage));
}

int64_t sys_wait4(int pid, uint64_t status, uint32_t options, uint64_t usage)
{
    struct wait_request request = {.options = options | WEXITED};

    if (options & ~WAIT4_OPTIONS)
        return -EINVAL;
    if (pid == INT_MIN)
        return -ESRCH;
    if (pid > 0) {
        request.which = P_PID;
        request.id = (uint32_t)pid;
    } else if (pid != -1) {
        request.which = P_PGID;
        request.id = pid ? (uint32_t)-pid : current_process()->group;
    }
    int error = wait_for_child(&request);
    if (error || !request.pid)
        return error;
    if (status && copy_to_user(status, &request.status, sizeof(int)))
        return -EFAULT;
    return put_usage(&request, usage) ? -EFAULT : (int64_t)request.pid;
}

/* What waitid tells: the head of siginfo_t. */
static int put_info(const struct wait_request *request, uint64_t to)
{
    return to ? copy_to_user(to, &request->info,
                             offsetof(struct signal_info, child.pad))
              : 0;
}

/* Fill in which children. 0 or -EINVAL. */
static int set_target(struct wait_request *request, int which, int id)
{
    if (which != P_ALL && which != P_PID && which != P_PGID)
        return -EINVAL; /* P_PIDFD: there are none */
    if (which == P_PID ? id <= 0 : which == P_PGID && id < 0)
        return -EINVAL;
    request->which = (enum which)which;
    if (which != P_ALL)
        request->id = id ? (uint32_t)id : current_process()->group;
    return 0;
}

int64_t sys_waitid(int which, int id, uint64_t to, uint32_t options,
                   uint64_t usage)
{
    struct wait_request request = {.options = options};

    if ((options & ~WAITID_OPTIONS) ||
        !(options & (WEXITED | WUNTRACED | WCONTINUED)))
        return -EINVAL;
    int error = set_target(&request, which, id);
    if (!error)
        error = wait_for_child(&request);
    if (error)
        return error;
    if (request.pid && put_usage(&request, usage))
        return -EFAULT;
    return put_info(&request, to);
}
