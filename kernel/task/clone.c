/* SPDX-License-Identifier: MIT
 *
 * clone(2) for LWPs of one process. Processes (fork, vfork) are not here yet.
 */
#include "core.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/trap.h"

#define CLONE_VM 0x00000100ul
#define CLONE_FS 0x00000200ul
#define CLONE_FILES 0x00000400ul
#define CLONE_SIGHAND 0x00000800ul
#define CLONE_THREAD 0x00010000ul
#define CLONE_SYSVSEM 0x00040000ul
#define CLONE_SETTLS 0x00080000ul
#define CLONE_PARENT_SETTID 0x00100000ul
#define CLONE_CHILD_CLEARTID 0x00200000ul
#define CLONE_DETACHED 0x00400000ul /* ignored, as by Linux; musl sets it */
#define CLONE_CHILD_SETTID 0x01000000ul

#define CLONE_LWP (CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define CLONE_KNOWN                                                            \
    (CLONE_LWP | CLONE_FS | CLONE_SYSVSEM | CLONE_SETTLS |                     \
     CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_DETACHED |             \
     CLONE_CHILD_SETTID)

static int check_flags(uint64_t flags)
{
    if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
        return -EINVAL;
    if ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))
        return -EINVAL;
    if ((flags & CLONE_LWP) != CLONE_LWP || (flags & ~CLONE_KNOWN))
        return -ENOSYS; /* a process, or a namespace */
    return 0;
}

/* The child goes on behind the same system call, with result 0. */
static void copy_context(struct lwp *child, struct lwp *parent, uint64_t stack)
{
    struct trap_frame *frame = context_prepare_user(child, parent->frame);

    frame->rax = 0;
    frame->vector = TRAP_NONE;
    if (stack)
        frame->rsp = stack;
    child->fs_base = parent->fs_base;
    child->gs_base = parent->gs_base;
    fpu_copy_state(child, parent);
    child->signal_mask = parent->signal_mask;
    child->alt_stack.flags = 2; /* SS_DISABLE */
    child->sched.nice = parent->sched.nice;
    child->sched.affinity = parent->sched.affinity;
    child->sched.core = child->core = parent->core;
    memcpy(child->name, parent->name, sizeof(child->name));
}

/* Into the process; -EAGAIN if it is ending. */
static int join_process(struct process *process, struct lwp *lwp)
{
    int error = -EAGAIN;

    spin_lock(&process->lock);
    if (!process->exiting) {
        list_push_back(&process->lwps, &lwp->siblings);
        process->lwp_count++;
        error = 0;
    }
    spin_unlock(&process->lock);
    return error;
}

static int tell_tids(struct lwp *child, uint64_t flags, uint64_t parent_tid,
                     uint64_t child_tid)
{
    if ((flags & CLONE_PARENT_SETTID) && user_write32(parent_tid, child->tid))
        return -EFAULT;
    if ((flags & CLONE_CHILD_SETTID) && user_write32(child_tid, child->tid))
        return -EFAULT;
    return 0;
}

int64_t sys_clone(uint64_t flags, uint64_t stack, uint64_t parent_tid,
                  uint64_t child_tid, uint64_t tls)
{
    struct lwp *parent = current_lwp();
    int error = check_flags(flags);

    if (error)
        return error;
    if ((flags & CLONE_SETTLS) && tls >= USER_TOP)
        return -EPERM;
    struct lwp *child = lwp_create(parent->process);
    if (!child)
        return -EAGAIN;
    copy_context(child, parent, stack);
    if (flags & CLONE_SETTLS)
        child->fs_base = tls;
    if (flags & CLONE_CHILD_CLEARTID)
        child->clear_child_tid = child_tid;
    error = tell_tids(child, flags, parent_tid, child_tid);
    if (!error)
        error = join_process(parent->process, child);
    if (error) {
        lwp_put(child);
        return error;
    }
    uint32_t tid = child->tid;
    trace(TRACE_SCHED_FORK, tid, parent->process->pid);
    sched_start(child);
    return tid;
}
