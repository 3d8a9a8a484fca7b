/* SPDX-License-Identifier: MIT
 *
 * Modes cpu and seq: the same bytecodes in several threads at once, and one
 * after the other in a single thread. Beazley's first experiment.
 *
 * Modes interps and halves: the same in several interpreters, which share
 * nothing but the process: one for each thread, or two for all of them.
 */
#include "bench.h"

/* What the threads of one run share. */
struct cpu_run {
    pthread_barrier_t start;
    /* Each interpreter's; its count of uses is protected by the GIL alone. */
    struct vm_object steps[MAX_THREADS];
    uint32_t interpreters;
    uint64_t iterations; /* each thread's */
};

/* One thread of a run, and what it found. */
struct cpu_thread {
    struct cpu_run *run;
    uint32_t number;
    uint64_t begun, ended; /* ns, outside the GIL */
    uint64_t executed;     /* bytecodes */
    int64_t total;         /* what its program computed */
};

static uint32_t interpreter_of(const struct cpu_thread *self)
{
    return (self->number - 1) % self->run->interpreters;
}

static void *cpu_thread(void *argument)
{
    struct cpu_thread *self = argument;
    struct gil_thread *t = bench_thread();
    struct vm vm;

    t->interpreter = interpreter_of(self);
    gil_thread_init(t, GIL_ROLE_CPU, self->number);
    vm_init(&vm, &self->run->steps[t->interpreter], NULL);
    pthread_barrier_wait(&self->run->start);
    self->begun = measure_now();

    gil_take(t);
    vm_run(&vm, t, self->run->iterations);
    gil_drop(t, GIL_WHY_EXIT);

    self->ended = measure_now();
    self->executed = vm.executed;
    self->total = vm.total.value;
    gil_thread_exit(t);
    return NULL;
}

/* Start the threads, wait for their ends. */
static void run_threads(struct cpu_run *run, struct cpu_thread *all, uint64_t n)
{
    pthread_t threads[MAX_THREADS];

    pthread_barrier_init(&run->start, NULL, (unsigned)n + 1);
    for (uint64_t i = 0; i < n; i++) {
        all[i] = (struct cpu_thread){.run = run, .number = (uint32_t)i + 1};
        threads[i] = measure_start(cpu_thread, &all[i]);
    }
    pthread_barrier_wait(&run->start);
    for (uint64_t i = 0; i < n; i++)
        measure_join(threads[i]);
    pthread_barrier_destroy(&run->start);
}

/* From the first thread's begin to the last one's end, in ns. */
static uint64_t elapsed(const struct cpu_thread *all, uint64_t n)
{
    uint64_t begun = all[0].begun, ended = all[0].ended;

    for (uint64_t i = 1; i < n; i++) {
        if (all[i].begun < begun)
            begun = all[i].begun;
        if (all[i].ended > ended)
            ended = all[i].ended;
    }
    return ended - begun;
}

/* Every iteration has loaded its interpreter's shared object once and added it
 * once. If not, two threads were inside the GIL at the same time. Returns 0 or
 * 1. */
static int check(const struct cpu_run *run, const struct cpu_thread *all,
                 uint64_t n)
{
    uint64_t uses[MAX_THREADS] = {0};
    int failed = 0;

    for (uint64_t i = 0; i < n; i++) {
        uses[interpreter_of(&all[i])] += run->iterations;
        if ((uint64_t)all[i].total != run->iterations)
            failed = 1;
    }
    for (uint32_t i = 0; i < run->interpreters; i++)
        if (run->steps[i].uses != uses[i])
            failed = 1;
    report_text("check", failed ? "failed: lost updates" : "ok");
    return failed;
}

/* Run n threads of so many bytecodes each in so many interpreters, and report
 * under the mode's name. */
static int measure(const char *mode, uint64_t n, uint64_t bytecodes,
                   uint32_t interpreters)
{
    struct cpu_thread all[MAX_THREADS];
    struct cpu_run run = {.interpreters = interpreters,
                          .iterations = bytecodes / VM_LOOP};

    for (uint32_t i = 0; i < interpreters; i++)
        run.steps[i].value = 1;
    report_mode(mode);
    bench_mark_begin(mode, n);
    run_threads(&run, all, n);
    bench_mark_end();
    report("threads", n, "");
    report("bytecodes_per_thread", all[0].executed, "");
    report("elapsed_ns", elapsed(all, n), "ns");
    return check(&run, all, n);
}

int cpu_run(uint64_t threads, uint64_t bytecodes)
{
    return measure("cpu", threads, bytecodes, 1);
}

int seq_run(uint64_t threads, uint64_t bytecodes)
{
    return measure("seq", 1, threads * (bytecodes / VM_LOOP * VM_LOOP), 1);
}

int interps_run(uint64_t threads, uint64_t bytecodes)
{
    return measure("interps", threads, bytecodes, (uint32_t)threads);
}

int halves_run(uint64_t threads, uint64_t bytecodes)
{
    return measure("halves", threads, bytecodes, threads > 1 ? 2 : 1);
}
