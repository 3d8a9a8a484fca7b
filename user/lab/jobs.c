/* SPDX-License-Identifier: MIT
 *
 * Short jobs behind a long one: how long until each has ended?
 *
 *   jobs [LONG_MS SHORT_MS COUNT]        (default 400 25 3)
 *
 * The long job begins to compute; 100 ms later COUNT short ones arrive at once.
 * All need nothing but the processor. The same work, the same total time; what
 * differs between SCHED=fifo, rr, mlfq and eevdf is who waits for whom.
 */
#include <stdio.h>
#include "user/lab/busy.h"

#define ARRIVAL (100 * MS)
enum { COUNT_MAX = 64 };

struct job {
    uint64_t arrival, needs; /* ns */
    uint64_t ended;
};

static void *work(void *argument)
{
    struct job *job = argument;

    sleep_until(job->arrival);
    use_processor(job->needs);
    job->ended = now();
    return NULL;
}

static double response_ms(const struct job *job)
{
    return (double)(job->ended - job->arrival) / MS;
}

int main(int argc, char **argv)
{
    struct job jobs[COUNT_MAX + 1];
    pthread_t threads[COUNT_MAX + 1];
    double sum = 0;

    if (argc != 1 && argc != 4)
        errx(2, "arguments: [LONG_MS SHORT_MS COUNT]");
    uint64_t length = number(argc > 1 ? argv[1] : "400", "LONG_MS", 1, 100000);
    uint64_t brief = number(argc > 1 ? argv[2] : "25", "SHORT_MS", 1, 100000);
    uint64_t count = number(argc > 1 ? argv[3] : "3", "COUNT", 1, COUNT_MAX);
    uint64_t start = now() + 2 * MS; /* all threads sleep by then */

    for (uint64_t i = 0; i <= count; i++) {
        jobs[i] = i ? (struct job){start + ARRIVAL, brief * MS, 0}
                    : (struct job){start, length * MS, 0};
        threads[i] = start_thread(work, &jobs[i]);
    }
    for (uint64_t i = 0; i <= count; i++)
        pthread_join(threads[i], NULL);
    printf("long    %4lu ms of work, ended after %8.2f ms\n", length,
           response_ms(&jobs[0]));
    for (uint64_t i = 1; i <= count; i++) {
        printf("short %lu %4lu ms of work, ended after %8.2f ms\n", i, brief,
               response_ms(&jobs[i]));
        sum += response_ms(&jobs[i]);
    }
    printf("mean of the short ones: %.2f ms\n", sum / (double)count);
    return 0;
}
