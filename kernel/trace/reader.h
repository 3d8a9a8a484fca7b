/* SPDX-License-Identifier: MIT
 *
 * Reading the trace back, inside the machine that writes it: all records that can
 * not change any more, in the order in which convoy-trace shows them
 * (qemu/trace/merge.c): by time, then by machine order, with each GIL event on the
 * core where its LWP ran. The ring is merged as it is read.
 *
 * What programs wrote themselves (GIL events) is hostile: records that make no
 * sense are left out.
 */
#ifndef TRACE_READER_H
#define TRACE_READER_H

#include <stdbool.h>
#include <stdint.h>
#include "trace/trace_format.h"

#define TRACE_CORE_UNKNOWN 255
#define TRACE_EXTRA_MAX 3 /* further slots of a record; no event has more */

/* The records of one core, or the GIL events of one LWP. */
struct trace_stream {
    uint32_t kind, owner;
    uint64_t page; /* that `next` lies in */
    uint32_t slot;
    const struct trace_record *next; /* NULL: there is none any more */
};

struct trace_reader {
    uint64_t pages; /* of the region, that are looked at */
    uint64_t until; /* only what is before this clock */
    uint32_t cores;
    uint32_t current[TRACE_MAX_CORES]; /* tid that each core has here */
    uint32_t count;
    struct trace_stream *streams; /* [count]: the cores', then LWPs' */
    struct trace_record taken[1 + TRACE_EXTRA_MAX]; /* the last one: a copy */
};

struct trace_seen {
    const struct trace_record *record; /* until the next one is seen */
    uint8_t core; /* TRACE_CORE_UNKNOWN: no core ran its LWP */
    uint32_t pid; /* of a GIL event's process; 0: a kernel event */
};

/* Begin at the beginning; what happens from now on is left out. 0 or -ENOMEM. */
int trace_reader_open(struct trace_reader *reader);

/* Begin again, with the same records as before. */
void trace_reader_rewind(struct trace_reader *reader);

/* The next record. False: there is none. */
bool trace_reader_next(struct trace_reader *reader, struct trace_seen *seen);

void trace_reader_close(struct trace_reader *reader);

/* The n-th further word of a record, 0 if it has not so many. */
uint64_t trace_word(const struct trace_record *record, uint32_t n);

/* The string with this id. */
const char *trace_string_of(uint64_t id);

#endif
