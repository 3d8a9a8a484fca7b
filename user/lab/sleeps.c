/* SPDX-License-Identifier: MIT
 *
 * How much longer than asked does a sleep last?
 *
 *   sleeps [SLEEP_US COUNT]        (default 1000 50)
 *
 * With TIMERS=exact (the default) a timer interrupt comes when the sleep is over.
 * With TIMERS=jiffies, as in every Unix of old, only a tick ends it: who sleeps
 * again and again begins just behind a tick, and wakes at the first tick after its
 * time. Try HZ=100, 250, 1000.
 */
#include <stdio.h>
#include "user/lab/busy.h"

int main(int argc, char **argv)
{
    uint64_t sum = 0, longest = 0;

    if (argc != 1 && argc != 3)
        errx(2, "arguments: [SLEEP_US COUNT]");
    uint64_t sleep =
        US * number(argc > 1 ? argv[1] : "1000", "SLEEP_US", 1, 10000000);
    uint64_t count = number(argc > 1 ? argv[2] : "50", "COUNT", 1, 1000000);

    nanosleep(&(struct timespec){0, 1}, NULL); /* begin behind a tick */
    for (uint64_t i = 0; i < count; i++) {
        uint64_t before = now();
        nanosleep(&(struct timespec){(time_t)(sleep / SECOND),
                                     (long)(sleep % SECOND)},
                  NULL);
        uint64_t late = now() - before - sleep;
        sum += late;
        longest = late > longest ? late : longest;
    }
    printf("%lu sleeps of %lu us: late by %.3f us, at most %.3f us\n", count,
           (unsigned long)(sleep / US), (double)sum / (double)count / US,
           (double)longest / US);
    return 0;
}
