/* SPDX-License-Identifier: MIT
 *
 * Threads that sleep: a heap, the one to wake first at its root. Looked at by
 * workers that have nothing else to do, and now and then by the others.
 */
#include <stdlib.h>
#include <time.h>
#include "user/uthread/internal.h"

static int lock;
static struct uthread **sleepers;
static size_t count, room;

uint64_t sleep_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void swap(size_t a, size_t b)
{
    struct uthread *thread = sleepers[a];
    sleepers[a] = sleepers[b];
    sleepers[b] = thread;
}

static void grow(void)
{
    room = room ? 2 * room : 64;
    sleepers = realloc(sleepers, room * sizeof(struct uthread *));
    if (!sleepers)
        abort(); /* no memory, and no way to say so: the thread has left */
}

void sleep_add(struct uthread *thread)
{
    spin_lock(&lock);
    if (count == room)
        grow();
    size_t at = count;
    sleepers[at] = thread;
    __atomic_store_n(&count, count + 1, __ATOMIC_RELAXED);
    for (; at > 0 && sleepers[at]->wake_at < sleepers[(at - 1) / 2]->wake_at;
         at = (at - 1) / 2)
        swap(at, (at - 1) / 2);
    spin_unlock(&lock);
}

static struct uthread *take_first(void)
{
    struct uthread *first = sleepers[0];
    __atomic_store_n(&count, count - 1, __ATOMIC_RELAXED);
    sleepers[0] = sleepers[count];
    for (size_t at = 0;;) {
        size_t least = at, left = 2 * at + 1, right = left + 1;
        if (left < count && sleepers[left]->wake_at < sleepers[least]->wake_at)
            least = left;
        if (right < count &&
            sleepers[right]->wake_at < sleepers[least]->wake_at)
            least = right;
        if (least == at)
            return first;
        swap(at, least);
        at = least;
    }
}

uint64_t sleep_check(struct worker *worker)
{
    uint64_t next = UINT64_MAX;
    if (__atomic_load_n(&count, __ATOMIC_RELAXED) == 0)
        return next;
    uint64_t now = sleep_now();
    spin_lock(&lock);
    while (count > 0 && sleepers[0]->wake_at <= now)
        worker_ready(worker, take_first());
    if (count > 0)
        next = sleepers[0]->wake_at;
    spin_unlock(&lock);
    return next;
}
