/* SPDX-License-Identifier: MIT
 *
 * Merging the trace's pages. See reader.h.
 *
 * Each core's pages are one stream, ordered by time, and so are those of each LWP
 * that has GIL events; the next record is the earliest of all streams' next ones.
 * A kernel record says its place among records of the same time; that of a GIL
 * event is just before the switch that took its LWP off the core, as far as it has
 * left.
 *
 * Programs can write to the pages that they were given at any time, also to their
 * heads. So a record is copied when it is handed out, and the copy is looked at.
 */
#include "trace/reader.h"

#include "core.h"
#include "lib/align.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/heap.h"
#include "trace/trace.h"
#include "x86/cpu.h"
#include "x86/sim.h"

#define STREAMS_FIRST 64
#define EVENT_FIRST_USER TRACE_GIL_WAIT
#define TIME_LIMIT (1ull << 52) /* as convoy-trace's */

static const bool known[] = {
#define TRACE_EVENT(number, id, name, fields) [number] = true,
#include "events.def"
#undef TRACE_EVENT
};

uint64_t trace_word(const struct trace_record *record, uint32_t n)
{
    uint64_t word;

    if (n >= record->extra * 4u)
        return 0;
    memcpy(&word, (const char *)(record + 1) + n * sizeof word, sizeof word);
    return word;
}

const char *trace_string_of(uint64_t id)
{
    const struct trace_header *header = trace_header();

    if (id >= header->strings_used)
        return "?";
    return (const char *)header + header->strings_offset + id;
}

/* ---- one stream ---- */

static const struct trace_page *page_at(uint64_t number)
{
    const struct trace_header *header = trace_header();

    return (const void *)((const char *)header + header->data_offset +
                          number * TRACE_PAGE_SIZE);
}

static bool owns(const struct trace_stream *stream,
                 const struct trace_page *page)
{
    return page->magic == TRACE_PAGE_MAGIC && page->kind == stream->kind &&
           page->owner == stream->owner;
}

/* May the record be shown? A page that says that it is a core's may be a
 * program's. */
static bool is_sane(const struct trace_stream *stream,
                    const struct trace_record *record)
{
    uint16_t event = record->event;
    bool user = stream->kind == TRACE_OWNER_LWP;

    return event < sizeof known / sizeof known[0] && known[event] &&
           user == (event >= EVENT_FIRST_USER) && record->time <= TIME_LIMIT &&
           stream->owner == (user ? record->lwp : record->core);
}

/* The next record of the page behind the one at `slot`, or NULL. */
static const struct trace_record *next_in_page(const struct trace_page *page,
                                               uint32_t *slot)
{
    const struct trace_record *records = (const void *)page;

    *slot += *slot ? 1u + records[*slot].extra : 1;
    if (*slot > TRACE_SLOTS_PER_PAGE || !records[*slot].event ||
        *slot + records[*slot].extra > TRACE_SLOTS_PER_PAGE)
        return NULL;
    return &records[*slot];
}

/* Step to the next record, whether it is shown or not. */
static const struct trace_record *step_any(const struct trace_reader *reader,
                                           struct trace_stream *stream)
{
    while (stream->page < reader->pages) {
        const struct trace_page *page = page_at(stream->page);
        const struct trace_record *record =
            owns(stream, page) ? next_in_page(page, &stream->slot) : NULL;
        if (record)
            return record;
        stream->page++;
        stream->slot = 0;
    }
    return NULL;
}

static void step(const struct trace_reader *reader, struct trace_stream *stream)
{
    do
        stream->next = step_any(reader, stream);
    while (stream->next && (stream->next->time >= reader->until ||
                            !is_sane(stream, stream->next)));
}

/* ---- order ---- */

/* The core on which `lwp` runs at this point, or TRACE_CORE_UNKNOWN. */
static uint8_t core_of(const struct trace_reader *reader, uint32_t lwp)
{
    for (uint32_t core = 0; core < reader->cores; core++)
        if (reader->current[core] == lwp)
            return (uint8_t)core;
    return TRACE_CORE_UNKNOWN;
}

/* The next switch on `core`, or NULL: it is still to come. */
static const struct trace_record *next_switch(const struct trace_reader *reader,
                                              uint8_t core)
{
    struct trace_stream ahead = reader->streams[core];
    const struct trace_record *record = ahead.next;

    while (record && record->event != TRACE_SCHED_SWITCH)
        record = step_any(reader, &ahead);
    return record;
}

static bool order_before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* Does the GIL event come before the kernel's record of the same time? Then, or
 * not at all (if its LWP is still to come), it lies before the end of its LWP's
 * stay. */
static bool gil_before(const struct trace_reader *reader,
                       const struct trace_record *event,
                       const struct trace_record *record)
{
    uint8_t core = core_of(reader, event->lwp);
    if (core == TRACE_CORE_UNKNOWN)
        return false;
    const struct trace_record *end = next_switch(reader, core);
    return end && order_before(end->order - 1, record->order);
}

/* Of two GIL events of the same time. */
static bool gil_before_gil(const struct trace_reader *reader,
                           const struct trace_record *a,
                           const struct trace_record *b)
{
    uint8_t core_a = core_of(reader, a->lwp), core_b = core_of(reader, b->lwp);
    if (core_a == TRACE_CORE_UNKNOWN || core_b == TRACE_CORE_UNKNOWN)
        return a < b;
    const struct trace_record *end_a = next_switch(reader, core_a);
    const struct trace_record *end_b = next_switch(reader, core_b);
    if (end_a && end_b && end_a != end_b)
        return order_before(end_a->order, end_b->order);
    return end_a == end_b ? a < b : end_a != NULL;
}

