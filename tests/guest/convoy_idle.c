/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Sleeps for SECONDS; the instructions that the machine used
 * meanwhile are what being idle costs.
 *
 * Arguments: [SECONDS]
 */
#define _GNU_SOURCE
#include "convoy.h"

int main(int argc, char **argv)
{
    long seconds = argument(argc, argv, 1, 1);
    int64_t start = now_ns(CLOCK_MONOTONIC);
    int64_t used = now_ns(CLOCK_PROCESS_CPUTIME_ID);

    sleep_ms(1000 * seconds);
    dprintf(1, "slept_ns=%lld\n", (long long)(now_ns(CLOCK_MONOTONIC) - start));
    dprintf(1, "used_ns=%lld\n",
            (long long)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - used));
    return 0;
}
