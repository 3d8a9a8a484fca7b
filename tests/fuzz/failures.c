/* SPDX-License-Identifier: MIT
 *
 * Every allocation fails once: a program runs again and again, and each time the
 * next one of its requests for memory is refused. Then it must end with a
 * MemoryError, or as it does otherwise if it catches that or can do without, and
 * leave no block behind. The programs make no cycles, so that nothing else may be
 * left.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "object/mem.h"
#include "tests/fuzz/fuzz.h"

#define LATEST 2000  /* characters of what was printed that are looked at */
#define SHOWN_MOST 5 /* failures of one program */
#define ENDING_WRONG 80
#define NOT_STARTED (-1) /* instead of a program's status */

/* Where the child is; shared with the parent. */
struct state {
    uint64_t number;   /* of the request that is refused */
    uint64_t requests; /* that the program makes when none is refused */
    bool done;         /* there is no such request any more */
};

static struct state *state;

/* Is one of the last lines that were printed as errors a MemoryError's? */
static bool memory_error_printed(void)
{
    char text[LATEST + 1] = "\n";
    off_t size = lseek(STDERR_FILENO, 0, SEEK_END);
    off_t from = size > LATEST ? size - LATEST : 0;

    return pread(STDERR_FILENO, text + 1, LATEST - 1, from) > 0 &&
           strstr(text, "\nMemoryError");
}

static _Noreturn void wrong(const char *what, long long value)
{
    fprintf(stderr, "%s: %lld\n", what, value);
    _exit(ENDING_WRONG);
}

/* Nothing may be left. */
static void check_left(void)
{
    uint64_t left = mem_blocks;

    if (left && leaks_find())
        wrong("blocks lost, of so many that are left", (long long)left);
    if (left)
        wrong("blocks left in cycles", (long long)left);
}

/* Run once, with that request refused; 0: none is. The exit status. *reached:
 * there was such a request. */
static int run_once(const struct program *program, bool start, uint64_t number,
                    bool *reached)
{
    bool started;
    int status = NOT_STARTED;

    mem_requests = 0;
    mem_fail_at = start ? number : 0;
    started = machine_start();
    if (started && !start) {
        mem_requests = 0;
        mem_fail_at = number;
    }
    if (started) {
        status = machine_run(program);
        machine_end();
    }
    mem_fail_at = 0;
    check_left();
    *reached = mem_requests >= number;
    return status;
}

static _Noreturn void run_rest(const struct program *program, bool start,
                               const struct failures *which)
{
    uint64_t end = which->count < UINT64_MAX - which->first
                       ? which->first + which->count
                       : UINT64_MAX;
    bool reached;
    int status, usual;

    machine_prepare(0);
    usual = run_once(program, start, 0, &reached);
    state->requests = mem_requests;
    while (state->number < end) {
        child_watch(true);
        if (ftruncate(STDERR_FILENO, 0) < 0)
            abort();
        status = run_once(program, start, state->number, &reached);
        if (!reached)
            break;
        if (status != usual && status != NOT_STARTED && !memory_error_printed())
            wrong("exit status, without a MemoryError", status);
        state->number += which->stride;
    }
    state->done = true;
    _exit(ENDING_DONE);
}

/* Run until the end or the first failure. True: it was the end. */
static bool run_child(const struct program *program, bool start,
                      const struct failures *which, bool show)
{
    int errors = child_errors(), status;
    struct listing report = {0};
    pid_t pid = child_start(errors);

    if (pid == 0)
        run_rest(program, start, which);
    waitpid(pid, &status, 0);
    child_report(errors, &report);
    if (!state->done && show)
        printf("FAIL allocation %llu, wait status %#x\n%s\n",
               (unsigned long long)state->number, (unsigned)status,
               report.data);
    listing_free(&report);
    return state->done;
}

bool failures_run(const char *path, const struct failures *which, bool start)
{
    struct program program = {.text = listing_read(path), .ends = true};
    uint64_t failures = 0;

    state = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (state == MAP_FAILED)
        abort();
    state->number = which->first;
    while (!run_child(&program, start, which, failures < SHOWN_MOST)) {
        failures++;
        state->number += which->stride;
    }
    printf("%s %s: %llu of its %llu allocations refused, %llu failures\n",
           failures ? "FAIL" : "ok", path,
           (unsigned long long)((state->number - which->first) / which->stride),
           (unsigned long long)state->requests, (unsigned long long)failures);
    munmap(state, sizeof *state);
    listing_free(&program.text);
    return failures == 0;
}
