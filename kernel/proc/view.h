/* SPDX-License-Identifier: MIT
 *
 * A look at a process or an LWP: everything that several files of its directory
 * tell, read under its locks at one time. A process is seen through its first
 * LWP, as on Linux: name, state, what it waits for, nice value and core are that
 * one's; when that one has ended before others, it is a zombie.
 */
#ifndef PROC_VIEW_H
#define PROC_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include "task/process.h"

struct inode;
struct proc_subject;
struct space;
struct text;

struct proc_view {
    uint32_t id; /* of what it is about: a pid or a tid */
    uint32_t pid, parent, group, session;
    char name[LWP_NAME_SIZE];
    char state; /* R S D T Z */
    struct wait_reason wait;
    bool executed; /* since fork */
    bool leaves;   /* it is on its way out, or gone */
    int exit_status;
    uint32_t threads;
    uint64_t started; /* clock units since boot */

    int nice, posix_class, posix_priority;
    int priority; /* posix_priority, or a higher inherited one */
    uint32_t core;
    uint64_t affinity;
    uint64_t user_time, system_time; /* clock units, as the next */
    uint64_t children_user_time, children_system_time;
    uint64_t faults, children_faults;
    uint64_t switches_voluntary, switches_involuntary;
    uint64_t peak_pages;

    uint64_t mask, pending, shared_pending, ignored, caught;
    uint32_t queued;      /* pending signals */
    uint64_t most_queued; /* RLIMIT_SIGPENDING */
    uint64_t rss_limit;
    struct credentials credentials;
    bool no_new_privs;
    bool has_files;
    uint32_t umask, files_room;
    struct space *space; /* with a reference; NULL: it has none any more */
};

/* Fill in *view. 0, or -ESRCH: the LWP is gone. No lock held. */
int proc_view_take(const struct proc_subject *subject, struct proc_view *view);
void proc_view_drop(struct proc_view *view);

/* Has `process` an LWP `tid`, or is that its first one's number? */
bool proc_lwp_exists(struct process *process, uint32_t tid);

/* How many LWPs there are, the first one counted even if it has ended. */
uint32_t proc_threads(struct process *process);

/* What the process runs, or NULL. Its lock is held. */
struct inode *process_program(const struct process *process);

/* What an LWP that waits does so in, by a name that Linux might give it. */
const char *proc_wait_name(struct wait_reason reason);

/* Add how much is mapped, as PID/status and PID/statm tell it. */
struct proc_memory {
    uint64_t mapped, peak, code, libraries, data, stack; /* bytes */
    uint64_t resident, file_pages;                       /* pages */
};
void proc_memory_read(struct space *space, struct proc_memory *memory);

/* In units of 1/100 s, as times(2). */
uint64_t proc_ticks(uint64_t clock);

#endif
