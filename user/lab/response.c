/* SPDX-License-Identifier: MIT
 *
 * How long does an interactive program wait for the processor beside others that
 * only compute?
 *
 *   response [HOGS PROBES]        (default 3 40)
 *
 * A probe wakes again and again, needs 0.1 ms of the processor, and sleeps. Its
 * response time is from when it should have woken until it has had its 0.1 ms.
 * What decides it: may who is woken preempt (PREEMPT=), the length of a turn
 * (TUNE=turn:NS for rr), and how often the kernel looks (HZ=).
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include "user/lab/busy.h"

#define NEEDS (100 * US)
#define PERIOD 73300019ull /* ns; no multiple of any tick or turn */
enum { HOGS_MAX = 64 };

static atomic_bool enough;

static void *hog(void *unused)
{
    while (!enough)
        compute();
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t hogs[HOGS_MAX];
    uint64_t sum = 0, longest = 0;

    if (argc != 1 && argc != 3)
        errx(2, "arguments: [HOGS PROBES]");
    uint64_t count = number(argc > 1 ? argv[1] : "3", "HOGS", 0, HOGS_MAX);
    uint64_t probes = number(argc > 1 ? argv[2] : "40", "PROBES", 1, 100000);

    for (uint64_t i = 0; i < count; i++)
        hogs[i] = start_thread(hog, NULL);
    uint64_t wake = now() + PERIOD;
    for (uint64_t i = 0; i < probes; i++, wake += PERIOD) {
        while (wake < now()) /* the last answer came later than that */
            wake += PERIOD;
        sleep_until(wake);
        use_processor(NEEDS);
        uint64_t response = now() - wake;
        sum += response;
        longest = response > longest ? response : longest;
    }
    enough = true;
    for (uint64_t i = 0; i < count; i++)
        pthread_join(hogs[i], NULL);
    printf("%lu responses beside %lu: mean %.3f ms, longest %.3f ms\n", probes,
           count, (double)sum / (double)probes / MS, (double)longest / MS);
    return 0;
}
