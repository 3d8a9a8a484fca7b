/* SPDX-License-Identifier: MIT
 *
 * What LWPs and processes have used: CPU time, apart for user and system, page
 * faults, switches, memory. For getrusage(2), wait4(2), times(2), CPU-time clocks,
 * and /proc.
 */
#ifndef TASK_USAGE_H
#define TASK_USAGE_H

#include <stdint.h>

struct lwp;
struct process;

struct usage {
    /* CPU time in clock units: instructions executed in ring 3; and everything
     * else that was charged while the LWP was on a core (calls, faults, interrupts
     * that it was interrupted by, spinning, switching to it). */
    uint64_t user, system;
    uint64_t faults; /* that brought a page. None needs a disk: all are minor */
    uint64_t switches_voluntary, switches_involuntary;
    uint64_t
        peak_pages; /* most that were ever resident; an LWP's: its process's */
};

/* Of one LWP until now, also while it runs on another core. Any context; `lwp`
 * is the caller or referenced. */
struct usage usage_of_lwp(struct lwp *lwp);

/* Of all LWPs of `process`, ended ones included, its children not. A zombie's is
 * its last. Takes process->lock. */
struct usage usage_of_process(struct process *process);

/* The same with process->lock held; also in an interrupt. */
struct usage usage_of_process_locked(struct process *process);

/* Of the children that `process` has waited for, and theirs. Takes tasks_lock. */
struct usage usage_of_children(struct process *process);

/* *sum is also of what *part is of: times and counts add up, the peak is the
 * higher of the two. */
void usage_add(struct usage *sum, const struct usage *part);

/* Clock units in units of which CLOCK_TICKS are a second, as times(2), SIGCHLD and
 * /proc count CPU time, whatever hz is. */
#define CLOCK_TICKS 100
uint64_t usage_ticks(uint64_t clock);

/* As Linux's struct rusage. */
struct rusage {
    int64_t user_sec, user_usec, system_sec, system_usec;
    int64_t peak_kib;
    int64_t not_counted[3]; /* Linux does not either: 0 */
    int64_t faults_minor, faults_major;
    int64_t swaps, blocks_in, blocks_out;              /* there is no disk: 0 */
    int64_t messages_sent, messages_received, signals; /* as Linux: 0 */
    int64_t switches_voluntary, switches_involuntary;
};

struct rusage usage_to_rusage(const struct usage *usage);

#endif
