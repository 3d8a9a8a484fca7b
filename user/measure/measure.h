/* SPDX-License-Identifier: MIT
 *
 * What programs that measure share: the primitives from which predictions are
 * made, marks in the kernel's trace, threads and time. Ordinary pthread C, for
 * Convoy and Linux.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <pthread.h>
#include <stdint.h>

#include "gil/gil.h"

/* One primitive: its name, as primitives.c explains it, and its cost. */
struct measured {
    const char *name;
    uint64_t picoseconds;
};

#define MEASURED_MOST 32

/* Measure all primitives; returns how many went to out, which has room for
 * MEASURED_MOST. One that cannot be measured here is left out. The caller, t,
 * holds the GIL, and holds it on return; nobody else may want it or compute
 * meanwhile. Ends the program when it can start no thread or make no pipe. */
uint32_t measure_primitives(struct gil_thread *t, struct measured *out);

/* pthread_create and pthread_join that end the program on failure. */
pthread_t measure_start(void *(*body)(void *), void *argument);
void measure_join(pthread_t thread);

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t measure_now(void);

/* Mark, in the kernel's trace, the begin of what is measured, by a name of at
 * most 40 bytes, and its end. Nothing where there is no trace. */
void measure_mark_begin(const char *name);
void measure_mark_end(void);

/* Print "PROGRAM: what" on standard error and end the program with status 1. */
_Noreturn void measure_fail(const char *what);

#endif
