/* SPDX-License-Identifier: MIT
 *
 * Threads that only compute, on several processors: left to the scheduler, or
 * pinned one by one.
 *
 *   spread [free|pinned THREADS WORK_MS]        (default free 5 100)
 *
 * When all have ended tells how well they were spread; `moves`, how often one of
 * them found itself on another processor. Pinned threads never move, and a
 * processor that has ended its own cannot help. Try BALANCE=none, push, steal.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <unistd.h>
#include "user/lab/busy.h"

enum { THREADS_MAX = 256 };

static uint64_t work_ms, start;

struct worker {
    int pinned; /* to this processor; -1: to none */
    uint64_t ended, moves;
};

static void *run(void *argument)
{
    struct worker *worker = argument;
    int before;

    if (worker->pinned >= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(worker->pinned, &set);
        if (sched_setaffinity(0, sizeof set, &set))
            err(1, "sched_setaffinity");
    }
    sleep_until(start);
    before = sched_getcpu();
    for (uint64_t ms = 0; ms < work_ms; ms++) {
        use_processor(MS);
        worker->moves += sched_getcpu() != before;
        before = sched_getcpu();
    }
    worker->ended = now();
    return NULL;
}

int main(int argc, char **argv)
{
    struct worker workers[THREADS_MAX] = {0};
    pthread_t threads[THREADS_MAX];
    int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t last = 0, moves = 0;

    if ((argc != 1 && argc != 4) ||
        (argc > 1 && strcmp(argv[1], "free") && strcmp(argv[1], "pinned")))
        errx(2, "arguments: [free|pinned THREADS WORK_MS]");
    int pinned = argc > 1 && strcmp(argv[1], "pinned") == 0;
    uint64_t count =
        number(argc > 1 ? argv[2] : "5", "THREADS", 1, THREADS_MAX);
    work_ms = number(argc > 1 ? argv[3] : "100", "WORK_MS", 1, 100000);
    start = now() + 10 * MS; /* all threads sleep by then */
    for (uint64_t i = 0; i < count; i++) {
        workers[i].pinned = pinned ? (int)i % cores : -1;
        threads[i] = start_thread(run, &workers[i]);
    }
    for (uint64_t i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        last = workers[i].ended > last ? workers[i].ended : last;
        moves += workers[i].moves;
    }
    double elapsed = (double)(last - start) / MS;
    printf("%lu threads of %lu ms on %d processors: %.2f ms, %.0f %%, "
           "%lu moves\n",
           count, work_ms, cores, elapsed,
           (double)(count * work_ms) / elapsed * 100, moves);
    return 0;
}
