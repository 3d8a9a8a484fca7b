/* SPDX-License-Identifier: MIT
 *
 * The metronome, mended: instants of the monotonic clock, counted from the start.
 */
#include <stdio.h>
#include <time.h>

enum { TICKS = 10, PERIOD_MS = 20, SET_AT = 5, NS_A_MS = 1000000 };

/* One line a tick, which the grader reads: when it came, in ms. */
static void print_tick(int number, long ms)
{
    printf("tick %d %ld ms\n", number, ms);
    fflush(stdout);
}

/* Some 3 ms of work. */
static void work(void)
{
    for (volatile int round = 0; round < 600000; round++)
        ;
}

/* Somebody sets the wall clock: one hour on. */
static void set_wall_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += 3600;
    if (clock_settime(CLOCK_REALTIME, &now))
        perror("clock_settime");
}

/* What time is it? */
static struct timespec read_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now;
}

/* The milliseconds since `start`. */
static long since(const struct timespec *start)
{
    struct timespec now = read_clock();

    return ((now.tv_sec - start->tv_sec) * 1000000000 + now.tv_nsec -
            start->tv_nsec) /
           NS_A_MS;
}

/* Wait until tick `number`, which is to come PERIOD_MS after the last one. */
static void wait_for_tick(const struct timespec *start, int number)
{
    long ns = start->tv_nsec + (long)number * PERIOD_MS * NS_A_MS;
    struct timespec when = {start->tv_sec + ns / 1000000000, ns % 1000000000};

    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &when, NULL))
        ;
}

int main(void)
{
    struct timespec start = read_clock();

    for (int number = 1; number <= TICKS; number++) {
        wait_for_tick(&start, number);
        print_tick(number, since(&start));
        work();
        if (number == SET_AT)
            set_wall_clock();
    }
    return 0;
}
