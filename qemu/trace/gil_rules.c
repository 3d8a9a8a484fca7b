/* SPDX-License-Identifier: MIT
 *
 * The rules of a GIL that only its whole history can show to be broken: nobody
 * sleeps for a GIL that is free, nobody waits while others take turns for ever,
 * nobody waits in a deadlock.
 *
 * A GIL may be free for long while somebody waits for it, and all be well: the
 * one that was woken waits for a core. So what counts is how long *everybody* who
 * waits is asleep, and who let go is not just kept from waking one of them.
 *
 * What needs a whole trace is not judged if a part of it is missing.
 */
#include <stdlib.h>

#include "gil.h"

/* Who waits is starved if the GIL has changed hands among others so often, and
 * for so long: 100 intervals, or longer where these are short; or if it waits
 * longer than any fair GIL would let it. (Losing for a while to threads that come
 * and go, by luck, is the nature of most.) */
#define HANDS_LEAST 1000u
#define HANDS_PER_THREAD 100u
#define LONG_INTERVALS 100u
#define LONG_LEAST_US 100000ull
#define FOR_EVER_US 10000000ull

/* So many of those that wait are looked at. */
#define WAITERS_MOST 256

/* For a GIL whose interval the trace does not tell. */
#define DEFAULT_INTERVAL_US 5000u

const char *const gil_rule_names[GIL_RULES] = {
    [GIL_TWO_HOLDERS] = "two holders",
    [GIL_DROP_UNHELD] = "drop without holding",
    [GIL_LOST_WAKEUP] = "lost wake-up",
    [GIL_STARVATION] = "starvation",
    [GIL_DEADLOCK] = "deadlock",
};

void gil_break(struct gil_account *g, enum gil_rule rule, uint32_t lwp,
               uint32_t other, uint64_t time, uint64_t length)
{
    struct gil_broken *b = &g->broken[rule];

    if (b->count++ == 0)
        *b = (struct gil_broken){1, lwp, other, time, length, g->step};
}

