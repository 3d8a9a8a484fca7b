/* SPDX-License-Identifier: MIT
 *
 * Processor time: a thread's own, the whole process's, and another thread's
 * by its clock; getrusage and times tell the same.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sys/resource.h>
#include <sys/times.h>

#define MS 1000000ll

/* Use NS of this thread's processor time. */
static void burn(int64_t ns)
{
    int64_t end = now_ns(CLOCK_THREAD_CPUTIME_ID) + ns;

    while (now_ns(CLOCK_THREAD_CPUTIME_ID) < end)
        ;
}

static void *burner(void *arg)
{
    int64_t start = now_ns(CLOCK_THREAD_CPUTIME_ID);

    CHECK(start < 50 * MS); /* a new thread starts with nothing */
    burn(10 * MS);
    return arg;
}

static void check_threads(void)
{
    pthread_t thread[3];
    int64_t mine, all = now_ns(CLOCK_PROCESS_CPUTIME_ID);

    for (int i = 0; i < 3; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, burner, NULL), 0);
    mine = now_ns(CLOCK_THREAD_CPUTIME_ID);
    for (int i = 0; i < 3; i++)
        pthread_join(thread[i], NULL);
    mine = now_ns(CLOCK_THREAD_CPUTIME_ID) - mine;
    all = now_ns(CLOCK_PROCESS_CPUTIME_ID) - all;
    CHECK(all >= 30 * MS); /* those that have ended count */
    CHECK(mine < 10 * MS);
    ok("threads");
}

static void check_sums(void)
{
    int64_t start = now_ns(CLOCK_PROCESS_CPUTIME_ID), used;
    struct rusage usage;
    struct tms tms;

    burn(20 * MS);
    used = now_ns(CLOCK_PROCESS_CPUTIME_ID);
    CHECK(used - start >= 20 * MS);
    CHECK(used >= now_ns(CLOCK_THREAD_CPUTIME_ID) - 20 * MS);
    CHECK_EQ(getrusage(RUSAGE_SELF, &usage), 0);
    CHECK(usage.ru_utime.tv_usec < 1000000 && usage.ru_stime.tv_usec < 1000000);
    CHECK(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec <= 60);
    CHECK_ERR(syscall(SYS_getrusage, 55, &usage), EINVAL);
    CHECK_ERR(syscall(SYS_getrusage, RUSAGE_SELF, KERNEL_ADDRESS), EFAULT);
    CHECK(times(&tms) != (clock_t)-1);
    CHECK(clock() >= 20000);
    ok("sums");
}

int main(void)
{
    check_threads();
    check_sums();
    return check_status();
}
