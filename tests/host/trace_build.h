/* SPDX-License-Identifier: MIT
 *
 * Builds trace regions in memory, byte by byte as the kernel and the programs
 * under it lay them, and one sample run: a GIL convoy on two cores.
 */
#ifndef TRACE_BUILD_H
#define TRACE_BUILD_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/trace/trace_format.h"

#define BUILD_OWNERS 80
#define BUILD_STRINGS_AT TRACE_PAGE_SIZE
#define BUILD_DATA_AT (2 * TRACE_PAGE_SIZE)

/* One owner's page that is being filled. */
struct build_owner {
    uint32_t kind;
    uint32_t owner;
    struct trace_page *page;
    uint32_t pages;
    unsigned slots; /* filled in the present page */
};

struct build {
    uint8_t *bytes;
    size_t size;
    struct trace_header *header; /* in bytes */
    uint32_t order;
    struct build_owner owners[BUILD_OWNERS];
};

/* A region with room for this many data pages. Free bytes with free(). */
static inline void build_init(struct build *b, uint32_t cores, unsigned pages)
{
    memset(b, 0, sizeof(*b));
    b->size = BUILD_DATA_AT + (size_t)pages * TRACE_PAGE_SIZE;
    b->bytes = calloc(1, b->size);
    b->header = (struct trace_header *)b->bytes;
    *b->header = (struct trace_header){
        .magic = TRACE_MAGIC,
        .version = TRACE_VERSION,
        .header_size = sizeof(struct trace_header),
        .region_size = b->size,
        .strings_offset = BUILD_STRINGS_AT,
        .strings_used = 1,
        .data_offset = BUILD_DATA_AT,
        .data_pages = pages,
        .cores = cores,
        .mhz = 1000,
        .hz = 250,
        .quantum = 500,
        .latency = 4000,
        .exit_kind = TRACE_EXIT_POWEROFF,
        .sched = "rr",
        .boot_time = 1767225600,
    };
}

/* The string's id, the same for the same string. */
static inline uint64_t build_string(struct build *b, const char *text)
{
    char *table = (char *)b->bytes + BUILD_STRINGS_AT;
    uint64_t at = 0;

    while (at < b->header->strings_used) {
        if (strcmp(table + at, text) == 0)
            return at;
        at += strlen(table + at) + 1;
    }
    strcpy(table + at, text);
    b->header->strings_used = at + strlen(text) + 1;
    return at;
}

static inline void build_page(struct build *b, struct build_owner *o,
                              uint32_t pid)
{
    o->page = (struct trace_page *)(b->bytes + BUILD_DATA_AT +
                                    b->header->pages_used * TRACE_PAGE_SIZE);
    o->slots = 0;
    if (b->header->pages_used == b->header->data_pages)
        abort(); /* the test asked for too few */
    b->header->pages_used++;
    *o->page = (struct trace_page){
        .magic = TRACE_PAGE_MAGIC,
        .kind = o->kind,
        .owner = o->owner,
        .index = o->pages++,
        .pid = pid,
        .first_order = b->order,
    };
}

/* The next slots of this owner, a fresh page if they do not fit. */
static inline struct trace_record *build_slots(struct build *b, uint32_t kind,
                                               uint32_t owner, uint32_t pid,
                                               unsigned count)
{
    struct build_owner *o = b->owners;

    while (o->kind && (o->kind != kind || o->owner != owner))
        o++;
    o->kind = kind;
    o->owner = owner;
    if (!o->page || o->slots + count > TRACE_SLOTS_PER_PAGE)
        build_page(b, o, pid);
    o->slots += count;
    return (struct trace_record *)o->page + 1 + o->slots - count;
}

