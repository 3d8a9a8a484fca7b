/* SPDX-License-Identifier: MIT
 *
 * The frame allocator. Each frame has one 32-bit word, which is its reference
 * count while it is in use and a link of a free list while it is not; so free
 * memory itself is never touched. At boot everything is "fresh": ranges that
 * only shrink. What has come back lies in free lists by size, as runs of
 * 2^order frames; runs are split on demand, but put together again only when a
 * run is wanted and there is none (run_gather): most frames come and go singly.
 *
 * Not here: what frames are for, and who owns them.
 */
#include "mm/frame.h"

#include "boot_info.h"
#include "checked/asan.h"
#include "checked/inject.h"
#include "lib/align.h"
#include "lib/assert.h"
#include "lib/string.h"
#include "lock.h"
#include "mm/layout.h"
#include "x86/page.h"

#define WORD_FREE (1u << 31)    /* | number of the next one in its list */
#define WORD_OUTSIDE (1u << 30) /* never the allocator's, or still fresh */
#define WORD_CHAIN (1u << 29)   /* in a chain; | number of the next one */
#define WORD_ORDER_SHIFT 24     /* of a run's first frame: log2(length) */
#define WORD_ORDER (15u << WORD_ORDER_SHIFT)
#define WORD_COUNT ((1u << WORD_ORDER_SHIFT) - 1)
#define WORD_INSIDE (~0u) /* free, in a run, but not its first frame */

#define ORDERS 11 /* runs of 1, 2, 4 ... 1024 frames */
#define FRESH_MAX (BOOT_RANGES_MAX + BOOT_MODULES_MAX + 8)

/* Frames are numbered by physical address / PAGE_SIZE. Frame 0 is never used,
 * so that number 0 ends a list. */
static struct {
    struct spinlock lock;
    uint32_t first[ORDERS]; /* of the free list of each order */
    uint64_t free;
    struct boot_range fresh[FRESH_MAX]; /* in frames, ascending */
    size_t fresh_count;
    uint64_t total;  /* constant from here on */
    uint32_t *words; /* the words change without the lock: atomically */
    uint64_t limit;  /* how many words there are */
} frames = {.lock = SPINLOCK("frames")};

/* Lists of free runs. The lock is held. */

static void run_push(unsigned order, uint32_t number)
{
    frames.words[number] = WORD_FREE | frames.first[order];
    frames.first[order] = number;
}

static uint32_t run_pop(unsigned order)
{
    uint32_t number = frames.first[order];

    if (number)
        frames.first[order] = frames.words[number] & ~WORD_FREE;
    return number;
}

static void singles_push(uint64_t from, uint64_t to)
{
    for (; from < to; from++)
        run_push(0, (uint32_t)from);
}

/* A run of 2^order out of what was never used yet, or 0. What is skipped for
 * the sake of alignment becomes single free frames. */
static uint32_t fresh_take(unsigned order)
{
    uint64_t size = 1ul << order;

    for (size_t i = 0; i < frames.fresh_count; i++) {
        struct boot_range *range = &frames.fresh[i];
        uint64_t first = align_up(range->start, size);
        if (first + size > range->end)
            continue;
        singles_push(range->start, first);
        range->start = first + size;
        return (uint32_t)first;
    }
    return 0;
}

/* A run of 2^order cut from the smallest longer one, or 0. */
static uint32_t run_split(unsigned order)
{
    unsigned longer = order + 1;

    while (longer < ORDERS && !frames.first[longer])
        longer++;
    if (longer >= ORDERS)
        return 0;
    uint32_t number = run_pop(longer);
    while (longer-- > order)
        run_push(longer, number + (1u << longer));
    return number;
}

static bool run_is_free(uint64_t first, uint64_t size)
{
    for (uint64_t i = first; i < first + size; i++)
        if (!(frames.words[i] & WORD_FREE))
            return false;
    return true;
}

/* Take the frames [first, first + size), all of them single, off their list. */
static void singles_remove(uint64_t first, uint64_t size)
{
    uint32_t number = frames.first[0];

    frames.first[0] = 0;
    while (number) {
        uint32_t next = frames.words[number] & ~WORD_FREE;
        if (number - first >= size)
            run_push(0, number);
        number = next;
    }
}

/* The last resort: break all free runs into single frames and look for 2^order
 * of them in a row. Walks all words: slow, but only when memory is short. */
