/* SPDX-License-Identifier: MIT
 *
 * py: the command line. Everything it starts is in interpreter.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gil/gil.h"
#include "interpreter.h"
#include "module/file.h"
#include "module/module.h"
#include "module/source.h"
#include "vm/vm.h"

#define STATUS_USAGE 2
#define STATUS_FLUSH 120 /* the output could not be written at the end */

static const char usage[] =
    "usage: py [option] [-c program | -m dis file | file | -] [argument ...]\n";

static const char help[] =
    "A Python 3 whose threads share a GIL of your choice.\n"
    "\n"
    "  file         run the program in this file\n"
    "  -c program   run this text\n"
    "  -m dis file  print a program's bytecode instead of running it\n"
    "  -            run the program on standard input; so without arguments,\n"
    "               unless that is a terminal: then it is a prompt\n"
    "  -i           the prompt, wherever the input comes from; of a program:\n"
    "               when it has run\n"
    "  -X cleanup   free all memory at the end, to find what was lost\n"
    "  -X count     at the end, say how many bytecode instructions have run\n"
    "  -h, --help   this text\n"
    "\n"
    "The environment chooses the GIL: GIL=name, INTERVAL_US=microseconds,\n"
    "CHECK=ticks. LOCK_SIGNALS=off has a thread that waits for a lock, as in a\n"
    "join, sleep on when a signal comes (Python 2). IO_YIELD=blocked has reads\n"
    "and writes keep the GIL unless they would wait. Policies:\n";

/* What the command line asks for. */
struct options {
    enum { RUN_FILE, RUN_TEXT, RUN_STDIN, RUN_PROMPT } what;
    bool dis;
    bool prompt; /* when the program has run */
    bool cleanup;
    const char *text; /* the path, or the program */
    char **argv;      /* sys.argv */
    int argc;
};

static _Noreturn void usage_error(const char *problem, const char *argument)
{
    fprintf(stderr, "py: %s%s\n%sTry `py --help' for more.\n", problem,
            argument, usage);
    exit(STATUS_USAGE);
}

static _Noreturn void print_help(void)
{
    fprintf(stderr, "%s\n%s", usage, help);
    gil_list();
    exit(0);
}

static void run_file(struct options *o, char **argv, int argc)
{
    o->what = strcmp(argv[0], "-") == 0 ? RUN_STDIN : RUN_FILE;
    o->text = argv[0];
    o->argv = argv;
    o->argc = argc;
}

/* The argument of the option at argv[*i], which is behind it or in the next
 * word. */
static char *value_of(char **argv, int argc, int *i, const char *what)
{
    char *word = argv[*i];

    if (word[2])
        return word + 2;
    if (*i + 1 >= argc)
        usage_error("Argument expected for the option ", what);
    return argv[++*i];
}

static void module_option(struct options *o, char **argv, int argc, int i)
{
    const char *name = value_of(argv, argc, &i, "-m");

    if (strcmp(name, "dis") != 0)
        usage_error("Only the module dis can be run, not ", name);
    if (i + 1 >= argc)
        usage_error("-m dis: file expected", "");
    o->dis = true;
    run_file(o, argv + i + 1, argc - i - 1);
}

/* -c program: sys.argv[0] is "-c". */
static void text_option(struct options *o, char **argv, int argc, int i)
{
    static char name[] = "-c";

    o->what = RUN_TEXT;
    o->text = value_of(argv, argc, &i, "-c");
    argv[i] = name;
    o->argv = argv + i;
    o->argc = argc - i;
}

static void extra_option(struct options *o, const char *name)
{
    if (strcmp(name, "cleanup") == 0)
        o->cleanup = true;
    else if (strcmp(name, "count") == 0)
        vm_counting = true;
    else
        usage_error("Unknown option -X ", name);
}

