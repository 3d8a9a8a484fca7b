/* SPDX-License-Identifier: MIT
 *
 * Threads, time and the report, for all modes. See bench.h.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define MARKER "/sys/kernel/tracing/trace_marker"
#define ALL_THREADS 512 /* over all modes of one run */

static struct gil_thread threads[ALL_THREADS];
static atomic_uint threads_used;

static const char *mode = "";

_Noreturn void bench_fail(const char *what)
{
    fprintf(stderr, "gilbench: %s\n", what);
    exit(1);
}

struct gil_thread *bench_thread(void)
{
    uint32_t index = atomic_fetch_add(&threads_used, 1);

    if (index >= ALL_THREADS)
        bench_fail("more than 512 threads in one run");
    return &threads[index];
}

struct gil_thread *bench_threads(uint32_t *count)
{
    *count = atomic_load(&threads_used);
    return threads;
}

pthread_t bench_start(void *(*body)(void *), void *argument)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, body, argument) != 0)
        bench_fail("cannot create a thread");
    return thread;
}

void bench_join(pthread_t thread)
{
    if (pthread_join(thread, NULL) != 0)
        bench_fail("cannot join a thread");
}

uint64_t bench_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void report_mode(const char *name)
{
    mode = name;
    printf("mode=%s\n", mode);
}

void report(const char *key, uint64_t value, const char *unit)
{
    printf("%s.%s=%llu%s%s\n", mode, key, (unsigned long long)value,
           unit[0] ? " " : "", unit);
}

void report_text(const char *key, const char *text)
{
    printf("%s.%s=%s\n", mode, key, text);
}

/* Write one line to the trace's marker file, where there is one. */
static void mark(const char *line, int length)
{
    int fd = open(MARKER, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    if (write(fd, line, (size_t)length) != length)
        fprintf(stderr, "gilbench: cannot write to " MARKER "\n");
    close(fd);
}

void bench_mark_begin(const char *name, uint64_t threads)
{
    char line[64];

    mark(line, snprintf(line, sizeof line, "B|%d|%s-%llu", getpid(), name,
                        (unsigned long long)threads));
}

void bench_mark_end(void)
{
    char line[64];

    mark(line, snprintf(line, sizeof line, "E|%d", getpid()));
}
