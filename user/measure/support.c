/* SPDX-License-Identifier: MIT
 *
 * Threads, time and marks for programs that measure. See measure.h.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "user/measure/measure.h"

#define MARKER "/sys/kernel/tracing/trace_marker"

_Noreturn void measure_fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", program_invocation_short_name, what);
    exit(1);
}

pthread_t measure_start(void *(*body)(void *), void *argument)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, body, argument) != 0)
        measure_fail("cannot create a thread");
    return thread;
}

void measure_join(pthread_t thread)
{
    if (pthread_join(thread, NULL) != 0)
        measure_fail("cannot join a thread");
}

uint64_t measure_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Write one line to the trace's marker file, where there is one. */
static void mark(const char *line, int length)
{
    int fd = open(MARKER, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (write(fd, line, (size_t)length) != length)
        fprintf(stderr, "%s: cannot write to " MARKER "\n",
                program_invocation_short_name);
    close(fd);
}

void measure_mark_begin(const char *name)
{
    char line[64];

    mark(line, snprintf(line, sizeof line, "B|%d|%.40s", (int)getpid(), name));
}

void measure_mark_end(void)
{
    char line[64];

    mark(line, snprintf(line, sizeof line, "E|%d", (int)getpid()));
}
