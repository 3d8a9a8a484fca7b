/* SPDX-License-Identifier: MIT
 *
 * A thread that overflows its stack meets the guard page below it: the whole
 * process dies by SIGSEGV, although main only waits.
 *
 * Expected status: 139
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

static __attribute__((noinline)) long deeper(long n)
{
    volatile char frame[1024];

    frame[0] = frame[1023] = (char)n;
    return n ? deeper(n + 1) + frame[0] : 0;
}

static void *overflow(void *arg)
{
    dprintf(1, "recurses without end\n");
    return (void *)deeper((long)arg);
}

int main(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&thread, NULL, overflow, (void *)1), 0);
    pthread_join(thread, NULL);
    check_die("the guard page was let through");
}
