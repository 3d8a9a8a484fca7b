/* SPDX-License-Identifier: MIT
 *
 * convoy_mixed: programs of every kind at once, whose results do not depend on the
 * schedule: threads that compute, that sleep, that yield and that wait for each
 * other; processes that talk through pipes and end. Prints one line for each kind.
 */
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

#define HOGS 3
#define ROUNDS 60

static uint64_t sums[HOGS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn, naps, yields;

static void *compute(void *argument)
{
    uint64_t *sum = argument, x = 1;

    for (int i = 0; i < 3000000; i++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    *sum = x;
    return NULL;
}

static void *nap(void *argument)
{
    for (; naps < ROUNDS; naps++)
        usleep(300);
    return argument;
}

static void *yield(void *argument)
{
    for (; yields < 4 * ROUNDS; yields++)
        sched_yield();
    return argument;
}

static void *take_turns(void *argument)
{
    int side = argument != NULL;

    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % 2 != side)
            pthread_cond_wait(&changed, &mutex);
        turn++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* A byte goes to a child and comes back one larger, again and again. */
static int talk(void)
{
    int to[2], from[2], status;
    unsigned char byte = 0;

    CHECK(pipe(to) == 0 && pipe(from) == 0);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < ROUNDS; i++) {
            CHECK(read(to[0], &byte, 1) == 1);
            byte++;
            CHECK(write(from[1], &byte, 1) == 1);
        }
        _exit(7);
    }
    for (int i = 0; i < ROUNDS; i++)
        CHECK(write(to[1], &byte, 1) == 1 && read(from[0], &byte, 1) == 1);
    CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
    return byte;
}

int main(void)
{
    pthread_t threads[HOGS + 4];
    int n = 0;

    for (int i = 0; i < HOGS; i++)
        pthread_create(&threads[n++], NULL, compute, &sums[i]);
    pthread_create(&threads[n++], NULL, nap, NULL);
    pthread_create(&threads[n++], NULL, yield, NULL);
    pthread_create(&threads[n++], NULL, take_turns, NULL);
    pthread_create(&threads[n++], NULL, take_turns, &turn);
    printf("talked=%d\n", talk());
    while (n--)
        CHECK_EQ(pthread_join(threads[n], NULL), 0);
    CHECK(sums[0] == sums[1] && sums[1] == sums[2]);
    printf("sum=%llx\n", (unsigned long long)sums[0]);
    printf("naps=%d yields=%d turns=%d\n", naps, yields, turn);
    return check_failures ? 1 : 42;
}