static uint32_t run_gather(unsigned order)
{
    uint64_t size = 1ul << order;

    if (frames.free < size)
        return 0;
    for (unsigned i = 1; i < ORDERS; i++)
        for (uint32_t run; (run = run_pop(i)) != 0;)
            singles_push(run, run + (1ul << i));
    for (uint64_t first = size; first + size <= frames.limit; first += size) {
        if (run_is_free(first, size)) {
            singles_remove(first, size);
            return (uint32_t)first;
        }
    }
    return 0;
}

static uint32_t run_take(unsigned order)
{
    uint32_t number = run_pop(order);

    if (!number)
        number = fresh_take(order);
    if (!number)
        number = run_split(order);
    return number;
}

uint64_t frame_alloc(void)
{
    if (inject_failure())
        return 0;
    spin_lock(&frames.lock);
    uint32_t number = run_take(0);
    if (number) {
        frames.words[number] = 1;
        frames.free--;
    }
    spin_unlock(&frames.lock);
    asan_frames_taken((uint64_t)number << PAGE_SHIFT, number ? 1 : 0);
    return (uint64_t)number << PAGE_SHIFT;
}

uint64_t frame_alloc_zeroed(void)
{
    uint64_t frame = frame_alloc();

    if (frame)
        page_clear(phys_to_virt(frame));
    return frame;
}

uint64_t frame_alloc_run(size_t count)
{
    unsigned order = 0;

    kassert(count >= 1 && count <= 1ul << (ORDERS - 1), "count=%zu", count);
    if (inject_failure())
        return 0;
    while (1ul << order < count)
        order++;
    spin_lock(&frames.lock);
    uint32_t number = run_take(order);
    if (!number)
        number = run_gather(order);
    if (number) {
        for (size_t i = 0; i < count; i++)
            frames.words[number + i] = 1;
        if (count == 1ul << order)
            frames.words[number] |= order << WORD_ORDER_SHIFT;
        singles_push(number + count, number + (1ul << order));
        frames.free -= count;
    }
    spin_unlock(&frames.lock);
    asan_frames_taken((uint64_t)number << PAGE_SHIFT, number ? count : 0);
    return (uint64_t)number << PAGE_SHIFT;
}

void frame_put_run(uint64_t frame)
{
    uint32_t number = (uint32_t)(frame >> PAGE_SHIFT);

    kassert(number && frame >> PAGE_SHIFT < frames.limit, "frame=%lx", frame);
    uint32_t word = frames.words[number];
    unsigned order = (word & WORD_ORDER) >> WORD_ORDER_SHIFT;
    kassert((word & ~WORD_ORDER) == 1 && order < ORDERS, "frame=%lx word=%x",
            frame, word);
    asan_frames_freed(frame, 1ul << order);
    spin_lock(&frames.lock);
    for (size_t i = 1; i < 1ul << order; i++)
        frames.words[number + i] = WORD_INSIDE;
    run_push(order, number);
    frames.free += 1ul << order;
    spin_unlock(&frames.lock);
}

/* A chain: each frame's word is WORD_CHAIN and the number of the next one; the
 * last one's is 1. */
void frame_chain(uint64_t first, uint64_t frame)
{
    uint32_t *head = &frames.words[first >> PAGE_SHIFT];
    uint32_t *word = &frames.words[frame >> PAGE_SHIFT];

    kassert((*head == 1 || *head & WORD_CHAIN) && *word == 1,
            "first=%lx (%x) frame=%lx (%x)", first, *head, frame, *word);
    *word = *head;
    *head = WORD_CHAIN | (uint32_t)(frame >> PAGE_SHIFT);
}

void frame_put_chain(uint64_t first)
{
    uint32_t number = (uint32_t)(first >> PAGE_SHIFT);
    uint32_t word = frames.words[number];

    kassert(word == 1 || (word & (WORD_FREE | WORD_CHAIN)) == WORD_CHAIN,
            "first=%lx (%x)", first, word);
    spin_lock(&frames.lock);
    do {
        word = frames.words[number];
        run_push(0, number);
        frames.free++;
        number = word & ~WORD_CHAIN;
    } while (word & WORD_CHAIN);
    spin_unlock(&frames.lock);
}

/* The word of `frame`, or NULL if the allocator does not count it. */
static uint32_t *frame_word(uint64_t frame)
{
    uint64_t number = frame >> PAGE_SHIFT;

    if (number >= frames.limit)
        return NULL;
    uint32_t word = frames.words[number];
    if (word & (WORD_FREE | WORD_CHAIN))
        panic("frame %lx is free or in a chain (%x)", frame, word);
    return word & WORD_OUTSIDE ? NULL : &frames.words[number];
}

