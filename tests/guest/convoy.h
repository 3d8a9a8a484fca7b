/* SPDX-License-Identifier: MIT
 *
 * What the programs that run on Convoy alone have in common: the core's own
 * clock, and calls that touch no errno.
 */
#ifndef CONVOY_H
#define CONVOY_H

#include "check.h"
#include <pthread.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/sysinfo.h>

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

/* What the kernel uses: frames, and on the checked kernel small objects of its
 * heap, which what waits to be used again does not count as. */
struct in_use {
    long objects, frames;
};

static inline struct in_use in_use_now(void)
{
    struct in_use now = {0};
    struct sysinfo info;
    char line[128] = "";
    int fd = open("/dev/checks", O_RDONLY);

    sysinfo(&info);
    now.frames = -(long)(info.freeram * info.mem_unit / PAGE);
    if (fd < 0)
        return now;
    CHECK(read(fd, line, sizeof line - 1) > 0);
    CHECK_EQ(sscanf(line, "objects=%ld frames=%ld", &now.objects, &now.frames),
             2);
    now.frames = -now.frames;
    close(fd);
    return now;
}

#define FRAMES_SLACK 16 /* slabs may be divided otherwise than before */

/* Print and check that no more is in use than `before`. */
static inline void in_use_check(struct in_use before)
{
    struct in_use now = in_use_now();

    dprintf(1, "objects=%ld frames=%ld\n", now.objects - before.objects,
            now.frames - before.frames);
    CHECK_EQ(now.objects, before.objects);
    CHECK(now.frames - before.frames <= FRAMES_SLACK);
}

#endif
