/* SPDX-License-Identifier: MIT
 *
 * clone(2) and clone3(2), and what a new LWP copies of the one that makes it. LWPs
 * of the same process are made here, processes in fork.c.
 */
#include "task/clone.h"

#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/layout.h"
#include "mm/uaccess.h"
#include "syscall.h"
#include "task/process.h"
#include "task/process_limit.h"
#include "task/sched.h"
#include "trace/trace.h"
#include "x86/context.h"
#include "x86/trap.h"

#define CLONE_SIGNAL_MASK 0xfful /* clone: the low byte of flags */

#define CLONE_LWP (CLONE_VM | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define CLONE_EITHER                                                           \
    (CLONE_VM | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID |           \
     CLONE_CHILD_CLEARTID | CLONE_DETACHED | CLONE_CHILD_SETTID)

/* Combinations that Linux refuses are -EINVAL; those that it knows and this kernel
 * does not (namespaces; processes that share some things and not others) are
 * -ENOSYS. */
static int check_flags(uint64_t flags, uint64_t signal)
{
    if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
        return -EINVAL;
    if ((flags & CLONE_SIGHAND) &&
        (!(flags & CLONE_VM) || (flags & CLONE_CLEAR_SIGHAND)))
        return -EINVAL;
    if ((flags & CLONE_LWP) == CLONE_LWP)
        return flags & ~(CLONE_LWP | CLONE_EITHER | CLONE_FS) ? -ENOSYS : 0;
    if (flags & ~(CLONE_EITHER | CLONE_VFORK | CLONE_CLEAR_SIGHAND))
        return -ENOSYS;
    return signal == SIGCHLD ? 0 : -ENOSYS;
}

bool clone_allowed(void)
{
    const struct lwp *lwp = current_lwp();

    return process_limit_allows() && (lwp_own_class(lwp) != SCHED_DEADLINE ||
                                      (lwp->posix_class & SCHED_RESET_ON_FORK));
}

/* With SCHED_RESET_ON_FORK the child has no privilege of its parent's: sched(7). */
static void copy_scheduling(struct lwp *child, const struct lwp *parent)
{
    bool reset = parent->posix_class & SCHED_RESET_ON_FORK;
    enum sched_class class = lwp_own_class(parent);
    bool urgent =
        class == SCHED_FIFO || class == SCHED_RR || class == SCHED_DEADLINE;
    int nice = parent->attributes.nice;

    if (reset && (urgent || nice < 0))
        nice = 0;
    if (reset && urgent)
        class = SCHED_OTHER;
    child->posix_class = (int)class;
    child->posix_priority = reset ? 0 : parent->posix_priority;
    child->attributes =
        (struct sched_attributes){.class = class,
                                  .nice = nice,
                                  .priority = child->posix_priority};
}

void clone_context(struct lwp *child, const struct clone_request *request)
{
    struct lwp *parent = current_lwp();
    struct trap_frame *frame = context_prepare_user(child, parent->frame);
    bool borrows = request->flags & CLONE_VFORK;

    frame->rax = 0;
    frame->vector = TRAP_NONE;
    if (request->stack)
        frame->rsp = request->stack;
    child->fs_base =
        request->flags & CLONE_SETTLS ? request->tls : parent->fs_base;
    child->gs_base = parent->gs_base;
    fpu_copy_state(child, parent);
    if (request->flags & CLONE_CHILD_CLEARTID)
        child->clear_child_tid = request->child_tid;
    child->signal_mask = parent->signal_mask;
    child->alt_stack.flags = SS_DISABLE;
    if (!(request->flags & CLONE_VM) || borrows)
        child->alt_stack = parent->alt_stack;
    copy_scheduling(child, parent);
    child->affinity = parent->affinity;
    child->core = parent->core;
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
        if (process->stop_signal)
            lwp_attend(lwp); /* it stops before it starts */
        error = 0;
    }
    spin_unlock(&process->lock);
    return error;
}

