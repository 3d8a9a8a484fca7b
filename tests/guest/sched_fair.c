/* SPDX-License-Identifier: MIT
 *
 * Preemption: threads that never yield share a core, so that an endless loop
 * starves neither its neighbours nor main; and a sleeper comes back although
 * everybody else computes.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>

#define SPINNERS 4

static volatile long progress[SPINNERS];
static volatile int stop;

static void *spins(void *arg)
{
    long i = (long)arg;

    while (!stop)
        progress[i]++;
    return NULL;
}

static int all_moved(const long *since)
{
    for (int i = 0; i < SPINNERS; i++)
        if (progress[i] == since[i])
            return 0;
    return 1;
}

int main(void)
{
    pthread_t thread[SPINNERS];
    long since[SPINNERS] = {0};

    for (long i = 0; i < SPINNERS; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, spins, (void *)i), 0);
    for (int round = 0; round < 3; round++) {
        while (!all_moved(since)) /* each gets its turn, three times over */
            sleep_ms(1);
        for (int i = 0; i < SPINNERS; i++)
            since[i] = progress[i];
    }
    ok("everybody moves");
    while (!all_moved(since)) /* main computes as well */
        ;
    ok("main is preempted");
    stop = 1;
    for (int i = 0; i < SPINNERS; i++)
        pthread_join(thread[i], NULL);
    ok("all end");
    return check_status();
}