/* A kernel record, with one further slot if words is not NULL. */
static inline struct trace_record *build_kernel(struct build *b, uint64_t time,
                                                uint8_t core, uint32_t lwp,
                                                uint16_t event, uint32_t arg0,
                                                uint64_t arg1,
                                                const uint64_t words[4])
{
    struct trace_record *r =
        build_slots(b, TRACE_OWNER_CORE, core, 0, words ? 2 : 1);

    *r = (struct trace_record){
        .time = time,
        .order = b->order++,
        .event = event,
        .core = core,
        .extra = words ? 1 : 0,
        .lwp = lwp,
        .arg0 = arg0,
        .arg1 = arg1,
    };
    if (words)
        memcpy(r + 1, words, 4 * sizeof(words[0]));
    return r;
}

static inline struct trace_record *build_switch(struct build *b, uint64_t time,
                                                uint8_t core, uint32_t prev,
                                                char state, uint32_t next)
{
    return build_kernel(b, time, core, prev, TRACE_SCHED_SWITCH, next,
                        (uint64_t)state, NULL);
}

static inline void build_waking(struct build *b, uint64_t time, uint8_t core,
                                uint32_t waker, uint32_t lwp, uint8_t target)
{
    build_kernel(b, time, core, waker, TRACE_SCHED_WAKING, lwp, target, NULL);
}

static inline void build_rename(struct build *b, uint64_t time, uint32_t tid,
                                const char *comm, uint32_t tgid)
{
    uint64_t words[4] = {tgid};

    build_kernel(b, time, 0, tid, TRACE_TASK_RENAME, tid, build_string(b, comm),
                 words);
}

static inline void build_mark(struct build *b, uint64_t time, uint8_t core,
                              uint32_t lwp, const char *mark)
{
    build_kernel(b, time, core, lwp, TRACE_PRINT, 0, build_string(b, mark),
                 NULL);
}

/* A GIL record, as a program writes it. Its process is BUILD_PID. */
#define BUILD_PID 1

static inline struct trace_record *build_user(struct build *b, uint64_t time,
                                              uint32_t tid, uint16_t event,
                                              uint32_t arg0, uint64_t arg1)
{
    struct trace_record *r = build_slots(b, TRACE_OWNER_LWP, tid, BUILD_PID, 1);

    *r = (struct trace_record){
        .time = time,
        .event = event,
        .core = 255,
        .lwp = tid,
        .arg0 = arg0,
        .arg1 = arg1,
    };
    return r;
}

/* ---- a convoy ----
 *
 * Threads 2 and 3 compute and hold the GIL in turn for `interval`; thread 4
 * wants it for 10 us every 4th turn and then sleeps. Two cores, so that a
 * waiter never lacks one: what it lacks is the GIL. */

struct convoy {
    struct build *b;
    uint64_t time;
    uint64_t interval;
    uint64_t switch_number;
};

static inline void convoy_begin(struct convoy *c)
{
    struct build *b = c->b;

    b->header->first_user = 1000;
    build_rename(b, 900, 1, "gilbench", 1);
    build_switch(b, 1000, 0, 0, 'R', 1);
    for (uint32_t tid = 2; tid <= 4; tid++) {
        build_kernel(b, 1000 + tid, 0, 1, TRACE_SCHED_FORK, tid, 1, NULL);
        build_waking(b, 1010 + tid, 0, 1, tid, tid % 2);
    }
    build_mark(b, 1500, 0, 1, "B|1|convoy");
    build_switch(b, 2000, 0, 1, 'S', 2);
    build_switch(b, 2000, 1, 0, 'R', 3);
    build_user(b, 2100, 2, TRACE_GIL_THREAD_NAME, 1, 1);
    build_user(b, 2100, 3, TRACE_GIL_THREAD_NAME, 1, 2);
    build_user(b, 2200, 2, TRACE_GIL_ACQUIRED, 7, c->switch_number++);
    build_user(b, 2300, 3, TRACE_GIL_WAIT, 7, 2);
    build_switch(b, 2400, 1, 3, 'S', 4);
    build_user(b, 2500, 4, TRACE_GIL_THREAD_NAME, 2, 1);
    build_switch(b, 2600, 1, 4, 'S', 0);
    c->time = 2600;
}

