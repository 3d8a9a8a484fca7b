/* SPDX-License-Identifier: MIT
 *
 * Threads of the program (user/uthread) beside threads of the kernel (LWPs):
 *
 *     make run LAB=user/lab/uthreads.c CORES=2
 *
 * What they cost: memory, creation, a switch. What they cannot do: a thread that
 * never yields keeps all others from running, unless a timer signal makes it; and
 * a system call that blocks stops its LWP, with all threads on it if it is the
 * only one. Lines with an = are measured and differ from machine to machine; the
 * others do not.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/sysinfo.h>
#include <unistd.h>
#include "user/lab/busy.h"
#include "user/uthread/uthread.h"

enum {
    CROWD = 100000,   /* user threads at once */
    CROWD_LWPS = 500, /* LWPs at once, to see what one takes */
    ROUNDS = 2000,    /* of a measurement */
    SMALL = 1024,     /* bytes of stack, with the descriptor */
    LARGE = 16384,    /* for signals, printf */
    TURN_US = 1000,   /* when preemptive */
    WORK = 2000000,   /* steps of a computation */
    WORKERS = 4,
};

static uint64_t free_memory(void)
{
    struct sysinfo info;

    sysinfo(&info);
    return (uint64_t)info.freeram * info.mem_unit;
}

static void start(unsigned workers, size_t stack, uint32_t preempt_us,
                  void *(*main)(void *))
{
    const struct uthread_options options = {workers, stack, preempt_us};
    int error = uthread_start(&options, main, NULL);

    if (error) {
        errno = error;
        err(1, "uthread_start");
    }
}

static void *nothing(void *argument)
{
    return argument;
}

/* ---- a crowd ---- */

static struct uthread_mutex mutex;
static struct uthread_condition all_there, go;
static int there;
static uint64_t sum;

static void *one_of_many(void *number)
{
    uthread_mutex_lock(&mutex);
    if (++there == CROWD)
        uthread_signal(&all_there);
    uthread_wait(&go, &mutex);
    sum += (uint64_t)number;
    uthread_mutex_unlock(&mutex);
    return NULL;
}

static struct uthread *threads[CROWD];
static uint64_t taken;

/* On a small stack: no printf here. */
static void *crowd(void *unused)
{
    uint64_t before = free_memory();

    for (uint64_t i = 0; i < CROWD; i++) {
        threads[i] = uthread_create(one_of_many, (void *)i);
        if (!threads[i])
            return unused;
    }
    uthread_mutex_lock(&mutex);
    while (there < CROWD)
        uthread_wait(&all_there, &mutex);
    taken = before - free_memory();
    uthread_broadcast(&go);
    uthread_mutex_unlock(&mutex);
    for (int i = 0; i < CROWD; i++)
        uthread_join(threads[i]);
    return unused;
}

static void crowd_of_uthreads(void)
{
    start(1, SMALL, 0, crowd);
    printf("%d user threads at once, on one LWP; all have run: %s\n", there,
           sum == (uint64_t)CROWD * (CROWD - 1) / 2 ? "yes" : "NO");
    printf("uthread_bytes=%lu\n", (unsigned long)(taken / CROWD));
}

static pthread_barrier_t barrier;

static void *wait_at_barrier(void *unused)
{
    pthread_barrier_wait(&barrier);
    return unused;
}

static void crowd_of_lwps(void)
{
    static pthread_t lwps[CROWD_LWPS];
    pthread_attr_t small;
    uint64_t before = free_memory();

    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, LARGE);
    pthread_barrier_init(&barrier, NULL, CROWD_LWPS + 1);
    for (int i = 0; i < CROWD_LWPS; i++) {
        if (pthread_create(&lwps[i], &small, wait_at_barrier, NULL))
            err(1, "LWP %d", i);
    }
    taken = before - free_memory();
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < CROWD_LWPS; i++)
        pthread_join(lwps[i], NULL);
    printf("lwp_bytes=%lu\n", (unsigned long)(taken / CROWD_LWPS));
}

/* ---- creating, switching ---- */

static void *yield_often(void *unused)
{
    for (int i = 0; i < ROUNDS; i++)
        uthread_yield();
    return unused;
}

