/* SPDX-License-Identifier: MIT
 *
 * The allocators under several cores at once, and what kernel calls do when there
 * are only so many frames left: they fail, give back what they had, and leave as
 * many frames as there were.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lib/errno.h"
#include "lib/string.h"
#include "mm/frame.h"
#include "mm/heap.h"
#include "mm/layout.h"
#include "mm/space.h"
#include "task/lwp.h"
#include "x86/paging.h"

#define STEPS_ALL 4096 /* of all cores together */
#define KEPT 16        /* objects that a thread has at a time */
#define REPEATS 64     /* a lost object each time shows as a lost frame */
#define LWPS_MAX 300
#define STACKS_FRAMES (LWPS_MAX * (KERNEL_STACK_SIZE / PAGE_SIZE))
#define BUDGET 12 /* frames left, at most, for a call that has to fail */

static uint64_t spoilt, refused;

/* Objects are filled with their own address: two owners would show. */
static void object_make(void **slot, uint64_t draw)
{
    size_t size = 16 + draw % (draw >> 20 & 15 ? 600 : 6000);
    uint64_t *object = kmalloc(size);

    if (!object) {
        __atomic_fetch_add(&refused, 1, __ATOMIC_RELAXED);
        return;
    }
    object[0] = (uint64_t)object;
    object[1] = (uint64_t)slot;
    *slot = object;
}

static void object_end(void **slot)
{
    const uint64_t *object = *slot;

    if (!object)
        return;
    if (object[0] != (uint64_t)object || object[1] != (uint64_t)slot)
        __atomic_fetch_add(&spoilt, 1, __ATOMIC_RELAXED);
    kfree(*slot);
    *slot = NULL;
}

/* The same with whole frames, and a second reference. */
static void frame_turn(uint64_t mark)
{
    uint64_t frame = frame_alloc();

    if (!frame)
        return;
    volatile uint64_t *at = phys_to_virt(frame);
    *at = mark;
    frame_get(frame);
    frame_put(frame);
    if (*at != mark || frame_count(frame) != 1)
        __atomic_fetch_add(&spoilt, 1, __ATOMIC_RELAXED);
    frame_put(frame);
}

static void churn(unsigned index)
{
    void *kept[KEPT] = {NULL};
    uint64_t state = index + 1;

    for (unsigned i = 0; i < STEPS_ALL / cores_count; i++) {
        uint64_t drawn = draw(&state);
        void **slot = &kept[drawn % KEPT];
        if (*slot)
            object_end(slot);
        else
            object_make(slot, drawn >> 8);
        if (drawn % 8 == 0)
            frame_turn(drawn);
    }
    for (unsigned i = 0; i < KEPT; i++)
        object_end(&kept[i]);
}

static void test_churn(void)
{
    kthread_each(cores_count, churn); /* the heap grows to what it will have */
    uint64_t before = frames_free();
    kthread_each(cores_count, churn);
    int64_t lost = (int64_t)(before - frames_free());
    claim(!spoilt && !refused && lost <= 2,
          "heap and frames are sound under all cores",
          "%lu spoilt, %lu refused, %ld frames lost", spoilt, refused, lost);
}

/* ---- calls that run out of memory ---- */

static uint64_t hoard; /* frames taken away, linked through their first word */

static void hoard_all(void)
{
    uint64_t frame;

    while ((frame = frame_alloc())) {
        *(uint64_t *)phys_to_virt(frame) = hoard;
        hoard = frame;
    }
}

static bool hoard_release(uint64_t count)
{
    for (; hoard && count; count--) {
        uint64_t next = *(uint64_t *)phys_to_virt(hoard);
        frame_put(hoard);
        hoard = next;
    }
    return hoard;
}

/* Make a space, map and touch pages far apart, so that each needs tables. */
static bool try_space(void)
{
    struct space *space = space_create();
    bool whole = space;

    for (uint64_t i = 1; space && i <= 3; i++) {
        uint64_t at = i << 39;
        whole &= !space_map(space, &at, PAGE_SIZE, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, NULL, NULL,
                            0) &&
                 !space_fault(space, at, FAULT_WRITE);
    }
    if (space)
        space_put(space);
    return whole;
}

static bool try_large(void)
{
    void *memory = kmalloc(4 * PAGE_SIZE);

    kfree(memory);
    return memory;
}

void scarce(bool (*call)(void), const char *name)
{
    unsigned succeeded = 0, leaks = 0;

    call(); /* slabs that stay */
    hoard_all();
    for (unsigned left = 0; left <= BUDGET; left++) {
        uint64_t before = frames_free();
        succeeded += call();
        for (unsigned i = 0; i < REPEATS; i++)
            call();
        leaks += frames_free() != before;
        hoard_release(1);
    }
    while (hoard_release(1000))
        ;
    bool after = call();
    claim(leaks == 0 && succeeded <= BUDGET / 2 && after, name,
          "with 0 ... %u frames: %u leaks, %u successes; with many: %d", BUDGET,
          leaks, succeeded, after);
}

static struct lwp *made[LWPS_MAX];

/* LWPs until there is no memory for another one. */
static unsigned make_lwps(void)
{
    unsigned count = 0;

    while (count < LWPS_MAX && (made[count] = lwp_create(NULL)))
        count++;
    return count;
}

static void unmake_lwps(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        lwp_put(made[i]);
}

static unsigned count_lwps(void)
{
    unsigned count = make_lwps();

    unmake_lwps(count);
    return count;
}

/* Some of their stacks stay mapped, to be used again: so frames do not tell, but
 * as many as could be made must be possible again. */
static void scarce_lwps(void)
{
    unsigned first = 0, again = 0;

    hoard_all();
    for (unsigned left = 0; left <= BUDGET; left++) {
        first += count_lwps();
        again += count_lwps();
        hoard_release(1);
    }
    while (hoard_release(1000))
        ;
    claim(first == again && first < (BUDGET + 1) * LWPS_MAX &&
              count_lwps() == LWPS_MAX,
          "LWPs without memory are unmade", "%u, then %u", first, again);
}

/* Most of many stacks are frames again afterwards, and their slots are used again:
 * the second time takes no more than the first. */
static void stacks_given_back(void)
{
    count_lwps(); /* page tables and slabs that stay */
    uint64_t before = frames_free();
    unsigned count = make_lwps();
    uint64_t during = frames_free();
    unmake_lwps(count);
    uint64_t after = frames_free();
    claim(before == after && count == LWPS_MAX &&
              before - during > STACKS_FRAMES / 2,
          "kernel stacks become free frames again",
          "%lu free, %lu with %u LWPs, %lu", before, during, count, after);
}

void test_memory(void)
{
    test_churn();
    scarce(try_space, "an address space without memory is unmade");
    scarce(try_large, "a large object without memory is refused");
    scarce_lwps();
    stacks_given_back();
}
