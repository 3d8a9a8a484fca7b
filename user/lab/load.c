/* SPDX-License-Identifier: MIT
 *
 * A load of threads, described on the command line: what a scheduler is given
 * to schedule.
 *
 *     load A:cpu=100 B:nice=5,cpu=100 io:20*cpu=1,sleep=9
 *
 * Each argument is a thread: its name, how often it does its steps (once if
 * there is no `*`), and the steps:
 *
 *     cpu=MS    compute, for so many milliseconds of its own time
 *     sleep=MS  sleep
 *     yield     sched_yield(2)
 *     nice=N    before all steps: set the thread's nice value
 *     core=N    before all steps: run on core N only
 *     fifo=N    before all steps: SCHED_FIFO with priority N
 *
 * All threads begin at one moment: each waits at a gate, main opens it, writes
 * the mark "load" into the trace, and waits until they have ended. To compute is
 * to count: a millisecond is a fixed number of instructions (at mhz=1000), so
 * that a thread's work is the same however it is scheduled.
 *
 * On Linux a millisecond is whatever that count takes there, and the mark goes
 * nowhere.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    THREADS = 64,
    STEPS = 16,
    NAME = 16,                /* pthread_setname_np(3) */
    ROUNDS_A_MS = 500 * 1000, /* of spin()'s loop: two instructions each */
    NS_A_MS = 1000 * 1000,
    ARRIVAL_MS = 2, /* main sleeps so long until all stand at the gate */
    STACK = 64 * 1024,
    LONGEST_MS = 60 * 1000,
    FUTEX_WAIT_PRIVATE = 0x80, /* futex(2); musl has no header for it */
    FUTEX_WAKE_PRIVATE = 0x81,
};

enum verb { CPU, SLEEP, YIELD, NICE, CORE, FIFO };

static const char *const verbs[] = {
    [CPU] = "cpu",   [SLEEP] = "sleep", [YIELD] = "yield",
    [NICE] = "nice", [CORE] = "core",   [FIFO] = "fifo",
};

struct step {
    enum verb verb;
    double value; /* 0 if there is none */
};

struct worker {
    char name[NAME];
    long times;
    struct step steps[STEPS];
    int count; /* of steps */
    pthread_t thread;
};

static struct worker workers[THREADS];
static atomic_int gate; /* 1: open */

static void mark(const char *text)
{
    int fd = open("/sys/kernel/tracing/trace_marker", O_WRONLY);

    if (fd < 0)
        return;
    if (write(fd, text, strlen(text)) < 0)
        warn("trace_marker");
    close(fd);
}

/* ---- reading the command line ---- */

static struct step parse_step(const char *text)
{
    size_t length = strcspn(text, "=");

    for (unsigned i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strlen(verbs[i]) != length || strncmp(text, verbs[i], length) != 0)
            continue;
        char *end = "";
        double value = text[length] ? strtod(text + length + 1, &end) : 0;
        if (*end || value < -20 || value > LONGEST_MS)
            break;
        return (struct step){(enum verb)i, value};
    }
    errx(2, "%s: a step is cpu=MS, sleep=MS, yield, nice=N, core=N or fifo=N",
         text);
}

/* NAME:[TIMES*]STEP,STEP,... */
static void parse_worker(struct worker *worker, char *text)
{
    char *colon = strchr(text, ':');

    if (!colon || colon == text || colon - text >= NAME)
        errx(2,
             "%s: expected NAME:[TIMES*]STEP,STEP,..., with a name of 1 to "
             "%d bytes",
             text, NAME - 1);
    memcpy(worker->name, text, (size_t)(colon - text));
    char *steps = colon + 1;
    char *star = strchr(steps, '*');
    worker->times = star ? strtol(steps, NULL, 10) : 1;
    steps = star ? star + 1 : steps;
    for (char *word = strtok(steps, ","); word; word = strtok(NULL, ",")) {
        if (worker->count == STEPS)
            errx(2, "%s: at most %d steps", worker->name, STEPS);
        worker->steps[worker->count++] = parse_step(word);
    }
}

/* ---- what a thread does ---- */

static void spin(double ms)
{
    long rounds = (long)(ms * ROUNDS_A_MS);

    if (rounds > 0)
        __asm__ volatile("1: sub $1, %0\n\tjnz 1b" : "+r"(rounds) : : "cc");
}

static void nap(double ms)
{
    long ns = (long)(ms * NS_A_MS);
    struct timespec time = {ns / 1000000000, ns % 1000000000};

    if (nanosleep(&time, NULL))
        err(1, "nanosleep");
}

static void set_core(int core)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(core, &set);
    if (sched_setaffinity(0, sizeof(set), &set))
        err(1, "core %d", core);
}

static void set_fifo(int priority)
{
    struct sched_param param = {.sched_priority = priority};

    /* The call itself: musl's function of this name always fails. */
    if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &param))
        err(1, "fifo %d", priority);
}

/* Before the gate: what is said once. */
static void prepare(const struct step *step)
{
    if (step->verb == CORE)
        set_core((int)step->value);
    if (step->verb == FIFO)
        set_fifo((int)step->value);
    if (step->verb == NICE &&
        setpriority(PRIO_PROCESS, (id_t)gettid(), (int)step->value))
        err(1, "nice %d", (int)step->value);
}

static void perform(const struct step *step)
{
    if (step->verb == CPU)
        spin(step->value);
    if (step->verb == SLEEP)
        nap(step->value);
    if (step->verb == YIELD)
        sched_yield();
}

static void *work(void *arg)
{
    const struct worker *worker = arg;

    for (int i = 0; i < worker->count; i++)
        prepare(&worker->steps[i]);
    while (!gate)
        syscall(SYS_futex, &gate, FUTEX_WAIT_PRIVATE, 0, NULL);
    for (long i = 0; i < worker->times; i++) {
        for (int k = 0; k < worker->count; k++)
            perform(&worker->steps[k]);
    }
    return NULL;
}

static void start(struct worker *worker)
{
    pthread_attr_t attributes;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    if (pthread_create(&worker->thread, &attributes, work, worker))
        errx(1, "pthread_create failed");
    pthread_setname_np(worker->thread, worker->name);
}

int main(int argc, char **argv)
{
    int count = argc - 1;

    if (count < 1 || count > THREADS)
        errx(2, "usage: load NAME:[TIMES*]STEP,STEP,... (1 to %d threads)",
             THREADS);
    for (int i = 0; i < count; i++)
        parse_worker(&workers[i], argv[i + 1]);
    for (int i = 0; i < count; i++)
        start(&workers[i]);
    nap(ARRIVAL_MS);
    mark("B|1|load");
    gate = 1;
    syscall(SYS_futex, &gate, FUTEX_WAKE_PRIVATE, INT_MAX);
    for (int i = 0; i < count; i++)
        pthread_join(workers[i].thread, NULL);
    mark("E|1|load");
    printf("%d threads ended\n", count);
    return 0;
}
