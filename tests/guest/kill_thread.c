/* SPDX-License-Identifier: MIT
 *
 * SIGKILL sent by one thread to another ends the whole process, although
 * main computes without end and the target sleeps.
 *
 * Expected status: 137
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>

static pthread_t sleeper;

static void *sleeps(void *arg)
{
    sleep_ms(1000000);
    return arg;
}

static void *kills(void *arg)
{
    sleep_ms(5);
    dprintf(1, "kills a thread\n");
    pthread_kill(sleeper, SIGKILL);
    return arg;
}

int main(void)
{
    pthread_t thread;

    CHECK_EQ(pthread_create(&sleeper, NULL, sleeps, NULL), 0);
    CHECK_EQ(pthread_create(&thread, NULL, kills, NULL), 0);
    for (;;)
        __asm__ volatile("");
}
