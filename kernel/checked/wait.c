/* SPDX-License-Identifier: MIT
 *
 * What is handed out and comes back: the records behind heap objects, and two
 * queues in which objects and frames wait before they are handed out again. Who
 * uses them after their end meets poison there, not somebody else's data.
 */
#include "checked/wait.h"
#include "checked/asan.h"
#include "checked/shadow.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/print.h"
#include "lib/string.h"
#include "lock.h"
#include "mm/layout.h"
#include "x86/cpu.h"
#include "x86/panic.h"

#define SITES 512       /* a power of two; more callers than that share */
#define WAITING_MAX 256 /* of each kind */
#define FILL_BYTES 256  /* at both ends of a frame: all of it takes long */

struct queue {
    struct spinlock lock;
    uint64_t first, count; /* of `waiting`, a ring */
    uint64_t waiting[WAITING_MAX];
};

static struct queue objects = {.lock = SPINLOCK("waiting objects")};
static struct queue frames = {.lock = SPINLOCK("waiting frames")};
static uint64_t objects_out;

_Static_assert(sizeof(struct asan_object) + SHADOW_GRAIN <= ASAN_REDZONE,
               "no room for the record");

/* The lock is held. */
static uint64_t queue_take(struct queue *queue)
{
    if (!queue->count)
        return 0;
    queue->count--;
    return queue->waiting[queue->first++ % WAITING_MAX];
}

/* Queue `thing`; who has to leave for it, or 0. */
static uint64_t queue_push(struct queue *queue, uint64_t thing)
{
    spin_lock(&queue->lock);
    uint64_t oldest = queue->count == WAITING_MAX ? queue_take(queue) : 0;
    queue->waiting[(queue->first + queue->count++) % WAITING_MAX] = thing;
    spin_unlock(&queue->lock);
    return oldest;
}

static uint64_t queue_pop(struct queue *queue)
{
    spin_lock(&queue->lock);
    uint64_t thing = queue_take(queue);
    spin_unlock(&queue->lock);
    return thing;
}

/* ---- frames ---- */

void asan_frames_fresh(uint64_t frame, uint64_t count)
{
    shadow_poison((uint64_t)phys_to_virt(frame), count * PAGE_SIZE,
                  SHADOW_FRAME);
}

void asan_frames_freed(uint64_t frame, uint64_t count)
{
    asan_frames_fresh(frame, count);
}

void asan_frames_taken(uint64_t frame, uint64_t count)
{
    void *start = phys_to_virt(frame);

    shadow_allow((uint64_t)start, count * PAGE_SIZE);
    for (char *page = start; count--; page += PAGE_SIZE) {
        memset(page, ASAN_FILL, FILL_BYTES);
        memset(page + PAGE_SIZE - FILL_BYTES, ASAN_FILL, FILL_BYTES);
    }
}

bool asan_frame_wait(uint64_t *frame)
{
    asan_frames_freed(*frame, 1);
    *frame = queue_push(&frames, *frame);
    return *frame == 0;
}

uint64_t asan_frame_waited(void)
{
    return queue_pop(&frames);
}

/* ---- objects of the heap ---- */

/* Objects in use by who took them; found by hashing the address. */
static struct site {
    uint64_t by;
    int64_t objects;
} sites[SITES];

static void site_count(uint64_t by, int64_t change)
{
    uint64_t i = by % SITES, tries = 0;
    uint64_t flags = cpu_irq_save();

    while (sites[i].by && sites[i].by != by && tries++ < SITES)
        i = (i + 1) % SITES;
    sites[i].by = by;
    sites[i].objects += change;
    cpu_irq_restore(flags);
}

void asan_print_objects(void)
{
    char text[80];

    for (uint64_t i = 0; i < SITES; i++) {
        if (!sites[i].objects)
            continue;
        symbol_text(sites[i].by - 1, text, sizeof text);
        kprintf("convoy: %ld objects of %s\n", sites[i].objects, text);
    }
}

static struct asan_object *record_behind(uint64_t object, uint64_t size)
{
    return (struct asan_object *)(object + align_up(size, SHADOW_GRAIN));
}

void asan_slab_made(void *start, size_t bytes)
{
    shadow_poison((uint64_t)start, bytes, SHADOW_REDZONE);
}

void asan_object_taken(void *object, size_t size, void *by)
{
    uint64_t start = (uint64_t)object;

    if (!object)
        return;
    if (is_aligned(start, PAGE_SIZE))
        return; /* whole frames: filled as such */
    *record_behind(start, size) =
        (struct asan_object){.size = (uint32_t)size, .taken_by = (uint64_t)by};
    shadow_allow(start, size);
    memset(object, ASAN_FILL, size);
    __atomic_fetch_add(&objects_out, 1, __ATOMIC_RELAXED);
    site_count((uint64_t)by, 1);
}

/* The size of the object at `start`, by its shadow. */
static uint64_t object_size(uint64_t start)
{
    uint64_t end = start;

    while (*shadow_of(end) == 0)
        end += SHADOW_GRAIN;
    uint8_t part = *shadow_of(end);
    return end - start + (part < SHADOW_GRAIN ? part : 0);
}

bool asan_object_wait(void **object, void *by)
{
    uint64_t start = (uint64_t)*object;
    uint8_t shadow = *shadow_of(start);

    if (shadow >= SHADOW_GRAIN)
        asan_check_write(*object, 1); /* freed twice, or never handed out */
    uint64_t size = object_size(start);
    struct asan_object *record = record_behind(start, size);
    kassert(record->size == size, "%p has %lu bytes, not %u", *object, size,
            record->size);
    record->freed_by = (uint64_t)by;
    shadow_poison(start, align_up(size, SHADOW_GRAIN), SHADOW_FREED);
    __atomic_fetch_sub(&objects_out, 1, __ATOMIC_RELAXED);
    site_count(record->taken_by, -1);
    *object = (void *)queue_push(&objects, start);
    return *object == NULL;
}

void *asan_object_waited(void)
{
    return (void *)queue_pop(&objects);
}

uint64_t asan_objects(void)
{
    return __atomic_load_n(&objects_out, __ATOMIC_RELAXED);
}

/* The first grain from `at` on, in steps of `step` bytes, that is not `why`. */
static uint64_t pass(uint64_t at, uint64_t step, uint8_t why)
{
    while (shadow_exists(at) && *shadow_of(at) == why)
        at += step;
    return at;
}

uint64_t asan_object_find(uint64_t at, const struct asan_object **record)
{
    uint64_t end;

    at = align_down(at, SHADOW_GRAIN);
    if (*shadow_of(at) == SHADOW_FREED)
        end = pass(at, SHADOW_GRAIN, SHADOW_FREED);
    else
        end = pass(at, -SHADOW_GRAIN, SHADOW_REDZONE) + SHADOW_GRAIN;
    if (is_aligned(end, PAGE_SIZE) ||
        align_down(end, PAGE_SIZE) != align_down(at, PAGE_SIZE))
        return 0;
    *record = (const struct asan_object *)end;
    return end - align_up((*record)->size, SHADOW_GRAIN);
}
