/* SPDX-License-Identifier: MIT
 *
 * Do periodic programs finish in time beside others that only compute?
 *
 *   deadline [MS]                 (for how long; default 300)
 *
 * Three threads have a job each period, which is due when the next one comes. Each
 * tells the kernel so (SCHED_DEADLINE, sched_setattr(2)): "so much of the processor
 * in each period". A kernel whose policy keeps deadlines promises that, or refuses
 * (EBUSY) what it could not keep, as a fourth one may see, who wants 3 ms in 10. A
 * policy that knows no deadlines refuses all (EINVAL); the jobs run as they can.
 * Lateness is the end of a job less its deadline: negative if it was early.
 */
#define _GNU_SOURCE
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "user/lab/busy.h"

#define START_AFTER (20 * MS)
#define RESERVE (MS / 2) /* beyond what a job needs: system calls, clocks */
enum { PERIODIC = 3, HOGS_MAX = 64, CLASS_DEADLINE = 6 };

/* As struct sched_attr; <sched.h> does not have it. */
struct attributes {
    uint32_t size, class;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
};

struct periodic {
    const char *name;
    uint64_t needs, period; /* ns */
    int refused;            /* an errno, or 0 */
    unsigned met, missed;
    int64_t worst, sum; /* lateness, ns */
};

static struct periodic periodic[PERIODIC] = {
    {.name = "fast", .needs = 2 * MS, .period = 10 * MS},
    {.name = "middle", .needs = 3 * MS, .period = 15 * MS},
    {.name = "slow", .needs = 6 * MS, .period = 30 * MS},
};
static pthread_barrier_t asked, begin;
static uint64_t start, length;
static atomic_bool enough;

/* The calling thread's class and budget; an errno, or 0. */
static int ask(uint32_t class, uint64_t runtime, uint64_t period)
{
    struct attributes wanted = {
        .size = sizeof(wanted),
        .class = class,
        .runtime = runtime,
        .deadline = period,
        .period = period,
    };

    return syscall(SYS_sched_setattr, 0, &wanted, 0) ? errno : 0;
}

static void *hog(void *unused)
{
    while (!enough)
        compute();
    return unused;
}

static void count(struct periodic *self, int64_t lateness)
{
    if (lateness <= 0)
        self->met++;
    else
        self->missed++;
    self->sum += lateness;
    if (self->met + self->missed == 1 || lateness > self->worst)
        self->worst = lateness;
}

static void *run_periodic(void *argument)
{
    struct periodic *self = argument;

    self->refused = ask(CLASS_DEADLINE, self->needs + RESERVE, self->period);
    pthread_barrier_wait(&asked);
    pthread_barrier_wait(&begin);
    for (uint64_t release = start; release < start + length;
         release += self->period) {
        sleep_until(release);
        use_processor(self->needs);
        count(self, (int64_t)(now() - release - self->period));
    }
    return NULL;
}

static const char *answer(int error)
{
    return error == 0        ? "admitted"
           : error == EBUSY  ? "EBUSY"
           : error == EINVAL ? "EINVAL"
                             : strerror(error);
}

static void show(const struct periodic *self)
{
    unsigned jobs = self->met + self->missed;

    printf("%-8s %2lu ms in %2lu  %-9s  %3u met %3u missed  "
           "lateness %7.3f ms, worst %7.3f ms\n",
           self->name, (unsigned long)(self->needs / MS),
           (unsigned long)(self->period / MS), answer(self->refused), self->met,
           self->missed, (double)self->sum / jobs / MS,
           (double)self->worst / MS);
}

/* Somebody more, when all have asked: what is left? It gives it back. */
static void ask_as_fourth(void)
{
    int error = ask(CLASS_DEADLINE, 3 * MS, 10 * MS);

    printf("%-8s  3 ms in 10  %s\n", "a fourth", answer(error));
    if (!error && ask(SCHED_OTHER, 0, 0))
        err(1, "sched_setattr");
}

int main(int argc, char **argv)
{
    pthread_t threads[PERIODIC], hogs[HOGS_MAX];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (argc > 2)
        errx(2, "arguments: [MS]");
    length = number(argc > 1 ? argv[1] : "300", "MS", 30, 100000) * MS;
    if (cores > HOGS_MAX)
        cores = HOGS_MAX;
    pthread_barrier_init(&asked, NULL, PERIODIC + 1);
    pthread_barrier_init(&begin, NULL, PERIODIC + 1);
    for (int i = 0; i < PERIODIC; i++)
        threads[i] = start_thread(run_periodic, &periodic[i]);
    pthread_barrier_wait(&asked);
    ask_as_fourth();
    for (long i = 0; i < cores; i++)
        hogs[i] = start_thread(hog, NULL);
    start = now() + START_AFTER;
    pthread_barrier_wait(&begin);
    for (int i = 0; i < PERIODIC; i++)
        pthread_join(threads[i], NULL);
    enough = true;
    for (long i = 0; i < cores; i++)
        pthread_join(hogs[i], NULL);
    for (int i = 0; i < PERIODIC; i++)
        show(&periodic[i]);
    return 0;
}
