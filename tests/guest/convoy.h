/* SPDX-License-Identifier: MIT
 *
 * What the programs that run on Convoy alone have in common: the core's own
 * clock, and calls that touch no errno.
 */
#ifndef CONVOY_H
#define CONVOY_H

#include "check.h"
#include <pthread.h>
#include <sched.h>

/* For programs that set clocks, restart machines or take all memory: an end
 * here, unless the program is the machine's only one. */
static inline void refuse_shared_machine(void)
{
    if (getpid() != 1)
        check_die("this runs as pid 1 of a machine of its own");
}

/* This core's clock in instructions (RDTSC traps; the trap costs nothing). */
static inline int64_t rdtsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
    return (int64_t)high << 32 | low;
}

/* A system call, bare: the answer is the result or minus the error. */
static inline long bare_call(long nr, const long a[6])
{
    register long r10 __asm__("r10") = a[3];
    register long r8 __asm__("r8") = a[4];
    register long r9 __asm__("r9") = a[5];
    long ret;

    __asm__ volatile("syscall"
                     : "=a"(ret)
                     : "a"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10),
                       "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return ret;
}

/* Two instructions for each of COUNT rounds, and nothing else. */
static inline void burn(long count)
{
    __asm__ volatile("1: decq %0; jnz 1b" : "+r"(count) : : "cc");
}

static inline int core_count(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set))
        check_die("sched_getaffinity");
    return CPU_COUNT(&set);
}

/* Move the calling thread to CORE. */
static inline void move_to(int core)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(core, &set);
    if (sched_setaffinity(0, sizeof set, &set))
        check_die("sched_setaffinity");
}

/* The I-th argument as a number, or OTHERWISE if there is none. */
static inline long argument(int argc, char **argv, int i, long otherwise)
{
    return i < argc ? strtol(argv[i], NULL, 0) : otherwise;
}

#endif
