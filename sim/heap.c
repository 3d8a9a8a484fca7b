/* SPDX-License-Identifier: MIT
 *
 * The events yet to come: a binary heap in an array, the earliest at index 0.
 * Each element is not later than its children, at 2 i + 1 and 2 i + 2.
 */
#include <stdlib.h>
#include "sim.h"

static struct event *events;
static size_t count, room;
static uint64_t added;

static bool before(const struct event *a, const struct event *b)
{
    return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void swap(size_t a, size_t b)
{
    struct event event = events[a];
    events[a] = events[b];
    events[b] = event;
}

static void grow(void)
{
    size_t wanted = room ? 2 * room : 1024;
    struct event *larger = sim_allocate(wanted, sizeof(*events));
    for (size_t i = 0; i < count; i++)
        larger[i] = events[i];
    free(events);
    events = larger;
    room = wanted;
}

void heap_add(struct event event)
{
    if (count == room)
        grow();
    event.order = added++;
    size_t at = count++;
    events[at] = event;
    for (; at > 0 && before(&events[at], &events[(at - 1) / 2]);
         at = (at - 1) / 2)
        swap(at, (at - 1) / 2);
}

const struct event *heap_first(void)
{
    return count ? &events[0] : NULL;
}

struct event heap_take(void)
{
    struct event first = events[0];
    events[0] = events[--count];
    for (size_t at = 0;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < count && before(&events[left], &events[least]))
            least = left;
        if (right < count && before(&events[right], &events[least]))
            least = right;
        if (least == at)
            return first;
        swap(at, least);
        at = least;
    }
}
