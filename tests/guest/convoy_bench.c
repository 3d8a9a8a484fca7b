/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. What the calls cost, in instructions by RDTSC: the median
 * of many rounds after warming up, with the cost of measuring taken off.
 * Round trips are between two threads bound to one core, and, under names
 * that end in _cores, to two cores (idle in between, so that the latency of
 * an IPI is in them, twice).
 *
 * Arguments: [ROUNDS]
 */
#define _GNU_SOURCE
#include "convoy.h"
#include "futex.h"

#define MOST 10000
#define WARM_UP 100

static int64_t sample[MOST], empty;
static long rounds;
static int partner_core, stop;

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The median of ROUNDS runs of ONE, each after PREPARE if there is one. */
static int64_t median(void (*prepare)(void), void (*one)(void))
{
    for (long i = -WARM_UP; i < rounds; i++) {
        int64_t start;

        if (prepare)
            prepare();
        start = rdtsc();
        one();
        sample[i < 0 ? 0 : i] = rdtsc() - start;
    }
    qsort(sample, (size_t)rounds, sizeof *sample, compare);
    return sample[rounds / 2] - empty;
}

static void show(const char *name, int64_t value)
{
    dprintf(1, "%s=%lld\n", name, (long long)value);
}

static void nothing(void)
{
    __asm__ volatile("");
}

/* A call without arguments, in two instructions of the program's. */
static void call(long nr)
{
    __asm__ volatile("syscall" : "+a"(nr) : : "rcx", "r11", "memory");
}

static void null_call(void)
{
    call(SYS_getppid);
}

static void yield(void)
{
    call(SYS_sched_yield);
}

static void read_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
}

static char *fresh;

static void map_page(void)
{
    if (fresh)
        munmap(fresh, PAGE);
    fresh = pages(1);
}

static void touch_page(void)
{
    *(volatile char *)fresh = 1;
}

/* Two words: a ball that was thrown lies there as a 1. */
static int ball[2];

static void throw_ball(int side)
{
    __atomic_store_n(&ball[side], 1, __ATOMIC_SEQ_CST);
    futex_wake(&ball[side], FUTEX_WAKE | FUTEX_PRIVATE, 1, 0);
}

static void catch_ball(int side)
{
    while (!__atomic_load_n(&ball[side], __ATOMIC_SEQ_CST))
        futex_wait(&ball[side], FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL);
    ball[side] = 0;
}

static void futex_round(void)
{
    throw_ball(0);
    catch_ball(1);
}

static int there[2], back[2];

static void pass(int from, int to)
{
    char c = 'p';

    if (from >= 0 && read(from, &c, 1) != 1)
        check_die("read");
    if (to >= 0 && write(to, &c, 1) != 1)
        check_die("write");
}

static void pipe_round(void)
{
    pass(-1, there[1]);
    pass(back[0], -1);
}

static void *same(void *arg)
{
    return arg;
}

static void thread_round(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, same, NULL) || pthread_join(thread, NULL))
        check_die("pthread_create");
}

/* The other side of each round trip. Main sets STOP before its last throw,
 * and so it is looked at between catching and throwing. */
static void *yields(void *arg)
{
    move_to(partner_core);
    while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
        yield();
    return arg;
}

static void *catches(void *arg)
{
    move_to(partner_core);
    for (int last = 0; !last;) {
        catch_ball(0);
        last = __atomic_load_n(&stop, __ATOMIC_SEQ_CST);
        throw_ball(1);
    }
    return arg;
}

static void *passes(void *arg)
{
    move_to(partner_core);
    for (int last = 0; !last;) {
        pass(there[0], -1);
        last = __atomic_load_n(&stop, __ATOMIC_SEQ_CST);
        pass(-1, back[1]);
    }
    return arg;
}

static int64_t with_partner(void *(*partner)(void *), void (*one)(void),
                            int core)
{
    pthread_t thread;
    int64_t value;

    stop = 0;
    partner_core = core;
    if (pthread_create(&thread, NULL, partner, NULL))
        check_die("pthread_create");
    value = median(NULL, one);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    one();
    pthread_join(thread, NULL);
    return value;
}

int main(int argc, char **argv)
{
    int cores;

    rounds = argument(argc, argv, 1, 1000);
    if (rounds < 1 || rounds > MOST || pipe(there) || pipe(back))
        check_die("arguments: [ROUNDS] (1 to 10000)");
    cores = core_count();
    move_to(0);
    empty = median(NULL, nothing);
    show("rounds", rounds);
    show("measuring", empty);
    show("null_call", median(NULL, null_call));
    show("clock_gettime", median(NULL, read_clock));
    show("page_fault", median(map_page, touch_page));
    show("yield_switch", with_partner(yields, yield, 0) / 2);
    show("futex_round_trip", with_partner(catches, futex_round, 0));
    show("pipe_round_trip", with_partner(passes, pipe_round, 0));
    show("thread_create_join", median(NULL, thread_round));
    if (cores > 1) {
        show("futex_round_trip_cores", with_partner(catches, futex_round, 1));
        show("pipe_round_trip_cores", with_partner(passes, pipe_round, 1));
    }
    return check_status();
}
