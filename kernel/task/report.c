/* SPDX-License-Identifier: MIT
 *
 * Who runs, who sleeps and for what. See report.h. No locks: the machine stands.
 */
#include "task/report.h"
#include "core.h"
#include "end.h"
#include "lib/print.h"
#include "sched/sched.h"
#include "task/process.h"
#include "task/sched.h"
#include "time/clock.h"
#include "x86/sim.h"

static const char *const wait_names[] = {
    [WAIT_NONE] = "nothing",
    [WAIT_PIPE_READ] = "read of pipe",
    [WAIT_PIPE_WRITE] = "write to pipe",
    [WAIT_FUTEX] = "futex",
    [WAIT_SLEEP] = "time",
    [WAIT_CHILD] = "child",
    [WAIT_POLL] = "poll of",
    [WAIT_SIGNAL] = "signal",
    [WAIT_STOPPED] = "SIGCONT",
    [WAIT_EPOLL] = "epoll of",
    [WAIT_EVENTFD] = "eventfd at",
    [WAIT_SOCKET_RECV] = "receive from socket",
    [WAIT_SOCKET_SEND] = "send to socket",
    [WAIT_TTY] = "terminal",
    [WAIT_VFORK] = "memory lent to child",
    [WAIT_EXEC] = "the end of other LWPs",
    [WAIT_FILE_LOCK] = "file lock",
    [WAIT_TIMERFD] = "timerfd",
};

void wait_reason_text(struct wait_reason reason, char *text, unsigned size)
{
    const char *name = wait_names[reason.kind];

    switch (reason.kind) {
    case WAIT_FUTEX:
        ksnprintf(text, size, "%s 0x%lx", name, reason.object);
        break;
    case WAIT_SLEEP:
        ksnprintf(text, size, "%s %lu us", name,
                  clock_to_ns(reason.object) / 1000);
        break;
    case WAIT_PIPE_READ:
    case WAIT_PIPE_WRITE:
    case WAIT_CHILD:
    case WAIT_VFORK:
    case WAIT_EVENTFD:
    case WAIT_SOCKET_RECV:
    case WAIT_SOCKET_SEND:
        ksnprintf(text, size, "%s %lu", name, reason.object);
        break;
    case WAIT_POLL:
    case WAIT_EPOLL:
        ksnprintf(text, size, "%s %lu descriptors", name, reason.object);
        break;
    default:
        ksnprintf(text, size, "%s", name);
    }
}

void report_cores(void)
{
    for (uint32_t id = 0; id < cores_count; id++) {
        const struct lwp *lwp = cores[id].current;
        kprintf("core %u: %s, ran %s[%u], %u queued\n", id, sim_state_name(id),
                lwp && lwp->tid ? lwp->name : "idle", lwp ? lwp->tid : 0,
                sched_queued(id));
    }
}

static void report_lwp(const struct lwp *lwp)
{
    char wait[64] = "";

    if (lwp->state == 'S')
        wait_reason_text(lwp->wait, wait, sizeof(wait));
    kprintf("LWP %u (process %u, %s): %c%s%s\n", lwp->tid,
            lwp->process ? lwp->process->pid : 0, lwp->name, lwp->state,
            wait[0] ? ", waits for " : "", wait);
}

void report_lwps(void)
{
    list_for_each (node, &lwps_all)
        report_lwp(list_entry(node, struct lwp, all));
}

void report_deadlock(void)
{
    kprintf(
        "\nconvoy: deadlock: every LWP sleeps, no timer is set, and there is "
        "no input: nothing can wake them\n");
    report_lwps();
    end_run(TRACE_EXIT_DEADLOCK, 0);
}
