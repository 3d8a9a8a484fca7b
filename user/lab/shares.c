/* SPDX-License-Identifier: MIT
 *
 * Who gets how much of a processor: threads that only compute, with nice values.
 *
 *   shares [NICE...]        (default 0 3 6 9)
 *
 * Beside each thread's share stands what its weight asks for: 1024 at nice 0, and
 * a fifth less for each step, as on Linux. The policies stride, cfs and eevdf give
 * just that, lottery does so on average, rr gives all the same.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "user/lab/busy.h"

#define SETTLE (100 * MS)
#define WINDOW (1000 * MS)
enum { THREADS_MAX = 16 };

static const unsigned weights[20] = {1024, 820, 655, 526, 423, 335, 272,
                                     215,  172, 137, 110, 87,  70,  56,
                                     45,   36,  29,  23,  18,  15};
static atomic_bool enough;

struct sharer {
    int nice;
    pthread_t thread;
    uint64_t before, after; /* ns of the processor */
};

static void *run(void *argument)
{
    const struct sharer *sharer = argument;

    if (setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), sharer->nice))
        err(1, "setpriority %d", sharer->nice);
    while (!enough)
        compute();
    return NULL;
}

static uint64_t time_of(pthread_t thread)
{
    clockid_t clock;

    if (pthread_getcpuclockid(thread, &clock))
        errx(1, "pthread_getcpuclockid");
    return read_clock(clock);
}

static void report(const struct sharer *sharers, int count)
{
    double total = 0, weight = 0;

    for (int i = 0; i < count; i++) {
        total += (double)(sharers[i].after - sharers[i].before);
        weight += weights[sharers[i].nice];
    }
    for (int i = 0; i < count; i++)
        printf("nice %2d: %5.2f %%, by weight %5.2f %%\n", sharers[i].nice,
               (double)(sharers[i].after - sharers[i].before) / total * 100,
               weights[sharers[i].nice] / weight * 100);
}

int main(int argc, char **argv)
{
    static char *defaults[] = {"0", "3", "6", "9"};
    char **nices = argc > 1 ? argv + 1 : defaults;
    int count = argc > 1 ? argc - 1 : 4;
    struct sharer sharers[THREADS_MAX];

    if (count > THREADS_MAX)
        errx(2, "%d nice values: legal are at most %d", count, THREADS_MAX);
    for (int i = 0; i < count; i++)
        sharers[i].nice = (int)number(nices[i], "NICE", 0, 19);
    for (int i = 0; i < count; i++)
        sharers[i].thread = start_thread(run, &sharers[i]);
    uint64_t start = now() + SETTLE;
    sleep_until(start);
    for (int i = 0; i < count; i++)
        sharers[i].before = time_of(sharers[i].thread);
    sleep_until(start + WINDOW);
    for (int i = 0; i < count; i++)
        sharers[i].after = time_of(sharers[i].thread);
    enough = true;
    for (int i = 0; i < count; i++)
        pthread_join(sharers[i].thread, NULL);
    report(sharers, count);
    return 0;
}
