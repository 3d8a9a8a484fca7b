/* SPDX-License-Identifier: MIT
 *
 * The timeline: a window of the run as text, one lane a core, a thread and a
 * GIL. Each column shows the state that filled most of it; what is too short for
 * that (hand-offs, drop requests, lost races) is counted in lanes of its own.
 *
 * The analysis runs twice: first to see which threads did anything in the
 * window, and then to fill their lanes.
 */
#include <stdlib.h>
#include <string.h>

#include "lane.h"
#include "trace.h"

#define MAX_THREADS 40 /* the busiest are shown */
#define MAX_GILS 8
#define LABEL_MAX 18

/* A thread's lane. The first of two equals wins a column. */
enum look {
    LOOK_HOLDS_RUNS,
    LOOK_RUNS,
    LOOK_HOLDS_OFF,
    LOOK_READY,
    LOOK_WAITS,
    LOOK_SLEEPS,
    LOOKS,
};

static const char look_chars[LOOKS] = {'#', '+', 'H', 'r', 'w', '.'};

/* States of a core's and of a GIL's lane; then one for each shown thread. */
enum { OWNER_NONE, OWNER_OTHER, OWNER_FIRST };

static const char keys[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop";

enum count_lane { COUNT_SWITCHES, COUNT_REQUESTS, COUNT_LOST, COUNT_LANES };

static const char *const count_names[COUNT_LANES] = {"switches",
                                                     "drop requests",
                                                     "lost races"};

struct candidate {
    uint32_t lwp;
    uint32_t tid;
    uint64_t busy; /* time it did anything but sleep */
};

struct timeline {
    const struct trace *trace;
    struct grid grid;
    uint64_t *busy;  /* by LWP; pass 1 */
    bool *present;   /* by LWP: existed in the window */
    unsigned *slots; /* by LWP: its lane + 1, or 0 */
    struct candidate shown[MAX_THREADS];
    unsigned thread_count;
    unsigned hidden_busy;
    unsigned hidden_asleep;
    bool has_gil; /* any GIL was held or waited for */
    bool gil_used[GIL_LIMIT];
    struct lane cores[TRACE_MAX_CORES];
    struct lane threads[MAX_THREADS];
    struct lane gils[GIL_LIMIT]; /* those used */
    uint64_t *counts[COUNT_LANES];
    uint32_t last_holder[GIL_LIMIT]; /* LWP_NONE: nobody yet */
};

/* ---- pass 1: who takes part ---- */

static void note_segment(void *context, const struct segment *segment)
{
    struct timeline *t = context;
    uint64_t from = segment->from, to = segment->to;

    if (!window_clip(&t->grid.window, &from, &to))
        return;
    t->present[segment->lwp] = true;
    if (segment->run != RUN_BLOCKED || segment->gil != GIL_NONE)
        t->busy[segment->lwp] += to - from;
    if (segment->gil != GIL_NONE)
        t->has_gil = true;
    if (segment->gil == GIL_HELD)
        t->gil_used[segment->gil_index] = true;
}

static int compare_busy(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    if (a->busy != b->busy)
        return a->busy > b->busy ? -1 : 1;
    return a->tid < b->tid ? -1 : a->tid > b->tid;
}

static int compare_tid(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    return a->tid < b->tid ? -1 : a->tid > b->tid;
}

/* The busiest threads get lanes, in the order of their ids. */
static void choose_threads(struct timeline *t)
{
    uint32_t all = t->trace->table.count, count = 0;
    struct candidate *candidates = must_calloc(all, sizeof(candidates[0]));

    for (uint32_t i = 1; i < all; i++) {
        if (t->busy[i])
            candidates[count++] =
                (struct candidate){i, t->trace->table.lwps[i].tid, t->busy[i]};
        else
            t->hidden_asleep += t->present[i];
    }
    qsort(candidates, count, sizeof(candidates[0]), compare_busy);
    t->thread_count = count < MAX_THREADS ? count : MAX_THREADS;
    t->hidden_busy = count - t->thread_count;
    qsort(candidates, t->thread_count, sizeof(candidates[0]), compare_tid);
    memcpy(t->shown, candidates, t->thread_count * sizeof(candidates[0]));
    for (unsigned i = 0; i < t->thread_count; i++)
        t->slots[t->shown[i].lwp] = i + 1;
    free(candidates);
}

/* ---- pass 2: lanes ---- */

static unsigned owner_state(const struct timeline *t, uint32_t lwp)
{
    if (lwp == LWP_IDLE)
        return OWNER_NONE;
    return t->slots[lwp] ? OWNER_FIRST + t->slots[lwp] - 1 : OWNER_OTHER;
}

static enum look look_of(const struct segment *segment)
{
    if (segment->run == RUN_RUNNING)
        return segment->gil == GIL_HELD ? LOOK_HOLDS_RUNS : LOOK_RUNS;
    if (segment->gil == GIL_HELD)
        return LOOK_HOLDS_OFF;
    if (segment->run == RUN_READY)
        return LOOK_READY;
    return segment->gil == GIL_WAITING ? LOOK_WAITS : LOOK_SLEEPS;
}

static void draw_segment(void *context, const struct segment *segment)
{
    struct timeline *t = context;
    unsigned slot = t->slots[segment->lwp];

    if (slot)
        lane_add(&t->threads[slot - 1], &t->grid, look_of(segment),
                 segment->from, segment->to);
    if (segment->gil == GIL_HELD && t->gil_used[segment->gil_index])
        lane_add(&t->gils[segment->gil_index], &t->grid,
                 owner_state(t, segment->lwp), segment->from, segment->to);
}

static void draw_core(void *context, uint8_t core, uint32_t lwp, uint64_t from,
                      uint64_t to)
{
    struct timeline *t = context;

    lane_add(&t->cores[core], &t->grid, owner_state(t, lwp), from, to);
}

static void draw_event(void *context, const struct event *event, unsigned gil)
{
    struct timeline *t = context;
    enum count_lane lane = COUNT_LANES;

    if (gil == GIL_LIMIT)
        return;
    if (event->record->event == TRACE_GIL_DROP_REQUEST)
        lane = COUNT_REQUESTS;
    if (event->record->event == TRACE_GIL_LOST_RACE)
        lane = COUNT_LOST;
    if (event->record->event == TRACE_GIL_ACQUIRED) {
        if (t->last_holder[gil] != LWP_NONE &&
            t->last_holder[gil] != event->lwp)
            lane = COUNT_SWITCHES;
        t->last_holder[gil] = event->lwp;
    }
    if (lane != COUNT_LANES && window_has(&t->grid.window, event->time))
        t->counts[lane][grid_column(&t->grid, event->time)]++;
}

/* ---- the picture ---- */

typedef char state_char(const struct timeline *t, unsigned state);

static char owner_char(const struct timeline *t, unsigned state)
{
    (void)t;
    if (state == LANE_EMPTY)
        return ' ';
    if (state == OWNER_NONE)
        return '.';
    return state == OWNER_OTHER ? '?' : keys[state - OWNER_FIRST];
}

static char look_char(const struct timeline *t, unsigned look)
{
    if (look == LANE_EMPTY)
        return ' ';
    if (look == LOOK_RUNS && !t->has_gil)
        return '#';
    return look_chars[look];
}

/* One character a column; blanks at the end are left out. */
static void put_row(const struct timeline *t, const char *label,
                    unsigned label_width, const char *row, FILE *out)
{
    unsigned length = t->grid.columns;

    while (length > 0 && row[length - 1] == ' ')
        length--;
    fprintf(out, "%-*.*s %.*s\n", (int)label_width, (int)label_width, label,
            (int)length, row);
}

/* A column without width (the window has fewer instructions than the picture
 * columns) repeats its neighbour. */
static void put_lane(const struct timeline *t, const char *label,
                     unsigned label_width, const struct lane *lane,
                     state_char *char_of, unsigned rest, FILE *out)
{
    char row[TIMELINE_MAX_WIDTH];
    char last = ' ';

    for (unsigned c = 0; c < t->grid.columns; c++) {
        unsigned state = lane_main_state(lane, &t->grid, c, rest);

        if (grid_start(&t->grid, c) != grid_start(&t->grid, c + 1))
            last = char_of(t, state);
        row[c] = last;
    }
    put_row(t, label, label_width, row, out);
}

static void put_counts(const struct timeline *t, enum count_lane lane,
                       unsigned label_width, FILE *out)
{
    char row[TIMELINE_MAX_WIDTH];
    uint64_t sum = 0;

    for (unsigned c = 0; c < t->grid.columns; c++) {
        uint64_t count = t->counts[lane][c];

        row[c] = count == 0 ? ' ' : count > 9 ? '*' : (char)('0' + count);
        sum += count;
    }
    if (sum)
        put_row(t, count_names[lane], label_width, row, out);
}

static void put_cores(const struct timeline *t, unsigned label_width, FILE *out)
{
    char label[16];

    for (unsigned c = 0; c < t->trace->ring.header.cores; c++) {
        snprintf(label, sizeof(label), "core %u", c);
        put_lane(t, label, label_width, &t->cores[c], owner_char, LANE_EMPTY,
                 out);
    }
    putc('\n', out);
}

static void put_threads(const struct timeline *t, unsigned label_width,
                        FILE *out)
{
    char label[LWP_NAME_SIZE + 2];

    for (unsigned i = 0; i < t->thread_count; i++) {
        snprintf(label, sizeof(label), "%c %s", keys[i],
                 t->trace->table.lwps[t->shown[i].lwp].name);
        put_lane(t, label, label_width, &t->threads[i], look_char, LANE_EMPTY,
                 out);
    }
    putc('\n', out);
}

static void put_gils(const struct timeline *t, unsigned label_width, FILE *out)
{
    if (!t->has_gil)
        return;
    for (unsigned g = 0, shown = 0; g < GIL_LIMIT && shown < MAX_GILS; g++) {
        if (!t->gil_used[g])
            continue;
        put_lane(t, "GIL held by", label_width, &t->gils[g], owner_char,
                 OWNER_NONE, out);
        shown++;
    }
    for (unsigned lane = 0; lane < COUNT_LANES; lane++)
        put_counts(t, lane, label_width, out);
    putc('\n', out);
}

/* The distance of ticks in ns, 1, 2 or 5 times a power of ten: at least a
 * dozen columns. */
static uint64_t tick_step(uint64_t length_ns, unsigned columns)
{
    double least = (double)length_ns * 12 / columns;
    uint64_t power = 1;

    while ((double)power * 10 < least)
        power *= 10;
    if ((double)power >= least)
        return power;
    return (double)power * 2 >= least   ? power * 2
           : (double)power * 5 >= least ? power * 5
                                        : power * 10;
}

/* "|120      |130     ": a tick stands in the column of its time. */
static void put_axis(const struct timeline *t, unsigned label_width, FILE *out)
{
    const struct ring *ring = &t->trace->ring;
    uint64_t from = ring_ns(ring, t->grid.window.from);
    uint64_t length = ring_ns(ring, t->grid.window.to) - from;
    uint64_t step = tick_step(length, t->grid.columns);
    uint64_t unit = step >= 1000000000 ? 1000000000
                    : step >= 1000000  ? 1000000
                    : step >= 1000     ? 1000
                                       : 1;
    const char *label = unit == 1         ? "time, ns"
                        : unit == 1000    ? "time, us"
                        : unit == 1000000 ? "time, ms"
                                          : "time, s";
    char row[TIMELINE_MAX_WIDTH + 1];
    unsigned at = 0; /* the first free column */

    memset(row, ' ', sizeof(row));
    for (uint64_t tick = (from + step - 1) / step * step; tick < from + length;
         tick += step) {
        unsigned column = (unsigned)((double)(tick - from) * t->grid.columns /
                                     (double)length);
        char text[24];
        int size = snprintf(text, sizeof(text), "|%llu",
                            (unsigned long long)(tick / unit));

        if (column < at || column + (unsigned)size > t->grid.columns)
            continue;
        memcpy(row + column, text, (size_t)size);
        at = column + (unsigned)size + 1;
    }
    put_row(t, label, label_width, row, out);
}

static void put_title(const struct timeline *t, FILE *out)
{
    const struct ring *ring = &t->trace->ring;
    uint64_t from = ring_ns(ring, t->grid.window.from);
    uint64_t to = ring_ns(ring, t->grid.window.to);

    fprintf(out,
            "Lab time " US_FORMAT " to " US_FORMAT " us; a column is " US_FORMAT
            " us\n\n",
            US_ARGS(from), US_ARGS(to), US_ARGS((to - from) / t->grid.columns));
}

static void put_legend(const struct timeline *t, FILE *out)
{
    if (t->has_gil)
        fputs("threads  # runs, holds the GIL      r ready, waits for a core\n"
              "         + runs without the GIL     w waits for the GIL\n"
              "         H holds the GIL, no core   . sleeps (I/O, timer, "
              "...)\n"
              "cores, GIL: a thread's letter      . idle, free\n"
              "A column shows what filled most of it; digits count events"
              " (* ten or more).\n",
              out);
    else
        fputs("threads  # runs   r ready, waits for a core   . sleeps\n"
              "cores    a thread's letter   . idle\n"
              "A column shows what filled most of it.\n",
              out);
    if (t->hidden_asleep)
        fprintf(out, "Not shown: %u thread%s that slept all the time.\n",
                t->hidden_asleep, t->hidden_asleep == 1 ? "" : "s");
    if (t->hidden_busy)
        fprintf(out, "Not shown: %u less busy thread%s, '?' on a core.\n",
                t->hidden_busy, t->hidden_busy == 1 ? "" : "s");
}

/* ---- putting it together ---- */

static unsigned label_width(const struct timeline *t)
{
    unsigned width = 0;

    if (t->has_gil)
        width = sizeof("drop requests") - 1;
    for (unsigned i = 0; i < t->thread_count; i++) {
        const struct lwp *lwp = &t->trace->table.lwps[t->shown[i].lwp];
        unsigned length = (unsigned)strlen(lwp->name) + 2;

        width = length > width ? length : width;
    }
    if (width < sizeof("time, us") - 1)
        width = sizeof("time, us") - 1;
    return width < LABEL_MAX ? width : LABEL_MAX;
}

static void alloc_lanes(struct timeline *t)
{
    unsigned owners = OWNER_FIRST + t->thread_count;

    for (unsigned c = 0; c < t->trace->ring.header.cores; c++)
        lane_init(&t->cores[c], &t->grid, owners, true);
    for (unsigned i = 0; i < t->thread_count; i++)
        lane_init(&t->threads[i], &t->grid, LOOKS, false);
    for (unsigned g = 0; g < GIL_LIMIT; g++) {
        t->last_holder[g] = LWP_NONE;
        if (t->gil_used[g])
            lane_init(&t->gils[g], &t->grid, owners, true);
    }
    for (unsigned i = 0; i < COUNT_LANES; i++)
        t->counts[i] = must_calloc(t->grid.columns, sizeof(t->counts[i][0]));
}

static void free_timeline(struct timeline *t)
{
    for (unsigned c = 0; c < TRACE_MAX_CORES; c++)
        lane_free(&t->cores[c]);
    for (unsigned i = 0; i < MAX_THREADS; i++)
        lane_free(&t->threads[i]);
    for (unsigned g = 0; g < GIL_LIMIT; g++)
        lane_free(&t->gils[g]);
    for (unsigned i = 0; i < COUNT_LANES; i++)
        free(t->counts[i]);
    free(t->busy);
    free(t->present);
    free(t->slots);
    free(t);
}

static struct timeline *make_timeline(const struct trace *trace,
                                      const struct window *window)
{
    struct timeline *t = must_calloc(1, sizeof(*t));
    uint32_t lwps = trace->table.count;

    t->trace = trace;
    t->grid.window = *window;
    t->busy = must_calloc(lwps, sizeof(t->busy[0]));
    t->present = must_calloc(lwps, sizeof(t->present[0]));
    t->slots = must_calloc(lwps, sizeof(t->slots[0]));
    return t;
}

void timeline_write(const struct trace *trace, const struct window *window,
                    unsigned width, FILE *out)
{
    struct timeline *t = make_timeline(trace, window);
    struct sink look = {.context = t, .segment = note_segment};
    struct sink draw = {.context = t,
                        .segment = draw_segment,
                        .core = draw_core,
                        .event = draw_event};
    unsigned labels;

    trace_analyse(trace, &look);
    choose_threads(t);
    labels = label_width(t);
    t->grid.columns = width - labels - 1;
    alloc_lanes(t);
    trace_analyse(trace, &draw);
    put_title(t, out);
    put_axis(t, labels, out);
    put_cores(t, labels, out);
    put_threads(t, labels, out);
    put_gils(t, labels, out);
    put_legend(t, out);
    free_timeline(t);
}
