/* SPDX-License-Identifier: MIT
 *
 * Threads and the report, for all modes. See bench.h.
 */
#include <stdio.h>

#include "bench.h"

#define ALL_THREADS 512 /* over all modes of one run */

static struct gil_thread threads[ALL_THREADS];
static atomic_uint threads_used;

static const char *mode = "";

struct gil_thread *bench_thread(void)
{
    uint32_t index = atomic_fetch_add(&threads_used, 1);

    if (index >= ALL_THREADS)
        measure_fail("more than 512 threads in one run");
    return &threads[index];
}

struct gil_thread *bench_threads(uint32_t *count)
{
    *count = atomic_load(&threads_used);
    return threads;
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

void bench_mark_begin(const char *name, uint64_t threads)
{
    char text[64];

    snprintf(text, sizeof text, "%s-%llu", name, (unsigned long long)threads);
    measure_mark_begin(text);
}

void bench_mark_end(void)
{
    measure_mark_end();
}
