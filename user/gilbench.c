/* SPDX-License-Identifier: MIT
 *
 * gilbench: threads that fight over a global interpreter lock, and what it
 * costs. An ordinary pthread program: it runs on Convoy and on Linux.
 *
 *   [GIL=policy] [INTERVAL_US=n] [CHECK=n] [STATS=1] gilbench MODE...
 *
 *   prims                      measure what predictions are made from
 *   seq THREADS BYTECODES      THREADS x BYTECODES in one thread
 *   cpu THREADS BYTECODES      BYTECODES in each of THREADS threads at once
 *   interps THREADS BYTECODES  as cpu, each thread in an interpreter of its own
 *   halves THREADS BYTECODES   as cpu, half of them in a second interpreter
 *   echo CPUTHREADS ROUNDS     ROUNDS requests to an echo thread beside
 *                              CPUTHREADS that compute
 *   convoy CPUTHREADS BYTECODES
 *                              the same for as long as these take for
 *                              BYTECODES each, however few replies that is
 *
 * Several modes run one after the other, in one process and under one GIL, so
 * that predictions and what they predict come from the same run. BYTECODES is
 * rounded down to a multiple of 5, the length of the loop.
 *
 * The report, on standard output: one "key=value" or "key=value unit" a line,
 * value an integer or a word. First gil=, interval_us=, check=; then for each
 * mode a line mode=MODE and its figures, each key beginning with the mode's
 * name:
 *
 *   interps.*, halves.*                the keys of cpu
 *   seq.threads         cpu.threads    echo.threads    CPU-bound threads
 *   seq.elapsed_ns      cpu.elapsed_ns echo.elapsed_ns of the measured section
 *   seq.bytecodes_per_thread, cpu.bytecodes_per_thread
 *   seq.check, cpu.check               "ok": no update under the GIL was lost
 *   convoy.*                           the keys of echo
 *   echo.replies, echo.rate_milli      replies, and replies per 1000 s
 *   echo.handler_bytecodes             run between a read and its write
 *   echo.loop_bytecodes                run between a write and the next read
 *   echo.cpu_bytecodes                 what the CPU-bound threads got done
 *   prims.*_ps                         picoseconds each; see
 *                                      ../measure/primitives.c
 *
 * What a mode measures stands in the kernel's trace between the marks
 * MODE-THREADS (prims-1, seq-1, cpu-2, echo-4).
 *
 * A primitive that could not be measured here is left out. Status: 0; 1 if a
 * check failed; 2 for bad arguments.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gilbench/bench.h"

#define MOST_WORK 1000000000000u

struct mode {
    const char *name;
    int arguments; /* how many follow it: 0 or 2 */
    uint64_t fewest_threads;
    int (*run)(uint64_t threads, uint64_t work);
};

static const struct mode modes[] = {
    {"prims", 0, 0, prims_run},   {"seq", 2, 1, seq_run},
    {"cpu", 2, 1, cpu_run},       {"interps", 2, 1, interps_run},
    {"halves", 2, 1, halves_run}, {"echo", 2, 0, echo_run},
    {"convoy", 2, 1, convoy_run},
};

#define MODES (sizeof modes / sizeof modes[0])

_Noreturn static void usage(const char *problem, const char *word)
{
    fprintf(stderr,
            "gilbench: %s%s%s\n"
            "usage: gilbench MODE..., each MODE one of\n"
            "  prims\n"
            "  seq THREADS BYTECODES     THREADS 1..%d, BYTECODES 5..10^12\n"
            "  cpu THREADS BYTECODES     the same\n"
            "  interps, halves THREADS BYTECODES   the same\n"
            "  echo CPUTHREADS ROUNDS    CPUTHREADS 0..%d, ROUNDS 1..10^12\n"
            "  convoy CPUTHREADS BYTECODES   as for cpu\n"
            "environment: INTERVAL_US, CHECK: 1..1000000, STATS=1,\n",
            problem, *word ? ": " : "", word, MAX_THREADS, MAX_THREADS);
    gil_list();
    exit(2);
}

/* The number that `text` is, or bad usage unless it is within the limits. */
static uint64_t number(const char *text, uint64_t least, uint64_t most)
{
    char *end;
    unsigned long long value;

    if (!text)
        usage("a number is missing", "");
    errno = 0;
    value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value < least ||
        value > most)
        usage("not a legal number here", text);
    return value;
}

static const struct mode *find_mode(const char *name)
{
    for (size_t i = 0; i < MODES; i++)
        if (strcmp(modes[i].name, name) == 0)
            return &modes[i];
    usage("no such mode", name);
}

/* One mode of the command line. */
struct job {
    const struct mode *mode;
    uint64_t threads, work;
};

/* Read the job at *words and move *words behind it. */
static struct job read_job(char ***words)
{
    struct job job = {.mode = find_mode(*(*words)++)};
    int is_echo = job.mode->run == echo_run;

    if (job.mode->arguments == 0)
        return job;
    job.threads = number(**words, job.mode->fewest_threads, MAX_THREADS);
    ++*words;
    job.work = number(**words, is_echo ? 1 : VM_LOOP, MOST_WORK);
    ++*words;
    return job;
}

/* Check all arguments before the first mode runs. */
static void check_jobs(char **words)
{
    if (!*words)
        usage("no mode given", "");
    while (*words)
        read_job(&words);
}

static void report_policy(void)
{
    printf("gil=%s\ninterval_us=%u us\ncheck=%u ticks\n", gil->name,
           gil_params.interval_us, gil_params.check);
}

int main(int argc, char **argv)
{
    const char *stats = getenv("STATS");
    char **words = argv + (argc > 0);
    int failed = 0;

    check_jobs(words);
    gil_select();
    report_policy();
    while (*words) {
        struct job job = read_job(&words);

        failed |= job.mode->run(job.threads, job.work);
        fflush(stdout);
    }
    if (stats && strcmp(stats, "1") == 0)
        stats_print();
    return failed;
}
