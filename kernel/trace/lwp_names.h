/* SPDX-License-Identifier: MIT
 *
 * What the LWPs of a trace are called and which processes they are of, as
 * convoy-trace finds it out (qemu/trace/names.c): the names of the trace's end.
 */
#ifndef TRACE_LWP_NAMES_H
#define TRACE_LWP_NAMES_H

#include <stdbool.h>
#include <stdint.h>

struct trace_reader;

#define TRACE_NAME_SIZE 20

struct trace_lwp {
    uint32_t tid;
    uint32_t pid;               /* 0: the trace does not tell */
    char name[TRACE_NAME_SIZE]; /* printable, without blanks */
    char comm[TRACE_NAME_SIZE]; /* likewise; "": not known */
    bool named_by_gil;          /* then name is not comm */
    bool gil_waits, gil_held;   /* for who walks through the events */
};

struct trace_lwps {
    struct trace_lwp *lwps; /* [count] */
    uint32_t count, room;
    uint32_t *buckets; /* 2 * room: index + 1, or 0 */
};

/* Walk through all of the trace; *shown is how many of its events have a place. 0
 * or -ENOMEM. The reader is behind the end. */
int trace_lwps_find(struct trace_lwps *lwps, struct trace_reader *reader,
                    uint64_t *shown);
void trace_lwps_free(struct trace_lwps *lwps);

/* The LWP with `tid`; tid 0's if the trace did not name it when it was walked
 * through: programs may have written to it since. */
struct trace_lwp *trace_lwp_of(const struct trace_lwps *lwps, uint32_t tid);

#endif