static uint64_t longer(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* ---- lost wake-ups ---- */

/* The first of the LWP's times awake that ends behind `time`. */
static uint64_t find_awake(const struct gil_world *world, uint32_t lwp,
                           uint64_t time)
{
    uint64_t low = 0, high = world->awake_count;

    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        const struct gil_awake *a = &world->awake[middle];

        if (a->lwp < lwp || (a->lwp == lwp && a->to <= time))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* From `time` on this LWP is asleep (or, with ready, not waiting for a core) ...
 * Returns until when, `end` at most; *awake until when it is not, then. */
static uint64_t asleep_until(const struct gil_world *world, uint32_t lwp,
                             bool ready, uint64_t time, uint64_t end,
                             uint64_t *awake)
{
    for (uint64_t i = find_awake(world, lwp, time); i < world->awake_count;
         i++) {
        const struct gil_awake *a = &world->awake[i];

        if (a->lwp != lwp || a->from >= end)
            break;
        if (ready && !a->ready)
            continue;
        *awake = a->to;
        return a->from > time ? a->from : time;
    }
    return end;
}

/* From `time` on nobody who waits is awake, nor who let go kept from its core:
 * until when? If there is somebody at once, `time` steps behind that. */
static uint64_t all_asleep(const struct gil_world *world,
                           const struct gil_account *g, uint64_t *time,
                           uint64_t end)
{
    uint64_t until = end, awake = 0, later = 0;
    unsigned looked = 0;

    for (uint32_t i = 0; i < g->count && looked < WAITERS_MOST; i++) {
        const struct gil_thread_account *t = &g->threads[i];
        bool dropper = t->lwp == g->dropper;
        uint64_t one;

        if ((!t->waits && !dropper) || (t->waits && t->since > *time))
            continue;
        looked++;
        one = asleep_until(world, t->lwp, dropper && !t->waits, *time, end,
                           &awake);
        if (one < until)
            until = one;
        if (one == *time && awake > later)
            later = awake;
    }
    if (later > *time) {
        *time = later;
        return 0;
    }
    return until;
}

static const struct gil_thread_account *first_waiter(
    const struct gil_account *g, uint64_t before)
{
    const struct gil_thread_account *first = NULL;

    for (uint32_t i = 0; i < g->count; i++) {
        const struct gil_thread_account *t = &g->threads[i];

        if (t->waits && t->since < before &&
            (!first || t->since < first->since))
            first = t;
    }
    return first;
}

static uint64_t patience(const struct gil_world *world,
                         const struct gil_account *g)
{
    uint64_t mhz = world->trace->ring.header.mhz;

    return longer(g->interval, DEFAULT_INTERVAL_US * mhz);
}

void gil_judge_free(const struct gil_world *world, struct gil_account *g,
                    uint64_t from, uint64_t to)
{
    uint64_t bound = patience(world, g);
    const struct gil_thread_account *first;

    if (!world->complete || g->flags & TRACE_GIL_ANY || to <= from ||
        to - from <= bound)
        return;
    first = first_waiter(g, to);
    if (!first)
        return;
    if (from < first->since)
        from = first->since;
    while (from < to && to - from > bound) {
        uint64_t until = all_asleep(world, g, &from, to);

        if (until > from && until - from > bound) {
            gil_break(g, GIL_LOST_WAKEUP, first->lwp, g->dropper, from,
                      until - from);
            return;
        }
        from = until > from ? until : from;
    }
}

/* ---- starvation ---- */

static uint64_t hands_bound(const struct gil_account *g)
{
    return longer((uint64_t)g->count * HANDS_PER_THREAD, HANDS_LEAST);
}

static bool is_starved(const struct gil_world *world,
                       const struct gil_account *g, uint64_t hands,
                       uint64_t length)
{
    uint64_t mhz = world->trace->ring.header.mhz;
    uint64_t intervals = g->interval * LONG_INTERVALS;

    if (hands > hands_bound(g) &&
        length > longer(LONG_LEAST_US * mhz, intervals))
        return true;
    return hands > 0 &&
           length > longer(FOR_EVER_US * mhz, intervals * g->count);
}

void gil_judge_wait(const struct gil_world *world, struct gil_account *g,
                    const struct gil_thread_account *t, uint64_t end)
{
    uint64_t hands = g->hands - t->hands_since;
    uint64_t length = end > t->since ? end - t->since : 0;

    if (!world->complete || g->flags & (TRACE_GIL_ANY | TRACE_GIL_STARVES))
        return;
    if (is_starved(world, g, hands, length))
        gil_break(g, GIL_STARVATION, t->lwp, LWP_NONE, t->since, hands);
}

/* ---- the end ---- */

/* Whoever has let go not to block, and has neither ended nor asked for the GIL
 * again, waits for somebody to take it. */
static bool waits_for_successor(const struct gil_world *world,
                                const struct gil_thread_account *t)
{
    return !t->waits && !t->holds && t->last_why && t->last_why != DROP_BLOCK &&
           !world->exits[t->lwp];
}

/* Who waits for a GIL that is held, or free, will do so for ever. */
static void judge_waiter(struct gil_account *g)
{
    const struct gil_thread_account *first = first_waiter(g, UINT64_MAX);
    uint64_t from;

    if (!first)
        return;
    from = longer(first->since, g->since);
    if (g->holder == LWP_NONE)
        gil_break(g, GIL_LOST_WAKEUP, first->lwp, g->dropper, from,
                  g->now > from ? g->now - from : 0);
    else
        gil_break(g, GIL_DEADLOCK, first->lwp, g->holder, first->since, 0);
}

void gil_judge_deadlock(const struct gil_world *world, struct gil_account *g)
{
    if (!world->complete || g->flags & TRACE_GIL_ANY || !g->known)
        return;
    for (uint32_t i = 0; i < g->count; i++)
        if (waits_for_successor(world, &g->threads[i]))
            gil_break(g, GIL_DEADLOCK, g->threads[i].lwp, LWP_NONE,
                      g->step.time, g->threads[i].last_why);
    judge_waiter(g);
}
