/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Is user time exact? Instructions of ring 3, as CPU-time clocks
 * count them, for work of which the number is known: a loop, a loop of system
 * calls, faults on new pages, the same in two threads at once, and in a child.
 * What reading the clock itself costs is measured with the least work, and
 * taken off.
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <sys/resource.h>
#include <sys/wait.h>

#define LOOPS 1000000l
#define CALLS 20000l
#define TOUCHED 500l

/* The complement of pid or tid 0, the caller, above bits that mean: user time;
 * and: of the thread. */
#define CLOCK_SELF_USER (-8 | 1)
#define CLOCK_THREAD_USER (-8 | 4 | 1)

/* 4 instructions for each of N. */
static void call(long n)
{
    __asm__ volatile("1: mov %1, %%eax; syscall; dec %0; jnz 1b"
                     : "+r"(n)
                     : "i"(SYS_getpid)
                     : "rax", "rcx", "r11", "memory");
}

/* 4 instructions for each of N pages that nobody has touched before. */
static void touch(long n)
{
    char *p = pages((unsigned long)n);

    __asm__ volatile("1: movb $1, (%1); add $4096, %1; dec %0; jnz 1b"
                     : "+r"(n), "+r"(p)
                     :
                     : "memory");
}

/* User time of work(n) by `clock`, in instructions, less that of work(1). */
static long exact(clockid_t clock, void (*work)(long), long n)
{
    int64_t start = now_ns(clock), least, all;

    work(1);
    least = now_ns(clock) - start;
    start = now_ns(clock);
    work(n);
    all = now_ns(clock) - start;
    return (long)(all - least);
}

static void show(const char *name, long value)
{
    dprintf(1, "%s=%ld\n", name, value);
}

static void *spinner(void *result)
{
    *(long *)result = exact(CLOCK_THREAD_USER, burn, LOOPS);
    return NULL;
}

static void show_threads(void)
{
    pthread_t thread[2];
    long result[2];

    for (int i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, spinner, &result[i]);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    show("thread_0", result[0]);
    show("thread_1", result[1]);
}

static long microseconds(const struct timeval *time)
{
    return time->tv_sec * 1000000 + time->tv_usec;
}

/* User time in microseconds of a child that spins N times. */
static long child(long n)
{
    struct rusage usage, before, after;
    int pid;

    getrusage(RUSAGE_CHILDREN, &before);
    pid = fork();
    if (pid == 0) {
        burn(n);
        _exit(0);
    }
    wait4(pid, NULL, 0, &usage);
    getrusage(RUSAGE_CHILDREN, &after);
    show("child_differs", microseconds(&after.ru_utime) -
                              microseconds(&before.ru_utime) -
                              microseconds(&usage.ru_utime));
    return microseconds(&usage.ru_utime);
}

/* What is the user's and what is the system's make up the whole. */
static void show_sum(void)
{
    struct rusage usage;
    int64_t before = now_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000, sum;

    getrusage(RUSAGE_SELF, &usage);
    sum = microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
    show("sum_within",
         sum + 1 >= before && sum <= now_ns(CLOCK_PROCESS_CPUTIME_ID) / 1000);
}

int main(void)
{
    struct rusage before, after;

    show("spin", exact(CLOCK_SELF_USER, burn, LOOPS));
    show("call", exact(CLOCK_SELF_USER, call, CALLS));
    getrusage(RUSAGE_SELF, &before);
    show("touch", exact(CLOCK_SELF_USER, touch, TOUCHED));
    getrusage(RUSAGE_SELF, &after);
    show("faults", after.ru_minflt - before.ru_minflt);
    show_threads();
    show("child", child(LOOPS) - child(1));
    show_sum();
    return 0;
}
