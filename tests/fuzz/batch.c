/* SPDX-License-Identifier: MIT
 *
 * Many programs, in children: a child runs SEEDS_PER_CHILD of them, several to
 * each life of the interpreter, for starting it costs as much as running a
 * program. It writes the seed that it is at into memory shared with its parent,
 * who so knows what it died of.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

#define SEEDS_PER_LIFE 16

/* Where a child is; shared. */
struct progress {
    uint64_t life; /* the first seed of the interpreter's present life */
    uint64_t seed;
};

static struct progress *progress;

enum verdict { FINE, CUT, FAILED };

/* Is a seed the first one of a life? */
static bool begins_life(uint64_t seed)
{
    return seed % SEEDS_PER_LIFE == 0;
}

/* ---- In the child ---- */

static void start_life(void)
{
    if (!machine_start())
        _exit(ENDING_START);
}

static void end_life(void)
{
    machine_end();
    if (leaks_find())
        _exit(ENDING_LEAK);
}

static _Noreturn void run_seeds(uint64_t seed, uint64_t end)
{
    machine_prepare(seed);
    start_life();
    for (; seed < end; seed++) {
        struct program program;

        if (begins_life(seed) && seed != progress->life) {
            end_life();
            progress->life = seed;
            start_life();
        }
        progress->seed = seed;
        program = program_make(seed);
        child_watch(false);
        if (ftruncate(STDERR_FILENO, 0) == 0)
            machine_run(&program);
        listing_free(&program.text);
    }
    end_life();
    _exit(ENDING_DONE);
}

static _Noreturn void run_one(const struct program *program)
{
    machine_prepare(program->seed);
    start_life();
    child_watch(false);
    machine_run(program);
    end_life();
    _exit(ENDING_DONE);
}

/* ---- In the parent ---- */

/* How it ended. A damaged program may well loop for ever, or call os._exit. */
static enum verdict judge(pid_t pid, bool damaged)
{
    int status;

    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) {
        if (WEXITSTATUS(status) == ENDING_DONE)
            return FINE;
        return WEXITSTATUS(status) == ENDING_LEAK ||
                       WEXITSTATUS(status) == ENDING_START
                   ? FAILED
                   : CUT;
    }
    if (WTERMSIG(status) == SIGALRM || WTERMSIG(status) == SIGPROF)
        return damaged ? CUT : FAILED;
    return FAILED;
}

bool batch_fails(const struct program *program, struct listing *report)
{
    int errors = child_errors();
    pid_t pid = child_start(errors);
    bool failed;

    if (pid == 0)
        run_one(program);
    failed = judge(pid, program->damaged) == FAILED;
    child_report(errors, report);
    return failed;
}

static void print_program(const struct program *program,
                          const struct listing *report)
{
    printf("FAIL seed %llu%s\n%s\n---- the program, made small ----\n",
           (unsigned long long)program->seed,
           program->compile_only ? " (compiled only)" : "",
           report->data ? report->data : "");
    fwrite(program->text.data, 1, program->text.size, stdout);
    puts("---- end ----");
}

/* Does this one fail on its own? Then print it. */
static bool explain(uint64_t seed)
{
    struct program program = program_make(seed);
    struct listing report = {0};
    bool fails = batch_fails(&program, NULL);

    if (fails) {
        shrink(&program);
        batch_fails(&program, &report);
        print_program(&program, &report);
    }
    listing_free(&report);
    listing_free(&program.text);
    return fails;
}

/* A child died, or lost something, in a life of the interpreter: print the
 * program that is to blame. */
static void blame(const struct listing *report)
{
    for (uint64_t seed = progress->seed + 1; seed-- > progress->life;)
        if (explain(seed))
            return;
    printf("FAIL seeds %llu to %llu together\n%s\n",
           (unsigned long long)progress->life,
           (unsigned long long)progress->seed, report->data);
}

/* Run seeds in a child until one ends it. The seed to go on with. */
static uint64_t run_child(uint64_t first, uint64_t end, struct tally *tally)
{
    int errors = child_errors();
    pid_t pid;
    struct listing report = {0};
    struct program program;
    enum verdict verdict;

    progress->life = progress->seed = first;
    pid = child_start(errors);
    if (pid == 0)
        run_seeds(first, end);
    waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOWAIT);
    program = program_make(progress->seed);
    verdict = judge(pid, program.damaged);
    listing_free(&program.text);
    child_report(errors, &report);
    tally->cut += verdict == CUT;
    tally->failures += verdict == FAILED;
    if (verdict == FAILED)
        blame(&report);
    listing_free(&report);
    return progress->seed + 1;
}

void batch_run(uint64_t first, uint64_t count, struct tally *tally)
{
    uint64_t seed = first;

    progress = mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (progress == MAP_FAILED)
        abort();
    while (seed < first + count) {
        uint64_t end = (seed / SEEDS_PER_CHILD + 1) * SEEDS_PER_CHILD;

        if (end > first + count)
            end = first + count;
        seed = run_child(seed, end, tally);
    }
    tally->programs += count;
    munmap(progress, sizeof *progress);
}
