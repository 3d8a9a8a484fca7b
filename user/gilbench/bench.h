/* SPDX-License-Identifier: MIT
 *
 * What the parts of gilbench share: the modes, the threads and the report. The
 * report's format is described at the head of gilbench.c.
 */
#ifndef GILBENCH_BENCH_H
#define GILBENCH_BENCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "gil/gil.h"
#include "user/measure/measure.h"
#include "vm.h"

/* The most threads of one kind that a mode starts. */
#define MAX_THREADS 64

/* --- modes: each prints its section of the report, and returns 0, or 1 if a
 * check failed. The arguments are within the limits that gilbench.c states. ---
 * */

/* The primitives from which predictions are made. */
int prims_run(uint64_t unused1, uint64_t unused2);

/* `bytecodes` in each of `threads` threads at once. */
int cpu_run(uint64_t threads, uint64_t bytecodes);

/* The same work in one thread: `threads` times `bytecodes`, one after the
 * other. */
int seq_run(uint64_t threads, uint64_t bytecodes);

/* As cpu, with one interpreter for each thread, and with two for all. */
int interps_run(uint64_t threads, uint64_t bytecodes);
int halves_run(uint64_t threads, uint64_t bytecodes);

/* `rounds` requests to an echo thread beside `threads` CPU-bound ones. */
int echo_run(uint64_t threads, uint64_t rounds);

/* Requests to an echo thread for as long as `threads` CPU-bound ones take for
 * `bytecodes` each. */
int convoy_run(uint64_t threads, uint64_t bytecodes);

/* --- threads --- */

/* Take a fresh struct gil_thread, which lives until the program ends, so that
 * its events can be summarised. Any thread may call; ends the program when
 * there have been too many. */
struct gil_thread *bench_thread(void);

/* Print each thread's times and counts from its own events (STATS=1). */
void stats_print(void);

/* The threads that bench_thread has handed out; *count of them. */
struct gil_thread *bench_threads(uint32_t *count);

/* --- report --- */

/* Begin a section of the report: mode=name. */
void report_mode(const char *name);

/* Print "mode.key=value unit"; unit may be "". */
void report(const char *key, uint64_t value, const char *unit);

/* Print "mode.key=text". */
void report_text(const char *key, const char *text);

/* Mark, in the kernel's trace, the begin of what is measured, under the name
 * "name-threads", and its end. */
void bench_mark_begin(const char *name, uint64_t threads);
void bench_mark_end(void);

#endif
