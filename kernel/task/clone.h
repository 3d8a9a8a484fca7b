/* SPDX-License-Identifier: MIT
 *
 * What clone.c (the calls, and LWPs of one process) and fork.c (processes) share.
 */
#ifndef TASK_CLONE_H
#define TASK_CLONE_H

#include <stdbool.h>
#include <stdint.h>

struct lwp;

#define CLONE_VM 0x00000100ul
#define CLONE_FS 0x00000200ul
#define CLONE_FILES 0x00000400ul
#define CLONE_SIGHAND 0x00000800ul
#define CLONE_VFORK 0x00004000ul
#define CLONE_THREAD 0x00010000ul
#define CLONE_SYSVSEM 0x00040000ul
#define CLONE_SETTLS 0x00080000ul
#define CLONE_PARENT_SETTID 0x00100000ul
#define CLONE_CHILD_CLEARTID 0x00200000ul
#define CLONE_DETACHED 0x00400000ul /* ignored, as by Linux; musl sets it */
#define CLONE_CHILD_SETTID 0x01000000ul
#define CLONE_CLEAR_SIGHAND 0x100000000ul /* clone3 only */

/* What is asked for, by whichever call. */
struct clone_request {
    uint64_t flags;
    uint64_t
        signal; /* to the parent at the end; an LWP of the same process: 0 */
    uint64_t stack;                 /* RSP, or 0: the same as the parent's */
    uint64_t parent_tid, child_tid; /* user addresses */
    uint64_t tls;
};

/* Make the new LWP `child` a copy of the current one, as `request` says: it goes on
 * behind the same system call, with result 0. */
void clone_context(struct lwp *child, const struct clone_request *request);

/* May the caller make another LWP or process? Not beyond RLIMIT_NPROC, nor with
 * SCHED_DEADLINE, which cannot be inherited, unless it is reset. */
bool clone_allowed(void);

/* A new process, with the checked `request`: its pid, or -EAGAIN, -ENOMEM, -EFAULT.
 * With CLONE_VFORK returns when the child has left its parent's space. */
int64_t process_fork(const struct clone_request *request);

#endif
