/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. THREADS threads each run the same fixed number of
 * instructions, all begun at one moment: on as many cores it takes the lab time of
 * one. With a third argument each is bound to a core of its own.
 *
 * Arguments: THREADS [LOOPS [pin]]; a loop is two instructions.
 */
#define _GNU_SOURCE
#include "convoy.h"

#define MOST 64
#define SECOND 1000000000ll
#define AHEAD (SECOND / 20) /* time to create the threads */
#define SPIN (SECOND / 5000)

static long loops;
static int pin, cores;
static int64_t start, from[MOST], to[MOST];

/* All begin at one moment: sleeping threads would be woken one by one, so the
 * last bit of the way is spent looking at the clock. */
static void wait_for_start(void)
{
    struct timespec t = {(start - SPIN) / SECOND, (start - SPIN) % SECOND};

    CHECK(now_ns(CLOCK_MONOTONIC) < start - SPIN);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
    while (now_ns(CLOCK_MONOTONIC) < start)
        ;
}

static void *runs(void *arg)
{
    long i = (long)arg;

    if (pin)
        move_to((int)(i % cores));
    wait_for_start();
    from[i] = now_ns(CLOCK_MONOTONIC);
    burn(loops);
    to[i] = now_ns(CLOCK_MONOTONIC);
    return NULL;
}

static void report(int threads)
{
    int64_t first = from[0], last = to[0], longest = 0;

    for (int i = 0; i < threads; i++) {
        if (from[i] < first)
            first = from[i];
        if (to[i] > last)
            last = to[i];
        if (to[i] - from[i] > longest)
            longest = to[i] - from[i];
    }
    dprintf(1, "threads=%d\ncores=%d\nloops=%ld\n", threads, cores, loops);
    dprintf(1, "elapsed_ns=%lld\n", (long long)(last - first));
    dprintf(1, "longest_ns=%lld\n", (long long)longest);
}

int main(int argc, char **argv)
{
    int threads = (int)argument(argc, argv, 1, 1);
    pthread_t thread[MOST];

    loops = argument(argc, argv, 2, 10000000);
    pin = argc > 3;
    cores = core_count();
    if (threads < 1 || threads > MOST || loops < 1)
        check_die("arguments: THREADS (1 to 64) [LOOPS [pin]]");
    start = now_ns(CLOCK_MONOTONIC) + AHEAD;
    for (long i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, runs, (void *)i))
            check_die("pthread_create");
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    report(threads);
    return check_status();
}
