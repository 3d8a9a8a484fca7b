/* SPDX-License-Identifier: MIT
 *
 * A process: an instance of a program. It owns the address space, the descriptors,
 * the signal actions; its LWPs share them.
 *
 * Its life: process_create makes it, fork (or init) gives it a pid and a parent
 * (family_add), its last LWP makes it a zombie (family_exit), which keeps the pid
 * and the status until the parent waits for it (wait.c). The structure lives as
 * long as the family, one of its LWPs, or somebody who found it refers to it.
 */
#ifndef TASK_PROCESS_H
#define TASK_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include "core.h"
#include "lib/list.h"
#include "lock.h"
#include "task/credentials.h"
#include "task/lwp.h"
#include "task/usage.h"
#include "task/waitq.h"

struct files;
struct inode;
struct itimers;
struct space;

/* A resource limit: getrlimit(2). */
struct rlimit {
    uint64_t soft, hard;
};

enum {
    RLIMIT_CPU = 0,
    RLIMIT_FSIZE = 1,
    RLIMIT_DATA = 2,
    RLIMIT_STACK = 3,
    RLIMIT_CORE = 4,
    RLIMIT_RSS = 5,
    RLIMIT_NPROC = 6,
    RLIMIT_NOFILE = 7,
    RLIMIT_MEMLOCK = 8,
    RLIMIT_AS = 9,
    RLIMIT_SIGPENDING = 11,
    RLIMIT_NICE = 13,
    RLIMIT_RTPRIO = 14,
    RLIMIT_COUNT = 16
};

#define RLIM_INFINITY UINT64_MAX

struct process {
    uint32_t pid;                /* constant, as its first LWP's tid */
    uint32_t count;              /* references; changed atomically */
    uint64_t started;            /* constant: clock when it was made */
    struct process *next_by_pid; /* under lwps_lock: in process_find's table */

    struct spinlock lock; /* protects what follows */
    struct list lwps;     /* of struct lwp.siblings, those not yet dead */
    uint32_t lwp_count;
    /* The process's own LWPs read these two without the lock; others take a
     * reference under it. NULL once the last LWP is gone. */
    struct space *space; /* changes by exec */
    struct files *files;
    struct inode *executable; /* what it runs (executable.h), whose path is
                                 path_of's; NULL once the last LWP is gone.
                                 Changes by exec */
    char name[LWP_NAME_SIZE]; /* its first LWP's, once that is gone */
    bool exiting;     /* every LWP leaves: exit_group, or exec: all but one */
    struct lwp *exec; /* the one that stays, or NULL */
    int exit_status;  /* as wait4's status word */
    struct signal_action actions[SIGNALS]; /* [n - 1] */
    struct signal_set signals;        /* pending, directed at the process */
    struct signal_entry *spare_entry; /* for the next signal; atomic */
    struct rlimit limits[RLIMIT_COUNT];
    struct credentials credentials; /* fork copies it */
    struct prctl_state prctl;       /* fork copies it, but its signal */
    bool crowded; /* exec is to look at RLIMIT_NPROC: process_limit.h */
    struct itimers *itimers;   /* NULL: none was ever set */
    struct list posix_timers;  /* of struct posix_timer.node */
    uint32_t next_posix_timer; /* its id */
    int stop_signal;    /* that stopped it; 0: it goes on. See signal_stop.h */
    bool continued;     /* its parent has yet to be told */
    struct usage ended; /* what LWPs that have ended used */

    /* Protected by tasks_lock (family.h). */
    struct process *parent;  /* NULL: pid 1, or not in the family */
    uint32_t parent_pid;     /* its pid, 0: none; read without the lock */
    struct list children;    /* of struct process.sibling */
    struct list sibling;     /* in parent->children */
    struct list all;         /* in processes_all */
    uint32_t group, session; /* ids */
    bool executed;           /* since fork: its parent may not move it */
    int stop_status; /* wait4's word of its last stop or continuation, until a
                        wait has told it; 0: none */
    bool zombie;     /* it has ended, and nobody has waited for it */
    bool borrows;    /* vfork: the parent waits for its space */
    struct waitq wait_queue;     /* its LWPs that wait for children */
    struct waitq return_queue;   /* the parent's, until !borrows */
    struct usage children_usage; /* of children waited for, and theirs */
};

static inline struct process *current_process(void)
{
    return current_lwp()->process;
}

/* A process with count 1, no pid, no space, no descriptors; NULL: no memory. */
struct process *process_create(void);
void process_get(struct process *process);
void process_put(struct process *process);

/* The process with `pid`, also if it is a zombie, with one more reference; or
 * NULL. Takes lwps_lock. */
struct process *process_find(uint32_t pid);

/* For family.c: enter it in the table, its pid set; and take it out. */
void process_register(struct process *process);
void process_unregister(struct process *process);

/* Is `pid` a process's? lwps_lock is held. */
bool process_pid_taken(uint32_t pid);

/* Handlers become SIG_DFL, what is ignored stays ignored: execve(2). */
void process_reset_actions(struct process *process);

/* Make pid 1 from the options and start it: see task/init.c. Stops the boot if
 * the program is missing or no program. */
void process_start_init(void);

/* The current LWP ends with `status` (wait4's status word); the last one of a
 * process ends the process, and pid 1's end ends the run. */
__attribute__((noreturn)) void lwp_exit(int status);

/* The current LWP leaves its address space (end, exec): tell user programs that
 * wait for that, by its robust list and by set_tid_address(2)'s word. No lock held;
 * touches user memory. */
void lwp_leave_space(struct lwp *lwp);

/* Every LWP of the current process ends. */
__attribute__((noreturn)) void process_exit(int status);

/* Every other LWP of the current process ends; returns when they have. 0, or
 * -EAGAIN: the process is ending itself, or another LWP does the same. In
 * exit.c. */
int process_end_others(void);

/* Exchange the current process's space for `space`, whose reference is taken over
 * (NULL: none), and give the old one back. In exit.c. */
void process_change_space(struct process *process, struct space *space);

/* What wait4 says: ended by exit(code), killed by a signal. */
#define STATUS_SIGNAL_MASK 0x7f /* 0: by exit */

static inline int status_exited(int code)
{
    return (code & 0xff) << 8;
}

static inline int status_killed(int signal)
{
    return signal;
}

static inline int status_stopped(int signal)
{
    return signal << 8 | STATUS_SIGNAL_MASK;
}

#define STATUS_CONTINUED 0xffff

/* Set the limits that a first process has. */
void process_init_limits(struct process *process);

#endif