void frame_get(uint64_t frame)
{
    uint32_t *word = frame_word(frame);

    if (word)
        __atomic_add_fetch(word, 1, __ATOMIC_RELAXED);
}

static void frame_free(uint64_t frame)
{
    spin_lock(&frames.lock);
    run_push(0, (uint32_t)(frame >> PAGE_SHIFT));
    frames.free++;
    spin_unlock(&frames.lock);
}

void frame_put(uint64_t frame)
{
    uint32_t *word = frame_word(frame);

    if (!word)
        return;
    uint32_t left = __atomic_sub_fetch(word, 1, __ATOMIC_ACQ_REL);
    kassert((left & WORD_COUNT) != WORD_COUNT, "frame=%lx", frame);
    if (left & WORD_COUNT || asan_frame_wait(&frame))
        return;
    frame_free(frame);
}

void frames_settle(void)
{
    uint64_t frame;

    while ((frame = asan_frame_waited()))
        frame_free(frame);
}

uint32_t frame_count(uint64_t frame)
{
    uint32_t *word = frame_word(frame);

    return word ? *word & WORD_COUNT : WORD_COUNT;
}

uint64_t frames_total(void)
{
    return frames.total;
}

uint64_t frames_free(void)
{
    return frames.free;
}

bool frames_short(uint64_t wanted)
{
    return frames.free < wanted + frames.total / 64;
}

uint64_t frames_for_files(void)
{
    uint64_t free = frames.free, kept = frames.total / 16;
    return free > kept ? free - kept : 0;
}

/* The first reserved range that meets [start, end), or NULL. */
static const struct boot_range *first_reserved(const struct boot_info *boot,
                                               uint64_t start, uint64_t end)
{
    const struct boot_range *first = NULL;

    for (size_t i = 0; i < boot->reserved_count; i++) {
        const struct boot_range *range = &boot->reserved[i];
        if (range->end <= start || range->start >= end)
            continue;
        if (!first || range->start < first->start)
            first = range;
    }
    return first;
}

static void fresh_add(uint64_t start, uint64_t end)
{
    start = max_u64(align_up(start, PAGE_SIZE), PAGE_SIZE) >> PAGE_SHIFT;
    end >>= PAGE_SHIFT;
    if (start >= end)
        return;
    kassert(frames.fresh_count < FRESH_MAX, "at %lx", start);
    frames.fresh[frames.fresh_count++] = (struct boot_range){start, end};
}

/* Usable memory less what is reserved in it. */
static void fresh_init(const struct boot_info *boot)
{
    frames.fresh_count = 0;
    for (size_t i = 0; i < boot->memory_count; i++) {
        uint64_t start = boot->memory[i].start;
        uint64_t end = boot->memory[i].end;
        const struct boot_range *hole;
        while (start < end && (hole = first_reserved(boot, start, end))) {
            fresh_add(start, hole->start);
            start = hole->end;
        }
        fresh_add(start, end);
    }
}

/* `count` frames for the words themselves, below 4 GiB: what the boot loader's
 * page tables reach. */
static uint64_t words_place(uint64_t count)
{
    for (size_t i = 0; i < frames.fresh_count; i++) {
        struct boot_range *range = &frames.fresh[i];
        uint64_t first = range->start;
        if (first + count > range->end || first + count > 1ul << 20)
            continue;
        range->start += count;
        return first << PAGE_SHIFT;
    }
    boot_refuse("no room for the table of %lu frames", frames.limit);
}

void frame_init(const struct boot_info *boot)
{
    frames.limit = align_up(boot->memory_end, PAGE_SIZE) >> PAGE_SHIFT;
    kassert(frames.limit < WORD_CHAIN, "end=%lx", boot->memory_end);
    fresh_init(boot);
    uint64_t bytes = align_up(frames.limit * sizeof(uint32_t), PAGE_SIZE);
    frames.words = phys_to_virt(words_place(bytes >> PAGE_SHIFT));
    /* 0x40 in each byte: WORD_OUTSIDE is set and WORD_FREE is not. */
    memset(frames.words, 0x40, bytes);
    memset(frames.first, 0, sizeof frames.first);
    frames.total = 0;
    for (size_t i = 0; i < frames.fresh_count; i++) {
        uint64_t count = frames.fresh[i].end - frames.fresh[i].start;
        asan_frames_fresh(frames.fresh[i].start << PAGE_SHIFT, count);
        frames.total += count;
    }
    frames.free = frames.total;
}