static void parse_options(struct options *o, int argc, char **argv)
{
    static char nothing[] = "", *no_arguments[] = {nothing, NULL};
    int i = 1;

    *o = (struct options){.what = isatty(STDIN_FILENO) ? RUN_PROMPT : RUN_STDIN,
                          .text = "-",
                          .argv = no_arguments,
                          .argc = 1};
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            print_help();
        if (argv[i][1] == 'c') {
            text_option(o, argv, argc, i);
            return;
        }
        if (argv[i][1] == 'm') {
            module_option(o, argv, argc, i);
            return;
        }
        if (argv[i][1] == 'X')
            extra_option(o, value_of(argv, argc, &i, "-X"));
        else if (strcmp(argv[i], "-i") == 0)
            o->prompt = true;
        else
            usage_error("Unknown option: ", argv[i]);
    }
    if (i < argc)
        run_file(o, argv + i, argc - i);
    else if (o->prompt)
        o->what = RUN_PROMPT;
}

/* The program's text; the caller frees it. Ends the process if it cannot be
 * read. */
static char *load(const struct options *o, size_t *size)
{
    char *source;

    if (o->what == RUN_TEXT) {
        *size = strlen(o->text);
        source = strdup(o->text);
    } else if (o->what == RUN_STDIN) {
        source = source_read(STDIN_FILENO, size);
    } else {
        source = source_read_file(o->text, size);
    }
    if (source)
        return source;
    fprintf(stderr, "py: can't open file '%s': [Errno %d] %s\n", o->text, errno,
            strerror(errno));
    exit(STATUS_USAGE);
}

static const char *filename_of(const struct options *o)
{
    switch (o->what) {
    case RUN_TEXT:
        return "<string>";
    case RUN_STDIN:
        return "<stdin>";
    default:
        return o->text;
    }
}

static int run(const struct options *o, const char *source, size_t size)
{
    int status;

    if (o->what == RUN_PROMPT)
        return interpreter_prompt();
    if (o->dis)
        return interpreter_dis(source, size, filename_of(o));
    status = interpreter_run(source, size, filename_of(o));
    return o->prompt ? interpreter_prompt() : status;
}

/* What is still to happen when the program has ended. The status to end with. */
static int finish(int status)
{
    interpreter_join();
    interpreter_run_exit_functions();
    if (thread_count == 1)
        interpreter_end_globals();
    if (output_flush() < 0) {
        fputs("Exception ignored in: <stdout>\n", stderr);
        source_exit_status(error_take());
        status = STATUS_FLUSH;
    }
    file_flush_all();
    return status;
}

/* As the kernel would have ended us: a shell wants to know. Returns if it does
 * not come to that (we are process 1). */
static void die_of_interrupt(void)
{
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
}

/* Where something else than a GIL guards the objects, that and a GIL would wait
 * for each other. */
static void select_gil(void)
{
    if (!protect_wants_gil())
        setenv("GIL", gil_none.name, false);
    gil_select();
    if (!protect_wants_gil() && gil != &gil_none) {
        fprintf(stderr, "py: GIL=%s: this interpreter has no GIL; GIL=none\n",
                gil->name);
        exit(STATUS_USAGE);
    }
}

int main(int argc, char **argv)
{
    struct options options;
    char *source = NULL;
    size_t size = 0;
    int status;

    parse_options(&options, argc, argv);
    if (options.what != RUN_PROMPT)
        source = load(&options, &size);
    signal(SIGPIPE, SIG_IGN); /* it is a BrokenPipeError instead */
    select_gil();
    if (interpreter_start() < 0 ||
        sys_set_argv(options.argc, options.argv) < 0) {
        fputs("py: no memory to start with\n", stderr);
        return 1;
    }
    status = finish(run(&options, source, size));
    free(source);
    if (vm_counting)
        fprintf(stderr, "bytecode instructions: %llu\n",
                (unsigned long long)vm_safepoints);
    /* Daemon threads may still run: they cannot do harm as long as the GIL is
     * held, and it is never given back. */
    if (options.cleanup && thread_count == 1)
        interpreter_end();
    if (status == EXIT_INTERRUPTED && source_interrupted)
        die_of_interrupt();
    exit(status);
}
