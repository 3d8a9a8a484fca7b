/* SPDX-License-Identifier: MIT
 *
 * The kernel heap. A slab is one frame: a header, then objects of one size. A
 * page-aligned address is therefore never a small object: it is a run of
 * frames, whose length the frame allocator knows. One lock for all; it is held
 * for a few instructions, except when a slab is made.
 */
#include "mm/heap.h"

#include <stdbool.h>
#include <stdint.h>
#include "checked/asan.h"
#include "checked/inject.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "lock.h"
#include "mm/frame.h"
#include "mm/layout.h"

#define SLAB_MAGIC 0x51ab51abu
#define SLAB_START 48 /* offset of the first object */
#define SMALL_MAX 2016
#define LARGE_MAX (4ul << 20)
#define CLASSES 19

/* The head of a slab's frame. Protected by heap.lock. */
struct slab {
    uint32_t magic;
    uint16_t size;  /* of each object */
    uint16_t class; /* index in class_size */
    uint16_t used;  /* objects handed out */
    uint16_t fresh; /* offset of the first object never handed out */
    uint32_t unused;
    void *free; /* objects that came back, linked through their first word */
    struct slab *next, *prev; /* in heap.partial, unless full */
};

_Static_assert(sizeof(struct slab) <= SLAB_START, "no room for the header");

/* Multiples of 16, chosen so that little of a frame is left over. */
static const uint16_t class_size[CLASSES] = {
    16,  32,  48,  64,  80,  96,  128,  160,  192,  256,
    336, 400, 496, 576, 672, 800, 1008, 1344, 2016,
};

/* By (size + 15) / 16. */
static const uint8_t class_of[SMALL_MAX / 16 + 1] = {
    [0 ... 1] = 0,    [2] = 1,          [3] = 2,           [4] = 3,
    [5] = 4,          [6] = 5,          [7 ... 8] = 6,     [9 ... 10] = 7,
    [11 ... 12] = 8,  [13 ... 16] = 9,  [17 ... 21] = 10,  [22 ... 25] = 11,
    [26 ... 31] = 12, [32 ... 36] = 13, [37 ... 42] = 14,  [43 ... 50] = 15,
    [51 ... 63] = 16, [64 ... 84] = 17, [85 ... 126] = 18,
};

static struct {
    struct spinlock lock;
    struct slab *partial[CLASSES]; /* slabs with room, in no order */
} heap = {.lock = SPINLOCK("heap")};

static bool slab_full(const struct slab *slab)
{
    return !slab->free && slab->fresh + slab->size > (int)PAGE_SIZE;
}

static void slab_link(struct slab *slab)
{
    struct slab **first = &heap.partial[slab->class];

    slab->prev = NULL;
    slab->next = *first;
    if (*first)
        (*first)->prev = slab;
    *first = slab;
}

static void slab_unlink(struct slab *slab)
{
    if (slab->prev)
        slab->prev->next = slab->next;
    else
        heap.partial[slab->class] = slab->next;
    if (slab->next)
        slab->next->prev = slab->prev;
}

/* An empty slab of `class`, linked; or NULL. */
static struct slab *slab_create(unsigned class)
{
    uint64_t frame = frame_alloc();

    if (!frame)
        return NULL;
    struct slab *slab = phys_to_virt(frame);
    *slab = (struct slab){.magic = SLAB_MAGIC,
                          .size = class_size[class],
                          .class = (uint16_t) class,
                          .fresh = SLAB_START};
    asan_slab_made(slab, PAGE_SIZE);
    slab_link(slab);
    return slab;
}

/* One object of `slab`, which has room. */
static void *slab_take(struct slab *slab)
{
    void *object = slab->free;

    if (object) {
        slab->free = *(void **)object;
    } else {
        object = (char *)slab + slab->fresh;
        slab->fresh += slab->size;
    }
    slab->used++;
    if (slab_full(slab))
        slab_unlink(slab);
    return object;
}

/* A whole number of frames: a power of two of them. */
static void *large_alloc(size_t size)
{
    size_t count = 1;

    while (count * PAGE_SIZE < size)
        count *= 2;
    if (frames_short(count))
        return NULL;
    uint64_t frame = count == 1 ? frame_alloc() : frame_alloc_run(count);
    return frame ? phys_to_virt(frame) : NULL;
}

static void *small_alloc(size_t size)
{
    unsigned class = class_of[(size + 15) / 16];

    spin_lock(&heap.lock);
    struct slab *slab = heap.partial[class];
    if (!slab)
        slab = slab_create(class);
    void *object = slab ? slab_take(slab) : NULL;
    spin_unlock(&heap.lock);
    return object;
}

/* For the caller at `by`. */
static inline void *allocate(size_t size, void *by)
{
    if (size == 0 || size > LARGE_MAX || inject_failure())
        return NULL;
    if (size + ASAN_REDZONE > SMALL_MAX)
        return large_alloc(size);
    void *object = small_alloc(size + ASAN_REDZONE);
    asan_object_taken(object, size, by);
    return object;
}

void *kmalloc(size_t size)
{
    return allocate(size, __builtin_return_address(0));
}

void *kzalloc(size_t size)
{
    void *memory = allocate(size, __builtin_return_address(0));

    if (memory)
        memset(memory, 0, size);
    return memory;
}

/* Put `object` back. An empty slab is given up unless it is the last one with
 * room: the next kmalloc would only make it again. */
static void slab_put(struct slab *slab, void *object)
{
    bool was_full = slab_full(slab);

    *(void **)object = slab->free;
    slab->free = object;
    slab->used--;
    if (was_full) {
        slab_link(slab);
    } else if (slab->used == 0 && (slab->next || slab->prev)) {
        slab_unlink(slab);
        slab->magic = 0;
        frame_put(virt_to_phys(slab));
    }
}

static void small_free(void *memory)
{
    uint64_t address = (uint64_t)memory;
    struct slab *slab = (struct slab *)align_down(address, PAGE_SIZE);
    kassert(slab->magic == SLAB_MAGIC && slab->used > 0, "%p", memory);
    uint64_t rest = (address - (uint64_t)slab - SLAB_START) % slab->size;
    kassert(rest == 0, "%p in a slab of %u", memory, slab->size);
    spin_lock(&heap.lock);
    slab_put(slab, memory);
    spin_unlock(&heap.lock);
}

void kfree(void *memory)
{
    uint64_t address = (uint64_t)memory;

    if (!memory)
        return;
    kassert(address >= DIRECT_MAP_BASE && address < STACKS_BASE, "%p", memory);
    if (is_aligned(address, PAGE_SIZE)) {
        frame_put_run(virt_to_phys(memory));
        return;
    }
    if (!asan_object_wait(&memory, __builtin_return_address(0)))
        small_free(memory);
}

void heap_settle(void)
{
    void *object;

    while ((object = asan_object_waited()))
        small_free(object);
}
