/* SPDX-License-Identifier: MIT
 *
 * A loop that lives in registers (integer and SSE) is interrupted by handlers
 * that spoil them all, again and again, and never notices.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

#define SIGNALS 50

static volatile int handled, stop;

static void spoils(int number)
{
    __asm__ volatile("movq $-1, %%r12; movq $-1, %%r8; pcmpeqd %%xmm0, %%xmm0;"
                     "pcmpeqd %%xmm1, %%xmm1; pcmpeqd %%xmm15, %%xmm15; std;"
                     "cld"
                     :
                     :
                     : "r12", "r8", "xmm0", "xmm1", "xmm15", "cc");
    handled += number == SIGUSR1;
}

/* One signal after the other is sent to main when the last was handled. */
static void *sends(void *arg)
{
    for (int i = 0; i < SIGNALS; i++) {
        pthread_kill(*(pthread_t *)arg, SIGUSR1);
        while (handled <= i)
            sleep_ms(1);
    }
    stop = 1;
    return NULL;
}

/* Counts both ways till it is stopped; the two must agree at the end. */
static void count(void)
{
    unsigned long a = 0;
    double x = 0, one = 1;

    while (!stop)
        __asm__ volatile("movl $1000, %%ecx; 1: incq %0; addsd %2, %1;"
                         "decl %%ecx; jnz 1b"
                         : "+r"(a), "+x"(x)
                         : "x"(one)
                         : "ecx", "cc");
    CHECK(x == (double)a);
    CHECK(a % 1000 == 0);
    ok("registers");
}

int main(void)
{
    pthread_t thread, self = pthread_self();

    signal(SIGUSR1, spoils);
    CHECK_EQ(pthread_create(&thread, NULL, sends, &self), 0);
    count();
    pthread_join(thread, NULL);
    CHECK_EQ(handled, SIGNALS);
    ok("signals");
    return check_status();
}
