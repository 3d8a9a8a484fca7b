/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Threads (64, for 64 cores) fight over mutexes and over a
 * spin lock of their own making; nothing hangs and nothing is lost.
 *
 * Arguments: [THREADS [ROUNDS]]
 */
#define _GNU_SOURCE
#include "convoy.h"

#define MOST 256
#define LOCKS 4

static long rounds;
static pthread_mutex_t lock[LOCKS];
static long counter[LOCKS], spun;
static int spin;
static pthread_barrier_t begin;

/* A spin lock as beginners write it: no pause, no yield, no fairness. */
static void spin_count(void)
{
    while (__atomic_exchange_n(&spin, 1, __ATOMIC_ACQUIRE))
        ;
    spun++;
    __atomic_store_n(&spin, 0, __ATOMIC_RELEASE);
}

static void *fights(void *arg)
{
    pthread_barrier_wait(&begin);
    for (long i = 0; i < rounds; i++) {
        int which = (int)((i + (long)arg) % LOCKS);

        pthread_mutex_lock(&lock[which]);
        counter[which]++;
        burn(100);
        pthread_mutex_unlock(&lock[which]);
        if (i % 8 == 0)
            spin_count();
        burn(50);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    long threads = argument(argc, argv, 1, 64), sum = 0;
    pthread_t thread[MOST];

    rounds = argument(argc, argv, 2, 200);
    if (threads < 1 || threads > MOST)
        check_die("arguments: THREADS (1 to 256) [ROUNDS]");
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&lock[i], NULL);
    pthread_barrier_init(&begin, NULL, (unsigned)threads);
    for (long i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, fights, (void *)i))
            check_die("pthread_create");
    for (long i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    for (int i = 0; i < LOCKS; i++)
        sum += counter[i];
    CHECK_EQ(sum, threads * rounds);
    CHECK_EQ(spun, threads * ((rounds + 7) / 8));
    dprintf(1, "threads=%ld cores=%d\n", threads, core_count());
    ok("nothing is lost");
    return check_status();
}