/* The core's stream whose record is next, or NULL. */
static struct trace_stream *earliest_core(struct trace_reader *reader)
{
    struct trace_stream *best = NULL;

    for (uint32_t i = 0; i < reader->cores; i++) {
        struct trace_stream *stream = &reader->streams[i];
        const struct trace_record *next = stream->next;
        if (next && (!best || next->time < best->next->time ||
                     (next->time == best->next->time &&
                      order_before(next->order, best->next->order))))
            best = stream;
    }
    return best;
}

static struct trace_stream *earliest_lwp(struct trace_reader *reader)
{
    struct trace_stream *best = NULL;

    for (uint32_t i = reader->cores; i < reader->count; i++) {
        struct trace_stream *stream = &reader->streams[i];
        const struct trace_record *next = stream->next;
        if (next && (!best || next->time < best->next->time ||
                     (next->time == best->next->time &&
                      gil_before_gil(reader, next, best->next))))
            best = stream;
    }
    return best;
}

static bool lwp_is_first(const struct trace_reader *reader,
                         const struct trace_stream *lwp,
                         const struct trace_stream *core)
{
    if (!lwp || !core)
        return lwp;
    if (lwp->next->time != core->next->time)
        return lwp->next->time < core->next->time;
    return gil_before(reader, lwp->next, core->next);
}

/* Copy the stream's next record to where the caller may look at it, and go on.
 * False: it is no longer what it was. */
static bool take(struct trace_reader *reader, struct trace_stream *stream)
{
    const struct trace_record *next = stream->next;
    struct trace_record *taken = reader->taken;
    uint32_t room = TRACE_SLOTS_PER_PAGE - stream->slot;

    taken[0] = next[0];
    taken[0].extra =
        (uint8_t)min_u64(taken[0].extra, min_u64(room, TRACE_EXTRA_MAX));
    memcpy(&taken[1], &next[1], taken[0].extra * sizeof *taken);
    step(reader, stream);
    return is_sane(stream, taken);
}

static void see_lwp(const struct trace_reader *reader,
                    const struct trace_stream *lwp, struct trace_seen *seen)
{
    *seen = (struct trace_seen){.record = reader->taken,
                                .core = core_of(reader, lwp->owner),
                                .pid = page_at(lwp->page)->pid};
}

static void see_core(struct trace_reader *reader, struct trace_seen *seen)
{
    const struct trace_record *taken = reader->taken;

    *seen = (struct trace_seen){.record = taken, .core = taken->core};
    if (taken->event == TRACE_SCHED_SWITCH)
        reader->current[taken->core] = taken->arg0;
}

bool trace_reader_next(struct trace_reader *reader, struct trace_seen *seen)
{
    for (;;) {
        struct trace_stream *core = earliest_core(reader);
        struct trace_stream *lwp = earliest_lwp(reader);
        bool user = lwp_is_first(reader, lwp, core);

        if (!core && !lwp)
            return false;
        if (user)
            see_lwp(reader, lwp, seen);
        if (!take(reader, user ? lwp : core))
            continue;
        if (!user)
            see_core(reader, seen);
        return true;
    }
}

/* ---- opening ---- */

static bool stream_known(const struct trace_reader *reader, uint32_t owner)
{
    for (uint32_t i = reader->cores; i < reader->count; i++)
        if (reader->streams[i].owner == owner)
            return true;
    return false;
}

/* Room for one stream more. */
static int streams_grow(struct trace_reader *reader, uint32_t *room)
{
    if (reader->count < *room)
        return 0;
    uint32_t more = *room ? *room * 2 : STREAMS_FIRST;
    struct trace_stream *streams = kzalloc(more * sizeof *streams);
    if (!streams)
        return -ENOMEM;
    if (reader->count)
        memcpy(streams, reader->streams, reader->count * sizeof *streams);
    kfree(reader->streams);
    reader->streams = streams;
    *room = more;
    return 0;
}

/* Find out which streams there are. */
static int find_streams(struct trace_reader *reader)
{
    uint32_t room = 0;
    int error = 0;

    for (uint32_t core = 0; core < reader->cores && !error; core++) {
        error = streams_grow(reader, &room);
        if (!error)
            reader->streams[reader->count++] =
                (struct trace_stream){.kind = TRACE_OWNER_CORE, .owner = core};
    }
    for (uint64_t i = 0; i < reader->pages && !error; i++) {
        const struct trace_page *page = page_at(i);
        if (page->magic != TRACE_PAGE_MAGIC || page->kind != TRACE_OWNER_LWP ||
            stream_known(reader, page->owner))
            continue;
        error = streams_grow(reader, &room);
        if (!error)
            reader->streams[reader->count++] =
                (struct trace_stream){.kind = TRACE_OWNER_LWP,
                                      .owner = page->owner};
    }
    return error;
}

void trace_reader_rewind(struct trace_reader *reader)
{
    memset(reader->current, 0, sizeof reader->current);
    for (uint32_t i = 0; i < reader->count; i++) {
        reader->streams[i].page = 0;
        reader->streams[i].slot = 0;
        step(reader, &reader->streams[i]);
    }
}

int trace_reader_open(struct trace_reader *reader)
{
    *reader = (struct trace_reader){.cores = cores_count};
    uint64_t flags = cpu_irq_save();
    reader->until = sim_horizon();
    reader->pages = trace_header()->pages_used;
    cpu_irq_restore(flags);
    int error = find_streams(reader);
    if (error)
        trace_reader_close(reader);
    else
        trace_reader_rewind(reader);
    return error;
}

void trace_reader_close(struct trace_reader *reader)
{
    kfree(reader->streams);
    reader->streams = NULL;
}
