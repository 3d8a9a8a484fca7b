/* SPDX-License-Identifier: MIT
 *
 * One program after another in the interpreter in this process. Each may use so
 * much memory and come by so many safepoints; then calls end with a
 * RecursionError, and if that doesn't help, or it takes too long, the process
 * ends.
 *
 * Nothing is taken back but by interpreter_end: a program may find what the one
 * before it has left in a module.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "gil/gil.h"
#include "interpreter.h"
#include "module/module.h"
#include "module/os.h"
#include "module/source.h"
#include "object/mem.h"
#include "tests/fuzz/fuzz.h"
#include "vm/vm.h"

#define MEMORY (1u << 20)      /* bytes, for a program ... */
#define MORE_MEMORY (8u << 20) /* ... that is known to end */
#define SAFEPOINTS 20000u      /* after which calls are not possible any more */
#define INSTRUCTIONS 20        /* for a safepoint, where each one is */
#define LOOKS 24               /* at a program that does not end: it hangs */
#define SHALLOW 60             /* a recursion limit that is soon reached */

/* The settings under which the programs of a child run. */
static const struct setting {
    const char *gil, *interval_us, *check;
} settings[] = {
    {"interval", "1", "100"},
    {"ticks", "5000", "1"},
    {"interval", "5000", "100"},
    {"ticks", "5000", "100"},
};

#define SETTINGS (sizeof settings / sizeof *settings)

static const struct gil_ops *policy; /* the one that was chosen */
static struct gil_ops counting;      /* the same, with a count of safepoints */
static uint64_t passed;              /* safepoints, in this program */
static volatile sig_atomic_t late;   /* it has used up its time */
static uint64_t most;                /* that it may pass */
static atomic_int holding, waiting;  /* threads, as the GIL sees them */
static int looks;                    /* how often it was found not to end */

/* The CPU time is over (child_watch). At first the next safepoint may end the
 * process; if there was none until the second time, it hangs. */
static void time_over(int signal_number)
{
    if (late) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
    late = 1;
}

/* Time passes, but not the processor's. A program may well have locked itself
 * up: then nobody holds the GIL or wants it. All else is a hang. */
static void look(int signal_number)
{
    if (!holding && !waiting)
        _exit(ENDING_CUT);
    if (++looks == LOOKS) {
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    }
}

static void count_take(struct gil_thread *t)
{
    waiting++;
    policy->take(t);
    holding++;
    waiting--;
}

static void count_drop(struct gil_thread *t, enum gil_why why)
{
    holding--;
    policy->drop(t, why);
}

static void count_safepoint(struct gil_thread *t)
{
    if (++passed >= most)
        recursion_limit = 1;
    if (passed >= 2 * most || late)
        _exit(ENDING_CUT);
    policy->safepoint(t);
}

void machine_prepare(uint64_t seed)
{
    const struct setting *s = &settings[seed / SEEDS_PER_CHILD % SETTINGS];

    setenv("GIL", s->gil, 1);
    setenv("INTERVAL_US", s->interval_us, 1);
    setenv("CHECK", s->check, 1);
    gil_select();
    policy = gil;
    most = SAFEPOINTS;
    if (policy->where & GIL_AT_INSTRUCTION)
        most *= INSTRUCTIONS;
    counting = *policy;
    counting.request = NULL;
    counting.take = count_take;
    counting.drop = count_drop;
    counting.safepoint = count_safepoint;
    gil = &counting;
    signal(SIGPROF, time_over);
    signal(SIGALRM, look);
}

bool machine_start(void)
{
    mem_limit = 0;
    os_confined = true;
    return interpreter_start() == 0;
}

static int compile(const struct listing *text)
{
    struct code *code = source_compile(text->data, text->size, "<fuzz>");

    if (!code)
        return source_exit_status(error_take());
    unref((struct object *)code);
    return 0;
}

int machine_run(const struct program *program)
{
    const struct listing *text = &program->text;
    int status;

    passed = 0;
    late = 0;
    looks = 0;
    recursion_limit = program->seed % 2 ? SHALLOW : FRAMES_MAX_DEFAULT;
    mem_limit = mem_bytes + (program->ends ? MORE_MEMORY : MEMORY);
    status = program->compile_only
                 ? compile(text)
                 : interpreter_run(text->data, text->size, "<fuzz>");
    interpreter_join();
    if (output_flush() < 0)
        error_clear();
    return status;
}

void machine_end(void)
{
    if (thread_count > 1)
        _exit(ENDING_CUT); /* a daemon: nothing can be freed under it */
    recursion_limit = FRAMES_MAX_DEFAULT;
    interpreter_end();
}
