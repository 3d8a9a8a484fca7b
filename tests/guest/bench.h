/* SPDX-License-Identifier: MIT
 *
 * What the programs of `make bench` have in common: the median of many rounds in
 * instructions by RDTSC, with the cost of measuring taken off, and marks for
 * qemu/profile.py, which follows one row.
 */
#ifndef BENCH_H
#define BENCH_H

#include "convoy.h"

#define BENCH_MOST 10000
#define BENCH_WARM_UP 3

static int64_t bench_sample[BENCH_MOST];
static int64_t bench_empty; /* what measuring nothing costs */

static inline int bench_compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* Where a row's rounds begin and end, for who follows the machine's PC. */
static __attribute__((noipa)) void profile_begin(void)
{
}

static __attribute__((noipa)) void profile_end(void)
{
}

/* The median of the first COUNT samples. */
static inline int64_t bench_middle(long count)
{
    qsort(bench_sample, (size_t)count, sizeof *bench_sample, bench_compare);
    return bench_sample[count / 2];
}

/* The median of ROUNDS runs of ONE, each after PREPARE if there is one. Never made
 * part of its callers: so ONE and bench_nothing are measured alike. */
static __attribute__((noipa)) int64_t bench_median(long rounds,
                                                   void (*prepare)(void),
                                                   void (*one)(void))
{
    for (long i = -BENCH_WARM_UP; i < rounds; i++) {
        if (i == 0)
            profile_begin();
        if (prepare)
            prepare();
        int64_t start = rdtsc();
        one();
        bench_sample[i < 0 ? 0 : i] = rdtsc() - start;
    }
    profile_end();
    return bench_middle(rounds) - bench_empty;
}

static void bench_nothing(void)
{
    __asm__ volatile("");
}

/* A call without arguments, in two instructions of the program's. */
static inline void bench_call(long nr)
{
    __asm__ volatile("syscall" : "+a"(nr) : : "rcx", "r11", "memory");
}

static inline void bench_show(const char *name, int64_t value)
{
    dprintf(1, "%s=%lld\n", name, (long long)value);
}

#endif