/* After `interval` the GIL goes from a thread on core 0 to one on core 1, or the
 * other way: request, drop, wake, acquire, and the dropper waits in turn. */
static inline void convoy_turn(struct convoy *c, uint32_t from, uint32_t to,
                               uint8_t from_core)
{
    struct build *b = c->b;
    uint8_t core = from_core ^ 1;
    uint64_t t = c->time + c->interval;

    build_waking(b, t - 2000, core, 0, to, core); /* its timed wait ends */
    build_switch(b, t - 1900, core, 0, 'R', to);
    build_user(b, t - 1800, to, TRACE_GIL_DROP_REQUEST, 7, from);
    build_switch(b, t - 1700, core, to, 'S', 0);
    build_user(b, t, from, TRACE_GIL_DROP, 2, 7);
    build_kernel(b, t + 20, from_core, from, TRACE_SYS_ENTER, 202, 0x1000,
                 (const uint64_t[4]){129, 1, 0, 0});
    build_waking(b, t + 50, from_core, from, to, core);
    build_kernel(b, t + 90, from_core, from, TRACE_SYS_EXIT, 202, 1, NULL);
    build_user(b, t + 100, from, TRACE_GIL_WAIT, 7, to);
    build_switch(b, t + 200, from_core, from, 'S', 0);
    build_switch(b, t + 4050, core, 0, 'R', to);
    build_user(b, t + 4100, to, TRACE_GIL_ACQUIRED, 7, c->switch_number++);
    c->time = t + 4200;
}

/* The echo thread wakes on the idle core, waits for the GIL, gets it, and sleeps
 * again; the computing thread waits for it meanwhile. */
static inline void convoy_echo(struct convoy *c, uint32_t holder,
                               uint8_t holder_core)
{
    struct build *b = c->b;
    uint8_t core = holder_core ^ 1;
    uint64_t t = c->time + c->interval;

    build_waking(b, c->time + 100, core, 0, 4, core);
    build_switch(b, c->time + 300, core, 0, 'R', 4);
    build_user(b, c->time + 400, 4, TRACE_GIL_WAIT, 7, holder);
    build_switch(b, c->time + 500, core, 4, 'S', 0);
    build_user(b, t, holder, TRACE_GIL_DROP, 2, 7);
    build_waking(b, t + 50, holder_core, holder, 4, core);
    build_user(b, t + 100, holder, TRACE_GIL_WAIT, 7, 4);
    build_switch(b, t + 4050, core, 0, 'R', 4);
    build_user(b, t + 4100, 4, TRACE_GIL_ACQUIRED, 7, c->switch_number++);
    build_user(b, t + 14100, 4, TRACE_GIL_DROP, 3, 7);
    build_switch(b, t + 14300, core, 4, 'S', 0);
    build_user(b, t + 14400, holder, TRACE_GIL_LOST_RACE, 7, 4);
    build_user(b, t + 14500, holder, TRACE_GIL_ACQUIRED, 7, c->switch_number++);
    c->time = t + 14600;
}

/* A whole run of this many turns; pages must suffice. */
static inline void build_convoy(struct build *b, unsigned pages, unsigned turns,
                                uint64_t interval)
{
    struct convoy c = {.b = b, .interval = interval};
    uint32_t holder = 2;

    build_init(b, 2, pages);
    convoy_begin(&c);
    for (unsigned i = 0; i < turns; i++) {
        uint8_t core = holder == 3;

        if (i % 4 == 3) {
            convoy_echo(&c, holder, core);
            continue;
        }
        convoy_turn(&c, holder, 5 - holder, core);
        holder = 5 - holder;
    }
    build_user(b, c.time + 500, holder, TRACE_GIL_DROP, 4, 7);
    build_mark(b, c.time + 600, holder == 3, 1, "E|1");
    build_switch(b, c.time + 700, holder == 3, holder, 'Z', 0);
    for (unsigned core = 0; core < 2; core++)
        b->header->core_clock[core] = c.time + 1000;
}

#endif
