/* SPDX-License-Identifier: MIT
 *
 * Modes echo and convoy: how fast one thread answers requests beside threads
 * that compute. The echo thread is an interpreter thread: it lets go of the GIL
 * around each read and write, and needs it back after each, so twice per reply.
 * The client stands for the rest of the world and knows no GIL. Skvortsov's
 * experiment, with pipes for sockets. In mode echo the others compute until the
 * client has its replies; in mode convoy they have a given amount to compute,
 * and what counts is how many replies come while they do.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "bench.h"

/* What an echo server's Python code comes to between recv and send, and between
 * send and recv: a handful of lines. */
#define HANDLER_BYTECODES 100
#define LOOP_BYTECODES 20

/* Rounds before the measurement: the first finds everybody starting. */
#define WARM_UP 4

struct echo_run {
    pthread_barrier_t start;
    struct vm_object step;
    uint64_t iterations;  /* of each CPU-bound thread, at most */
    atomic_int computing; /* CPU-bound threads that have not ended */
    atomic_int stop;      /* tells the CPU-bound threads to end */
    int request[2];       /* pipe: client to echo thread */
    int reply[2];         /* pipe: echo thread to client */
    int until_computed;   /* end when no CPU-bound thread is left */
    uint64_t warm_up;     /* rounds before the measured ones */
    uint64_t rounds;      /* measured ones, at most */
    uint64_t replies;     /* measured ones that came */
    uint64_t elapsed;     /* ns from the last warm-up reply to the last reply */
};

struct echo_cpu {
    struct echo_run *run;
    uint32_t number;
    uint64_t executed;
};

static void *cpu_thread(void *argument)
{
    struct echo_cpu *self = argument;
    struct gil_thread *t = bench_thread();
    struct vm vm;

    gil_thread_init(t, GIL_ROLE_CPU, self->number);
    vm_init(&vm, &self->run->step, &self->run->stop);
    pthread_barrier_wait(&self->run->start);
    gil_take(t);
    vm_run(&vm, t, self->run->iterations);
    gil_drop(t, GIL_WHY_EXIT);
    self->executed = vm.executed;
    atomic_fetch_sub(&self->run->computing, 1);
    gil_thread_exit(t);
    return NULL;
}

/* Read a request outside the GIL. Returns 0 when there will be no more. */
static int receive(struct gil_thread *t, int fd, uint64_t *message)
{
    ssize_t length;

    gil_about_to_block(t);
    length = read(fd, message, sizeof *message);
    gil_after_block(t);
    return length == sizeof *message;
}

/* Write a reply outside the GIL. */
static void answer(struct gil_thread *t, int fd, uint64_t message)
{
    ssize_t length;

    gil_about_to_block(t);
    length = write(fd, &message, sizeof message);
    gil_after_block(t);
    if (length != sizeof message)
        measure_fail("cannot write a reply");
}

static void *echo_thread(void *argument)
{
    struct echo_run *run = argument;
    struct gil_thread *t = bench_thread();
    struct vm vm;
    uint64_t message;

    gil_thread_init(t, GIL_ROLE_IO, 1);
    vm_init(&vm, &run->step, NULL);
    pthread_barrier_wait(&run->start);
    gil_take(t);
    while (receive(t, run->request[0], &message)) {
        vm_run(&vm, t, HANDLER_BYTECODES / VM_LOOP);
        answer(t, run->reply[1], message + 1);
        vm_run(&vm, t, LOOP_BYTECODES / VM_LOOP);
    }
    gil_drop(t, GIL_WHY_EXIT);
    gil_thread_exit(t);
    return NULL;
}

/* Send `number` and wait for the answer to it. */
static void ask(const struct echo_run *run, uint64_t number)
{
    uint64_t answered = 0;

    if (write(run->request[1], &number, sizeof number) != sizeof number ||
        read(run->reply[0], &answered, sizeof answered) != sizeof answered ||
        answered != number + 1)
        measure_fail("wrong reply");
}

/* Does the client ask again? */
static int wants_more(const struct echo_run *run)
{
    if (run->until_computed && atomic_load(&run->computing) == 0)
        return 0;
    return run->replies < run->rounds;
}

static void *client_thread(void *argument)
{
    struct echo_run *run = argument;
    struct gil_thread *t = bench_thread();
    uint64_t begun;

    gil_thread_init(t, GIL_ROLE_CLIENT, 1);
    pthread_barrier_wait(&run->start);
    for (uint64_t i = 0; i < run->warm_up; i++)
        ask(run, i);
    begun = measure_now();
    while (wants_more(run))
        ask(run, run->warm_up + run->replies++);
    run->elapsed = measure_now() - begun;
    atomic_store(&run->stop, 1);
    close(run->request[1]); /* the echo thread reads end of file */
    gil_thread_exit(t);
    return NULL;
}

static void open_pipes(struct echo_run *run)
{
    if (pipe2(run->request, O_CLOEXEC) || pipe2(run->reply, O_CLOEXEC))
        measure_fail("cannot make a pipe");
}

/* Run everything to its end. */
static void run_threads(struct echo_run *run, struct echo_cpu *cpus, uint64_t n)
{
    pthread_t threads[MAX_THREADS], echo, client;

    open_pipes(run);
    pthread_barrier_init(&run->start, NULL, (unsigned)n + 2);
    for (uint64_t i = 0; i < n; i++) {
        cpus[i] = (struct echo_cpu){.run = run, .number = (uint32_t)i + 1};
        threads[i] = measure_start(cpu_thread, &cpus[i]);
    }
    echo = measure_start(echo_thread, run);
    client = measure_start(client_thread, run);
    measure_join(client);
    measure_join(echo);
    for (uint64_t i = 0; i < n; i++)
        measure_join(threads[i]);
    pthread_barrier_destroy(&run->start);
    close(run->request[0]);
    close(run->reply[0]);
    close(run->reply[1]);
}

static int measure(const char *mode, struct echo_run *run, uint64_t threads)
{
    struct echo_cpu cpus[MAX_THREADS];
    uint64_t bytecodes = 0;

    run->step.value = 1;
    atomic_store(&run->computing, (int)threads);
    report_mode(mode);
    bench_mark_begin(mode, threads);
    run_threads(run, cpus, threads);
    bench_mark_end();
    for (uint64_t i = 0; i < threads; i++)
        bytecodes += cpus[i].executed;
    report("threads", threads, "");
    report("replies", run->replies, "");
    report("elapsed_ns", run->elapsed, "ns");
    report("rate_milli", run->replies * 1000000000000u / run->elapsed,
           "replies/1000s");
    report("handler_bytecodes", HANDLER_BYTECODES, "");
    report("loop_bytecodes", LOOP_BYTECODES, "");
    report("cpu_bytecodes", bytecodes, "");
    return 0;
}

int echo_run(uint64_t threads, uint64_t rounds)
{
    struct echo_run run = {.warm_up = WARM_UP,
                           .rounds = rounds,
                           .iterations = UINT64_MAX};

    return measure("echo", &run, threads);
}

int convoy_run(uint64_t threads, uint64_t bytecodes)
{
    struct echo_run run = {.until_computed = 1,
                           .rounds = UINT64_MAX,
                           .iterations = bytecodes / VM_LOOP};

    return measure("convoy", &run, threads);
}
