/* SPDX-License-Identifier: MIT
 *
 * The clocks that count CPU time: of an LWP, and of all LWPs of a process.
 */
#ifndef TIME_CPU_CLOCK_H
#define TIME_CPU_CLOCK_H

#include <stdint.h>

struct lwp;
struct process;

/* Which time, numbered as in the ids of clocks: user and system, user alone, time
 * on a core (which is the same as both). */
enum cpu_time { CPU_TIME_BOTH, CPU_TIME_USER, CPU_TIME_SCHEDULED };

/* CPU time in ns of the caller (CLOCK_THREAD_CPUTIME_ID), of its process
 * (CLOCK_PROCESS_CPUTIME_ID), or, for a negative id, of the LWP of the caller's
 * process or of the process that it names. 0 or -EINVAL: no such clock. Process
 * context; takes the process's lock. */
int cpu_clock_read(int clockid, uint64_t *ns);

/* CPU time of all LWPs of `process`, ended ones included, in ns. */
uint64_t cpu_clock_process(struct process *process, enum cpu_time kind);

/* The same with process->lock held; also in an interrupt. */
uint64_t cpu_clock_process_locked(struct process *process, enum cpu_time kind);

/* Of one LWP. Any context; `lwp` is the caller or referenced. */
uint64_t cpu_clock_lwp(struct lwp *lwp, enum cpu_time kind);

/* What `clockid` measures, if that is CPU time of the current process: *lwp, with a
 * reference, or NULL for the process; and *kind. 0 or -EINVAL. */
int cpu_clock_find(int clockid, struct lwp **lwp, enum cpu_time *kind);

#endif
