/* SPDX-License-Identifier: MIT
 *
 * convoy-trace: what a run left in its trace, for people and for scripts. Reads
 * the RAM file of a machine, dead or alive, or a trace.bin extracted from one.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"
#include "user/sha256/sha256.h"

enum { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_USAGE = 2 };

static const char usage[] =
    "usage: convoy-trace COMMAND FILE [OPTIONS]\n"
    "FILE is a machine's RAM file or an extracted trace.bin.\n"
    "\n"
    "  extract FILE OUT   write the trace as a compact trace.bin\n"
    "  digest FILE        SHA-256 of that trace.bin\n"
    "  info FILE          the machine, and how it ended        [--json]\n"
    "  timeline FILE      cores, threads and GIL as a picture  [--width 80]\n"
    "  stats FILE         where the time went, what happened   [--json]\n"
    "  gil FILE           each GIL: who held, who waited, was   [--json]\n"
    "                     a rule broken (then the status is 1)\n"
    "  timehist FILE      one line for each stay on a core\n"
    "  text FILE          ftrace text (open it in Perfetto)\n"
    "  json FILE          all events, one JSON object a line\n"
    "\n"
    "timeline, stats, gil and timehist look at a part of the run with\n"
    "  --from US, --to US   lab time in microseconds\n"
    "  --between MARK       from a program's mark B|pid|MARK to its E|pid\n";

struct options {
    const char *command;
    const char *file;
    const char *out;     /* extract only */
    const char *between; /* NULL: not given */
    const char *from;
    const char *to;
    unsigned width;
    bool json;
};

static int fail(const char *file, const char *why)
{
    fprintf(stderr, "convoy-trace: %s: %s\n", file, why);
    return STATUS_FAILED;
}

static int usage_error(const char *what, const char *word)
{
    fprintf(stderr, "convoy-trace: %s%s\n%s", what, word, usage);
    return STATUS_USAGE;
}

/* ---- commands that need the ring only ---- */

static int run_info(struct ring *ring, const struct options *options)
{
    if (options->json)
        info_json(ring, stdout);
    else
        info_text(ring, stdout);
    return STATUS_OK;
}

static int run_digest(struct ring *ring, const struct options *options)
{
    uint8_t digest[SHA256_SIZE];
    uint8_t *bytes;
    size_t size;

    (void)options;
    extract_bytes(ring, &bytes, &size);
    sha256(bytes, size, digest);
    for (unsigned i = 0; i < sizeof(digest); i++)
        printf("%02x", digest[i]);
    putchar('\n');
    free(bytes);
    return STATUS_OK;
}

static int run_extract(struct ring *ring, const struct options *options)
{
    FILE *out = fopen(options->out, "wb");
    uint8_t *bytes;
    size_t size;
    bool written;

    if (!out)
        return fail(options->out, strerror(errno));
    extract_bytes(ring, &bytes, &size);
    written = fwrite(bytes, 1, size, out) == size;
    written = fclose(out) == 0 && written;
    free(bytes);
    return written ? STATUS_OK : fail(options->out, strerror(errno));
}

/* ---- commands that need the events ---- */

static int run_text(const struct trace *trace, const struct window *window,
                    const struct options *options)
{
    (void)window;
    (void)options;
    text_write(trace, stdout);
    return STATUS_OK;
}

static int run_json(const struct trace *trace, const struct window *window,
                    const struct options *options)
{
    (void)window;
    (void)options;
    jsonl_write(trace, stdout);
    return STATUS_OK;
}

static int run_timehist(const struct trace *trace, const struct window *window,
                        const struct options *options)
{
    (void)options;
    timehist_write(trace, window, stdout);
    return STATUS_OK;
}

static int run_stats(const struct trace *trace, const struct window *window,
                     const struct options *options)
{
    if (options->json)
        stats_json(trace, window, stdout);
    else
        stats_text(trace, window, stdout);
    return STATUS_OK;
}

static int run_gil(const struct trace *trace, const struct window *window,
                   const struct options *options)
{
    return gil_write(trace, window, options->json, stdout) ? STATUS_FAILED
                                                           : STATUS_OK;
}

static int run_timeline(const struct trace *trace, const struct window *window,
                        const struct options *options)
{
    timeline_write(trace, window, options->width, stdout);
    return STATUS_OK;
}

/* ---- the window ---- */

/* "1234.567" microseconds to a core clock; false if it is no such number. */
static bool parse_us(const struct trace *trace, const char *text,
                     uint64_t *time)
{
    char *end;
    double us = strtod(text, &end);
    double clock = us * trace->ring.header.mhz;

    if (end == text || *end || !(clock >= 0) || clock > (double)RING_TIME_LIMIT)
        return false;
    *time = (uint64_t)(clock + 0.5);
    return true;
}

