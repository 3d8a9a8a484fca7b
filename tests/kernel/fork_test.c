/* SPDX-License-Identifier: MIT
 *
 * space_fork inside the kernel: what it and the first write on either side cost
 * in frames, a fork without memory, and several cores forking one space at once.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lib/align.h"
#include "mm/frame.h"
#include "mm/layout.h"
#include "mm/shared.h"
#include "mm/space.h"
#include "x86/paging.h"

#define PAGES 700 /* on both sides of a border of all tables but the root */
#define START ((2ul << 39) - 300 * PAGE_SIZE)
#define TABLES 7        /* the root and three on each side */
#define SHARED_TABLES 3 /* of the shared page */
#define FORKERS 4       /* more cores would mostly spin for one lock */
#define ROUNDS 3

static struct space *parent;
static uint64_t shared_start, wrong;

/* The byte at `address`, as a program that may write there would reach it. NULL:
 * no memory. */
static volatile char *byte_of(struct space *space, uint64_t address)
{
    if (space_fault(space, address, FAULT_WRITE))
        return NULL;
    uint64_t entry = *paging_entry(space->root, address, false);
    return (volatile char *)phys_to_virt(entry & PTE_FRAME) +
           (address & ~PAGE_MASK);
}

static char value_of(uint64_t page)
{
    return (char)(page % 100 + 1);
}

static bool make_parent(void)
{
    uint64_t start = START;

    parent = space_create();
    if (!parent ||
        space_map(parent, &start, PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, NULL, NULL, 0) ||
        shared_map(parent, &shared_start, PAGE_SIZE, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS))
        return false;
    for (uint64_t i = 0; i < PAGES; i++)
        *byte_of(parent, START + i * PAGE_SIZE) = value_of(i);
    *byte_of(parent, shared_start) = 1;
    return true;
}

/* Frames that went since *before, which becomes the present number. */
static int64_t gone(uint64_t *before)
{
    uint64_t now = frames_free();
    int64_t count = (int64_t)(*before - now);

    *before = now;
    return count;
}

static void test_counts(void)
{
    space_put(space_fork(parent)); /* slabs that stay */
    uint64_t before = frames_free();
    struct space *child = space_fork(parent);
    int64_t tables = gone(&before);
    *byte_of(child, START) = 0;
    int64_t first = gone(&before);
    bool apart = *byte_of(parent, START) == value_of(0);
    int64_t second = gone(&before);
    *byte_of(child, shared_start) = 2;
    bool shared = *byte_of(parent, shared_start) == 2;
    int64_t common = gone(&before);
    claim(tables == TABLES + SHARED_TABLES && first == 1 && second == 0 &&
              common == 0,
          "a fork takes its tables, and the first write a frame",
          "%ld tables, then %ld, %ld and %ld", tables, first, second, common);
    claim(apart && shared && child->pages == PAGES + 1,
          "private memory is apart after a fork, and shared memory is not",
          "%d, %d, %lu pages", apart, shared, child->pages);
    space_put(child);
    claim(gone(&before) == -(TABLES + SHARED_TABLES + 1),
          "the end of a fork gives back what it took", "%lu left", before);
}

/* The parent alone pays no second time for its own pages. */
static bool try_fork(void)
{
    struct space *child = space_fork(parent);

    if (!child)
        return false;
    bool whole = byte_of(child, START + PAGE_SIZE);
    space_put(child);
    return whole;
}

/* Does `child` hold what the parent did? Each page is written, too. */
static void check_child(struct space *child, unsigned index)
{
    for (uint64_t i = index; i < PAGES; i += 7) {
        volatile char *byte = byte_of(child, START + i * PAGE_SIZE);
        if (!byte || *byte != value_of(i))
            __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
        else
            *byte = 0;
    }
}

/* One core's part: fork, write, have the parent's pages unshared under the
 * others' hands, end. */
static void churn(unsigned index)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct space *child = space_fork(parent);
        if (!child) {
            __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
            return;
        }
        for (uint64_t page = index; page < PAGES; page += 13)
            space_fault(parent, START + page * PAGE_SIZE, FAULT_WRITE);
        check_child(child, index % 7);
        space_put(child);
    }
}

static void test_cores(void)
{
    unsigned forkers = (unsigned)min_u64(cores_count, FORKERS);

    kthread_each(forkers, churn); /* the heap grows to what it will have */
    uint64_t before = frames_free();
    kthread_each(forkers, churn);
    for (uint64_t i = 0; i < PAGES; i++)
        wrong += *byte_of(parent, START + i * PAGE_SIZE) != value_of(i);
    int64_t lost = gone(&before);
    claim(!wrong && lost <= 2, "several cores may fork one space at once",
          "%lu wrong, %ld frames lost", wrong, lost);
}

void test_fork(void)
{
    bool made = make_parent();

    claim(made, "a space to fork", "no memory");
    if (!made)
        return;
    test_counts();
    scarce(try_fork, "a fork without memory is unmade");
    test_cores();
    space_put(parent);
}
