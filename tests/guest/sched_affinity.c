/* SPDX-License-Identifier: MIT
 *
 * Affinity: each thread has its own mask, a new thread its maker's; a thread
 * runs where its mask says, at once. The number of cores does not matter here.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>

static cpu_set_t whole; /* what this process may use at the start */

static int only(int cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return sched_setaffinity(0, sizeof set, &set);
}

static int first_cpu(void)
{
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, &whole))
            return cpu;
    return -1;
}

static void check_whole(void)
{
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof whole, &whole);

    CHECK(bytes >= 8 && bytes % 8 == 0);
    CHECK(CPU_COUNT(&whole) >= 1);
    CHECK(first_cpu() >= 0);
    CHECK_EQ(CPU_COUNT(&whole), sysconf(_SC_NPROCESSORS_ONLN));
    ok("whole");
}

static void *inherits(void *arg)
{
    cpu_set_t set;
    int cpu = first_cpu();

    CHECK_EQ(sched_getaffinity(0, sizeof set, &set), 0);
    CHECK_EQ(CPU_COUNT(&set), 1);
    CHECK(CPU_ISSET(cpu, &set));
    CHECK_EQ(sched_getcpu(), cpu);
    CHECK_EQ(sched_setaffinity(0, sizeof whole, &whole), 0);
    return arg;
}

static void check_round_trip(void)
{
    cpu_set_t set;
    pthread_t thread;

    CHECK_EQ(only(first_cpu()), 0);
    CHECK_EQ(sched_getcpu(), first_cpu());
    CHECK_EQ(pthread_create(&thread, NULL, inherits, NULL), 0);
    pthread_join(thread, NULL);
    CHECK_EQ(sched_getaffinity(0, sizeof set, &set), 0);
    CHECK_EQ(CPU_COUNT(&set), 1); /* the other's change was its own */
    CHECK_EQ(sched_setaffinity(0, sizeof whole, &whole), 0);
    CHECK_EQ(sched_getaffinity(getpid(), sizeof set, &set), 0);
    CHECK(CPU_EQUAL(&set, &whole));
    ok("round trip");
}

/* On every core in turn: after the call one is there. */
static void check_everywhere(void)
{
    int wrong = 0;

    for (int round = 0; round < 20; round++)
        for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
            if (CPU_ISSET(cpu, &whole)) {
                wrong += only(cpu) != 0;
                wrong += sched_getcpu() != cpu;
                sched_yield();
                wrong += sched_getcpu() != cpu;
            }
    CHECK_EQ(wrong, 0);
    CHECK_EQ(sched_setaffinity(0, sizeof whole, &whole), 0);
    ok("everywhere");
}

/* Another thread is moved while it runs, and while it sleeps. */
static int stop;

static void *runs(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
        sched_yield();
    while (__atomic_load_n(&stop, __ATOMIC_SEQ_CST) != 2)
        sleep_ms(2);
    return (void *)(long)(arg ? sched_getcpu() : 0);
}

static void check_other(void)
{
    pthread_t thread;
    cpu_set_t set;
    void *result;

    CPU_ZERO(&set);
    CPU_SET(first_cpu(), &set);
    CHECK_EQ(pthread_create(&thread, NULL, runs, &set), 0);
    CHECK_EQ(pthread_setaffinity_np(thread, sizeof set, &set), 0);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    sleep_ms(5);
    CHECK_EQ(pthread_setaffinity_np(thread, sizeof whole, &whole), 0);
    CHECK_EQ(pthread_setaffinity_np(thread, sizeof set, &set), 0);
    __atomic_store_n(&stop, 2, __ATOMIC_SEQ_CST);
    pthread_join(thread, &result);
    CHECK_EQ(result, first_cpu());
    ok("another thread");
}

static long set_raw(int pid, size_t size, void *mask)
{
    return syscall(SYS_sched_setaffinity, pid, size, mask);
}

static long get_raw(int pid, size_t size, void *mask)
{
    return syscall(SYS_sched_getaffinity, pid, size, mask);
}

static void check_errors(void)
{
    cpu_set_t set, none;

    CPU_ZERO(&none);
    CHECK_ERR(set_raw(0, sizeof none, &none), EINVAL);
    CPU_SET(1000, &none); /* no such core */
    CHECK_ERR(set_raw(0, sizeof none, &none), EINVAL);
    CHECK_ERR(set_raw(0x3fffffff, sizeof whole, &whole), ESRCH);
    CHECK_ERR(set_raw(0, sizeof whole, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(get_raw(0x3fffffff, sizeof set, &set), ESRCH);
    CHECK_ERR(get_raw(-1, sizeof set, &set), ESRCH);
    CHECK_ERR(get_raw(0, 7, &set), EINVAL);
    CHECK_ERR(get_raw(0, 0, &set), EINVAL);
    CHECK_ERR(get_raw(0, sizeof set, KERNEL_ADDRESS), EFAULT);
    CPU_SET(first_cpu(), &none);
    CHECK_EQ(set_raw(0, sizeof none, &none),
             0); /* one that is there is enough */
    CHECK_EQ(sched_getaffinity(0, sizeof set, &set), 0);
    CHECK_EQ(CPU_COUNT(&set), 1);
    ok("errors");
}

int main(void)
{
    check_whole();
    check_round_trip();
    check_everywhere();
    check_other();
    check_errors();
    return check_status();
}
