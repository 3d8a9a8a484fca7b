/* SPDX-License-Identifier: MIT
 *
 * py_fuzz: programs at random, to find one on which the interpreter fails: dies,
 * hangs, loses memory, or does what the sanitizers see.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

static const char usage[] =
    "usage: py_fuzz [--seed N] [--count N] [--jobs N] [--print] [FILE ...]\n"
    "       py_fuzz --failures [--seed N] [--count N] [--stride N] FILE ...\n"
    "\n"
    "Runs the programs of COUNT seeds from SEED on, in JOBS processes; --print\n"
    "prints them instead. FILES are programs to damage.\n"
    "--failures runs each FILE once for each STRIDE-th of its allocations, from\n"
    "the SEED-th on, and refuses that one. The interpreter's start is counted as\n"
    "part of the first file.\n";

#define REPORT 16384 /* programs between two lines of progress */

struct options {
    uint64_t seed, count, jobs, stride;
    bool print, failures;
};

/* What the sanitizers are told: an error ends the process by a signal, and
 * nothing else does; stacks of allocations are short, which is faster. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);

const char *__asan_default_options(void)
{
    return "abort_on_error=1:detect_leaks=0:malloc_context_size=5:"
           "quarantine_size_mb=16:allocator_may_return_null=1";
}

const char *__ubsan_default_options(void)
{
    return "abort_on_error=1:print_stacktrace=1";
}

static uint64_t number(const char *text)
{
    char *end;
    unsigned long long value;

    errno = 0;
    value = strtoull(text, &end, 0);
    if (end == text || *end || errno) {
        fprintf(stderr, "py_fuzz: %s is no number\n%s", text, usage);
        exit(2);
    }
    return value;
}

static struct options parse_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"seed", required_argument, NULL, 's'},
        {"count", required_argument, NULL, 'c'},
        {"jobs", required_argument, NULL, 'j'},
        {"stride", required_argument, NULL, 't'},
        {"print", no_argument, NULL, 'p'},
        {"failures", no_argument, NULL, 'f'},
        {0},
    };
    struct options o = {.seed = 1, .jobs = 1, .stride = 1};
    int c;

    while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (c == 's')
            o.seed = number(optarg);
        else if (c == 'c')
            o.count = number(optarg);
        else if (c == 'j')
            o.jobs = number(optarg);
        else if (c == 't')
            o.stride = number(optarg);
        else if (c == 'p')
            o.print = true;
        else if (c == 'f')
            o.failures = true;
        else
            fputs(usage, stderr), exit(2);
    }
    if (!o.jobs || !o.stride)
        fputs(usage, stderr), exit(2);
    if (!o.count)
        o.count = o.failures ? UINT64_MAX : 1;
    return o;
}

static void print_programs(const struct options *o)
{
    for (uint64_t n = 0; n < o->count; n++) {
        struct program p = program_make(o->seed + n);

        fwrite(p.text.data, 1, p.text.size, stdout);
        listing_free(&p.text);
    }
}

/* One job's part of the seeds; its exit status. */
static int run_part(uint64_t first, uint64_t count)
{
    struct tally tally = {0};

    for (uint64_t done = 0; done < count; done += REPORT) {
        uint64_t left = count - done;

        batch_run(first + done, left < REPORT ? left : REPORT, &tally);
        if (left > REPORT)
            fprintf(stderr, "  %llu of %llu, %llu failures\n",
                    (unsigned long long)done + REPORT,
                    (unsigned long long)count,
                    (unsigned long long)tally.failures);
    }
    printf("%llu programs from seed %llu: %llu failures (%llu did not end in "
           "time)\n",
           (unsigned long long)tally.programs, (unsigned long long)first,
           (unsigned long long)tally.failures, (unsigned long long)tally.cut);
    fflush(stdout);
    return tally.failures != 0;
}

static int run_jobs(const struct options *o)
{
    int status, failed = 0;

    for (uint64_t job = 0; job < o->jobs; job++) {
        uint64_t from = o->count * job / o->jobs;
        uint64_t to = o->count * (job + 1) / o->jobs;

        if (fork() == 0)
            _exit(run_part(o->seed + from, to - from));
    }
    while (wait(&status) > 0)
        failed |= status != 0;
    return failed;
}

static int run_failures(const struct options *o, char **paths, int count)
{
    const struct failures which = {o->seed, o->count, o->stride};
    int failed = 0;

    for (int i = 0; i < count; i++)
        failed |= !failures_run(paths[i], &which, i == 0);
    return failed;
}

int main(int argc, char **argv)
{
    struct options o = parse_options(argc, argv);

    if (o.failures)
        return run_failures(&o, argv + optind, argc - optind);
    grammar_read();
    program_corpus(argv + optind, argc - optind);
    if (!o.print)
        return run_jobs(&o);
    print_programs(&o);
    return 0;
}
