/* SPDX-License-Identifier: MIT
 *
 * Making processes: fork, vfork, and clone without CLONE_THREAD.
 *
 * The child is the parent's copy: memory (or, with CLONE_VM, the same memory),
 * descriptors, signal actions, limits, ids, and one LWP, which goes on behind
 * the same system call. What is pending, and timers, stay with the parent. Not
 * here: what an LWP copies (clone.c), and how pages are shared until one side
 * writes (mm/fork.c). Source: fork(2), vfork(2), clone(2).
 */
#include "task/clone.h"

#include "core.h"
#include "fs/file.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/executable.h"
#include "task/family.h"
#include "task/process.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/paging.h"

static struct space *child_space(struct process *parent, uint64_t flags)
{
    if (!(flags & CLONE_VM))
        return space_fork(parent->space);
    space_get(parent->space);
    return parent->space;
}

/* Everything but the LWP. NULL: no memory. */
static struct process *copy_process(struct process *parent, uint64_t flags)
{
    struct process *child = process_create();

    if (!child)
        return NULL;
    child->space = child_space(parent, flags);
    child->files = files_copy(parent->files);
    if (!child->space || !child->files) {
        process_put(child);
        return NULL;
    }
    spin_lock(&parent->lock);
    memcpy(child->actions, parent->actions, sizeof(child->actions));
    memcpy(child->limits, parent->limits, sizeof(child->limits));
    child->credentials = parent->credentials;
    child->prctl = parent->prctl;
    child->prctl.parent_death_signal = 0;
    child->executable = parent->executable;
    executable_get(child->executable);
    spin_unlock(&parent->lock);
    if (flags & CLONE_CLEAR_SIGHAND)
        process_reset_actions(child);
    child->borrows = flags & CLONE_VFORK;
    return child;
}

/* The tid where the child looks for it, in its own memory. As with Linux a bad
 * address is the child's bad luck. */
static void tell_child(const struct clone_request *request, struct lwp *lwp)
{
    struct space *space = lwp->process->space;
    uint64_t at = request->child_tid;

    if (!(request->flags & CLONE_CHILD_SETTID))
        return;
    if (request->flags & CLONE_VM)
        user_write32(at, lwp->tid);
    else if (at < USER_TOP && at % sizeof(lwp->tid) == 0 &&
             !space_fault(space, at, FAULT_WRITE | FAULT_USER))
        space_write(space, at, &lwp->tid, sizeof(lwp->tid));
}

/* Off it goes; the child may have ended when this returns. */
static void start(struct process *child, struct lwp *lwp)
{
    spin_lock(&child->lock);
    list_push_back(&child->lwps, &lwp->siblings);
    child->lwp_count = 1;
    spin_unlock(&child->lock);
    family_add(child, current_process());
    trace(TRACE_SCHED_FORK, lwp->tid, child->pid);
    sched_start(lwp);
}

int64_t process_fork(const struct clone_request *request)
{
    if (!clone_allowed())
        return -EAGAIN;
    struct process *child = copy_process(current_process(), request->flags);
    struct lwp *lwp = child ? lwp_create(child) : NULL;

    if (!lwp) {
        if (child)
            process_put(child);
        return child ? -EAGAIN : -ENOMEM;
    }
    clone_context(lwp, request);
    uint32_t pid = child->pid = lwp->tid;
    if (request->flags & CLONE_PARENT_SETTID)
        user_write32(request->parent_tid, pid);
    tell_child(request, lwp);
    start(child, lwp);
    if (request->flags & CLONE_VFORK)
        family_await_space(child);
    process_put(child);
    return pid;
}

int64_t sys_fork(void)
{
    return process_fork(&(struct clone_request){.signal = SIGCHLD});
}

int64_t sys_vfork(void)
{
    return process_fork(&(struct clone_request){.flags = CLONE_VM | CLONE_VFORK,
                                                .signal = SIGCHLD});
}