/* As with Linux, a bad address is the program's bad luck. */
static void tell_tids(struct lwp *child, const struct clone_request *request)
{
    if (request->flags & CLONE_PARENT_SETTID)
        user_write32(request->parent_tid, child->tid);
    if (request->flags & CLONE_CHILD_SETTID)
        user_write32(request->child_tid, child->tid);
}

/* One more LWP of the same process. Its tid or -errno. */
static int64_t clone_lwp(const struct clone_request *request)
{
    struct process *process = current_process();
    struct lwp *child = clone_allowed() ? lwp_create(process) : NULL;

    if (!child)
        return -EAGAIN;
    clone_context(child, request);
    tell_tids(child, request);
    int error = join_process(process, child);
    if (error) {
        lwp_put(child);
        return error;
    }
    uint32_t tid = child->tid;
    trace(TRACE_SCHED_FORK, tid, process->pid);
    sched_start(child);
    return tid;
}

static int64_t clone(const struct clone_request *request)
{
    int error = check_flags(request->flags, request->signal);

    if (error)
        return error;
    if ((request->flags & CLONE_SETTLS) && request->tls >= USER_TOP)
        return -EPERM;
    return request->flags & CLONE_THREAD ? clone_lwp(request)
                                         : process_fork(request);
}

int64_t sys_clone(uint64_t flags, uint64_t stack, uint64_t parent_tid,
                  uint64_t child_tid, uint64_t tls)
{
    return clone(&(struct clone_request){
        .flags = flags & UINT32_MAX & ~CLONE_SIGNAL_MASK,
        .signal = flags & CLONE_SIGNAL_MASK,
        .stack = stack,
        .parent_tid = parent_tid,
        .child_tid = child_tid,
        .tls = tls,
    });
}

/* As struct clone_args; programs may know a shorter or a longer one: the rest must
 * be 0. */
struct clone_arguments {
    uint64_t flags, pidfd, child_tid, parent_tid, signal, stack, stack_size,
        tls, set_tid, set_tid_size, cgroup;
};

#define CLONE_ARGUMENTS_MIN 64 /* the first version */

static int read_arguments(struct clone_arguments *arguments, uint64_t from,
                          uint64_t size)
{
    uint64_t rest = 0, known = min_u64(size, sizeof(*arguments));

    if (size > PAGE_SIZE)
        return -E2BIG;
    if (size < CLONE_ARGUMENTS_MIN)
        return -EINVAL;
    *arguments = (struct clone_arguments){0};
    if (copy_from_user(arguments, from, known))
        return -EFAULT;
    for (; known < size; known += sizeof(rest)) {
        uint64_t part = min_u64(size - known, sizeof(rest));
        if (copy_from_user(&rest, from + known, part))
            return -EFAULT;
        if (rest)
            return -E2BIG;
    }
    return 0;
}

static int check_arguments(const struct clone_arguments *arguments)
{
    if ((arguments->flags & (CLONE_SIGNAL_MASK | CLONE_DETACHED)) ||
        arguments->signal > SIGNALS ||
        ((arguments->flags & CLONE_THREAD) && arguments->signal) ||
        !arguments->stack != !arguments->stack_size ||
        !user_range_ok(arguments->stack, arguments->stack_size))
        return -EINVAL;
    return arguments->set_tid || arguments->set_tid_size ? -ENOSYS : 0;
}

int64_t sys_clone3(uint64_t from, uint64_t size)
{
    struct clone_arguments arguments;
    int error = read_arguments(&arguments, from, size);

    if (!error)
        error = check_arguments(&arguments);
    if (error)
        return error;
    return clone(&(struct clone_request){
        .flags = arguments.flags,
        .signal = arguments.signal,
        .stack = arguments.stack + arguments.stack_size,
        .parent_tid = arguments.parent_tid,
        .child_tid = arguments.child_tid,
        .tls = arguments.tls,
    });
}