static int find_window(const struct trace *trace, const struct options *options,
                       struct window *window)
{
    struct problem problem;

    *window = window_whole(trace);
    if (options->between &&
        window_between(trace, options->between, window, &problem) < 0)
        return fail(options->file, problem.text);
    if (options->from && !parse_us(trace, options->from, &window->from))
        return usage_error("not a time: --from ", options->from);
    if (options->to && !parse_us(trace, options->to, &window->to))
        return usage_error("not a time: --to ", options->to);
    if (window->to > trace->end)
        window->to = trace->end;
    if (window->from > window->to)
        return fail(options->file, "nothing was traced in that time");
    return STATUS_OK;
}

/* ---- from the command line to a command ---- */

typedef int ring_command(struct ring *, const struct options *);
typedef int trace_command(const struct trace *, const struct window *,
                          const struct options *);

static const struct command {
    const char *name;
    ring_command *on_ring;
    trace_command *on_trace;
    unsigned files;
} commands[] = {
    {"extract", run_extract, NULL, 2}, {"digest", run_digest, NULL, 1},
    {"info", run_info, NULL, 1},       {"timeline", NULL, run_timeline, 1},
    {"stats", NULL, run_stats, 1},     {"timehist", NULL, run_timehist, 1},
    {"gil", NULL, run_gil, 1},         {"text", NULL, run_text, 1},
    {"json", NULL, run_json, 1},
};

static int run_on_trace(const struct command *command, struct ring *ring,
                        const struct options *options)
{
    struct trace trace;
    struct window window;
    int status;

    trace_merge(&trace, ring);
    trace_warn(&trace, stderr);
    status = find_window(&trace, options, &window);
    if (status == STATUS_OK)
        status = command->on_trace(&trace, &window, options);
    trace_free(&trace);
    return status;
}

static int run(const struct command *command, const struct options *options)
{
    struct ring ring;
    struct problem problem;
    int status;

    if (ring_load(options->file, &ring, &problem) < 0)
        return fail(options->file, problem.text);
    ring_warn(&ring, stderr);
    if (command->on_trace)
        status = run_on_trace(command, &ring, options);
    else
        status = command->on_ring(&ring, options);
    ring_free(&ring);
    if (fflush(stdout) != 0 || ferror(stdout))
        return fail("standard output", strerror(errno));
    return status;
}

static bool parse_width(const char *text, unsigned *width)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);

    *width = (unsigned)value;
    return end != text && *end == '\0' && value >= TIMELINE_MIN_WIDTH &&
           value <= TIMELINE_MAX_WIDTH;
}

/* Stores the value of an option that takes one. 0, or a status. */
static int take_option(struct options *options, const char *name,
                       const char *value)
{
    if (strcmp(name, "--from") == 0)
        options->from = value;
    else if (strcmp(name, "--to") == 0)
        options->to = value;
    else if (strcmp(name, "--between") == 0)
        options->between = value;
    else if (strcmp(name, "--width") != 0)
        return usage_error("unknown option ", name);
    else if (value && !parse_width(value, &options->width))
        return usage_error("--width is 40 to 1000, not ", value);
    return value ? STATUS_OK : usage_error("no value for ", name);
}

/* Sorts the words behind the command into options and up to 2 files. */
static int parse_words(struct options *options, char **words, unsigned files)
{
    unsigned found = 0;
    int status = STATUS_OK;

    for (; *words && status == STATUS_OK; words++) {
        if (strcmp(*words, "--json") == 0) {
            options->json = true;
        } else if (strncmp(*words, "--", 2) == 0) {
            status = take_option(options, words[0], words[1]);
            words += words[1] != NULL;
        } else if (found == files) {
            status = usage_error("unexpected: ", *words);
        } else if (found++ == 0) {
            options->file = *words;
        } else {
            options->out = *words;
        }
    }
    if (status == STATUS_OK && found < files)
        status = usage_error("no file for ", options->command);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {.width = 80};
    const struct command *command = NULL;
    int status;

    if (argc < 2)
        return usage_error("no command", "");
    if (strcmp(argv[1], "--help") == 0)
        return fputs(usage, stdout) < 0 ? STATUS_FAILED : STATUS_OK;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(commands[i].name, argv[1]) == 0)
            command = &commands[i];
    if (!command)
        return usage_error("unknown command ", argv[1]);
    options.command = command->name;
    status = parse_words(&options, argv + 2, command->files);
    return status == STATUS_OK ? run(command, &options) : status;
}
