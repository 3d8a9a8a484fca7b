/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy (on Linux its figures differ from run to run): a ring of LWPs
 * through which a token goes from one to the next by futexes. For each number of
 * LWPs it prints, in instructions by RDTSC and as means over all of them,
 *
 *     create_N   making one, and its first run up to its first sleep
 *     hop_N      the token's way from one to the next: a wake-up and a switch
 *     exit_N     its end, and joining it
 *     bytes_N    what one takes of the machine's memory, its user stack included
 *
 * What a kernel looks through from end to end shows as a figure that grows with N.
 *
 * Arguments: [COUNT]...: how many LWPs, 2 to 20000; default 2, 20 ... 20000.
 */
#define _GNU_SOURCE
#include "convoy.h"
#include "futex.h"

#define MOST 20000
#define HOPS 40000         /* at least; and every LWP has the token twice */
#define STACK_BYTES 16384l /* of a thread */

/* One a cache line, as a program would place them. */
static struct seat {
    int token; /* the futex: 1: the token lies here */
    pthread_t thread;
} __attribute__((aligned(64))) seats[MOST];

static int count;        /* of LWPs */
static int seated, stop; /* how many have started; the ring ends */
static int64_t hops_done, hops_wanted, began, ended;

static void pass_to(int *word)
{
    __atomic_store_n(word, 1, __ATOMIC_SEQ_CST);
    futex_wake(word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0);
}

static void await(int *word)
{
    while (!__atomic_load_n(word, __ATOMIC_SEQ_CST))
        futex_wait(word, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL);
    *word = 0;
}

static int finished;

/* Whoever has the token counts the hop. The first round warms up. */
static void count_hop(void)
{
    int64_t hop = hops_done++;

    if (hop == count)
        began = rdtsc();
    if (hop == count + hops_wanted) {
        ended = rdtsc();
        stop = 1;
        pass_to(&finished);
    }
}

static void *sits(void *arg)
{
    struct seat *own = arg;
    struct seat *next = own + 1 < seats + count ? own + 1 : seats;

    __atomic_add_fetch(&seated, 1, __ATOMIC_SEQ_CST);
    for (;;) {
        await(&own->token);
        if (__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
            return NULL;
        count_hop();
        if (!stop)
            pass_to(&next->token);
    }
}

static int64_t free_bytes(void)
{
    struct sysinfo info;

    sysinfo(&info);
    return (int64_t)info.freeram * info.mem_unit;
}

static void show(const char *name, int64_t value)
{
    dprintf(1, "%s_%d=%lld\n", name, count, (long long)value);
}

/* When the last one is `seated` it goes to sleep next. */
static void create_all(void)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    for (int i = 0; i < count; i++)
        if (pthread_create(&seats[i].thread, &attributes, sits, &seats[i]))
            check_die("pthread_create");
    while (__atomic_load_n(&seated, __ATOMIC_SEQ_CST) < count)
        sched_yield();
}

static void end_all(void)
{
    for (int i = 0; i < count; i++)
        pass_to(&seats[i].token);
    for (int i = 0; i < count; i++)
        pthread_join(seats[i].thread, NULL);
}

static void measure(void)
{
    int64_t memory = free_bytes(), start = rdtsc();

    seated = stop = finished = 0;
    hops_done = 0;
    hops_wanted = count * 2 > HOPS ? count * 2 : HOPS;
    create_all();
    show("create", (rdtsc() - start) / count);
    sleep_ms(1);
    show("bytes", (memory - free_bytes()) / count);
    pass_to(&seats[0].token);
    await(&finished);
    show("hop", (ended - began) / hops_wanted);
    CHECK_EQ(hops_done, count + hops_wanted + 1);
    start = rdtsc();
    end_all();
    show("exit", (rdtsc() - start) / count);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < (argc > 1 ? argc : 6); i++) {
        count = argc > 1 ? (int)argument(argc, argv, i, 0) : count * 10;
        if (argc <= 1 && i == 1)
            count = 2;
        if (count < 2 || count > MOST)
            check_die("arguments: [COUNT]... (2 to 20000)");
        measure();
    }
    return check_status();
}