static void *measure_uthreads(void *unused)
{
    uint64_t begin = now();

    for (int i = 0; i < ROUNDS; i++)
        uthread_join(uthread_create(nothing, NULL));
    printf("uthread_create_join_ns=%lu\n",
           (unsigned long)((now() - begin) / ROUNDS));
    struct uthread *other = uthread_create(yield_often, NULL);
    begin = now();
    yield_often(NULL);
    printf("uthread_switch_ns=%lu\n",
           (unsigned long)((now() - begin) / (2 * ROUNDS)));
    uthread_join(other);
    return unused;
}

static void *yield_lwp(void *unused)
{
    for (int i = 0; i < ROUNDS; i++)
        sched_yield();
    return unused;
}

static void measure_lwps(void)
{
    cpu_set_t one, all;
    uint64_t begin = now();

    for (int i = 0; i < ROUNDS; i++)
        pthread_join(start_thread(nothing, NULL), NULL);
    printf("lwp_create_join_ns=%lu\n",
           (unsigned long)((now() - begin) / ROUNDS));
    sched_getaffinity(0, sizeof(all), &all);
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    sched_setaffinity(0, sizeof(one), &one);
    pthread_t lwp = start_thread(yield_lwp, NULL);
    begin = now();
    yield_lwp(NULL);
    printf("lwp_switch_ns=%lu\n",
           (unsigned long)((now() - begin) / (2 * ROUNDS)));
    pthread_join(lwp, NULL);
    sched_setaffinity(0, sizeof(all), &all);
}

/* ---- who is stopped by whom ---- */

static volatile int flag;

static void *raise_flag(void *unused)
{
    flag = 1;
    return unused;
}

static void *work(void *unused)
{
    for (volatile int i = 0; i < WORK; i++)
        ;
    return unused;
}

static void *hog_and_other(void *unused)
{
    struct uthread *other = uthread_create(raise_flag, NULL);

    flag = 0;
    work(NULL);
    printf("cooperative: while one computes, the other has run: %s\n",
           flag ? "yes" : "no");
    uthread_join(other);
    return unused;
}

static void *spin_for_flag(void *unused)
{
    struct uthread *other = uthread_create(raise_flag, NULL);

    flag = 0;
    while (!flag)
        ;
    uthread_critical_begin();
    printf("preemptive: one spins until the other has run: it has\n");
    uthread_critical_end();
    uthread_join(other);
    return unused;
}

static int pipe_ends[2];
static uint64_t turns;
static volatile int reading;

static void *read_pipe(void *unused)
{
    char byte;

    if (read(pipe_ends[0], &byte, 1) != 1)
        err(1, "read");
    reading = 0;
    return unused;
}

static void *count_turns(void *unused)
{
    while (reading) {
        turns++;
        uthread_yield();
    }
    return unused;
}

static void *write_later(void *unused)
{
    usleep(5000);
    if (write(pipe_ends[1], "x", 1) != 1)
        err(1, "write");
    return unused;
}

static void *reader_and_other(void *unused)
{
    struct uthread *reader, *counter;

    reading = 1;
    turns = 0;
    reader = uthread_create(read_pipe, NULL);
    counter = uthread_create(count_turns, NULL);
    uthread_join(reader);
    uthread_join(counter);
    return unused;
}

static void blocking_call(unsigned workers)
{
    pthread_t writer = start_thread(write_later, NULL);

    start(workers, LARGE, 0, reader_and_other);
    pthread_join(writer, NULL);
    printf("%u worker%s: while one reads from a pipe, another runs: %s\n",
           workers, workers == 1 ? "" : "s", turns > 1 ? "yes" : "no");
}

/* ---- several workers ---- */

static uint64_t parallel_ns;

static void *many_compute(void *unused)
{
    struct uthread *computing[WORKERS];
    uint64_t begin = now();

    for (int i = 0; i < WORKERS; i++)
        computing[i] = uthread_create(work, NULL);
    for (int i = 0; i < WORKERS; i++)
        uthread_join(computing[i]);
    parallel_ns = now() - begin;
    return unused;
}

static void speed_up(void)
{
    for (unsigned workers = 1; workers <= WORKERS; workers *= 2) {
        start(workers, LARGE, 0, many_compute);
        printf("workers%u_us=%lu\n", workers,
               (unsigned long)(parallel_ns / US));
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (pipe(pipe_ends))
        err(1, "pipe");
    start(1, LARGE, 0, hog_and_other);
    start(1, LARGE, TURN_US, spin_for_flag);
    blocking_call(1);
    blocking_call(2);
    start(1, LARGE, 0, measure_uthreads);
    measure_lwps();
    crowd_of_lwps();
    speed_up();
    crowd_of_uthreads();
    return 0;
}
