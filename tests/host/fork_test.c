/* SPDX-License-Identifier: MIT
 *
 * space_fork on the host: a crowd of spaces that fork, write, read and end at
 * random, each compared with a model of one byte a page, and a fork that runs
 * out of memory at each of its allocations.
 *
 * LINK: kernel/lib/rbtree.c
 */
#include "space_machine.h"

#define SPACES 6
#define PRIVATE 24 /* pages, on both sides of a border of 2 MiB */
#define SHARED 8   /* pages that belong to an object */
#define START (0x40200000ul - 9 * PAGE_SIZE)
#define SHARED_START 0x50000000ul

static struct space *crowd[SPACES];
static char private_model[SPACES][PRIVATE], shared_model[SHARED];

static void enter(unsigned which)
{
    process.space = crowd[which];
}

/* One space with both kinds of memory, a few pages of each touched. */
static void begin(void)
{
    start();
    memset(crowd, 0, sizeof crowd);
    memset(private_model, 0, sizeof private_model);
    memset(shared_model, 0, sizeof shared_model);
    crowd[0] = process.space;
    CHECK(sys_mmap(START, PRIVATE * PAGE_SIZE, RW, ANON | MAP_FIXED, -1, 0) ==
          START);
    CHECK(sys_mmap(SHARED_START, SHARED * PAGE_SIZE, RW,
                   MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1,
                   0) == SHARED_START);
    for (unsigned i = 0; i < PRIVATE; i += 2) {
        private_model[0][i] = (char)(i + 1);
        CHECK(writes(START + i * PAGE_SIZE, (char)(i + 1)) == 0);
    }
    shared_model[0] = 99;
    CHECK(writes(SHARED_START, 99) == 0);
}

/* Who may write a private page in place has it alone. */
static void check_writable(struct space *space)
{
    uint64_t page = START, end = START + PRIVATE * PAGE_SIZE;

    for (uint64_t *entry; (entry = paging_next(space->root, &page, end));
         page += PAGE_SIZE)
        CHECK(!(*entry & PTE_WRITE) || frame_count(*entry & PTE_FRAME) == 1);
}

static void check_all(void)
{
    for (unsigned i = 0; i < SPACES; i++) {
        if (!crowd[i])
            continue;
        enter(i);
        check_space(crowd[i]);
        check_writable(crowd[i]);
    }
}

static void step_fork(unsigned from, unsigned to)
{
    if (crowd[to])
        return;
    crowd[to] = space_fork(crowd[from]);
    CHECK(crowd[to] != NULL && crowd[to]->pages == crowd[from]->pages);
    memcpy(private_model[to], private_model[from], PRIVATE);
}

static void step_end(unsigned which, unsigned survivor)
{
    if (which == survivor)
        return;
    space_put(crowd[which]);
    crowd[which] = NULL;
}

static void step_private(unsigned which)
{
    unsigned page = noise(PRIVATE);
    uint64_t at = START + page * PAGE_SIZE;

    enter(which);
    if (noise(2)) {
        private_model[which][page] = (char)noise(100);
        CHECK(writes(at, private_model[which][page]) == 0);
    }
    CHECK(reads(at) == private_model[which][page]);
}

static void step_shared(unsigned which)
{
    unsigned page = noise(SHARED);
    uint64_t at = SHARED_START + page * PAGE_SIZE;

    enter(which);
    if (noise(2)) {
        shared_model[page] = (char)noise(100);
        CHECK(writes(at, shared_model[page]) == 0);
    }
    CHECK(reads(at) == shared_model[page]);
}

/* Pages whose frames are kept while nobody may touch them come back. */
static void step_forbid(unsigned which)
{
    enter(which);
    CHECK(sys_mprotect(START, PRIVATE * PAGE_SIZE, PROT_NONE) == 0);
    CHECK(writes(START, 1) == -EACCES && fetches(START) == -EACCES);
    if (noise(2)) {
        unsigned child = noise(SPACES);
        step_fork(which, child);
        enter(child);
        CHECK(sys_mprotect(START, PRIVATE * PAGE_SIZE, RW) == 0);
        enter(which);
    }
    CHECK(sys_mprotect(START, PRIVATE * PAGE_SIZE, RW) == 0);
}

static void step(void)
{
    unsigned which = noise(SPACES), other = noise(SPACES);

    if (!crowd[which])
        return;
    switch (noise(16)) {
    case 0:
    case 1:
        step_fork(which, other);
        break;
    case 2:
        if (crowd[other])
            step_end(which, other);
        break;
    case 3:
        step_forbid(which);
        break;
    case 4:
    case 5:
    case 6:
        step_shared(which);
        break;
    default:
        step_private(which);
    }
}

static void end_all(void)
{
    for (unsigned i = 0; i < SPACES; i++)
        if (crowd[i])
            space_put(crowd[i]);
}

static void test_crowd(void)
{
    begin();
    end_all();
    uint64_t before = frames_free();
    begin();
    for (int i = 0; i < 60000; i++) {
        step();
        if (i % 50 == 0)
            check_all();
    }
    check_all();
    end_all();
    CHECK(frames_free() == before);
}

/* A write on each side: the first one copies, the second one need not. */
static void test_first_writes(void)
{
    begin();
    step_fork(0, 1);
    first_writes = 0;
    uint64_t before = frames_free();
    enter(1);
    CHECK(writes(START, 50) == 0 && writes(START + 1, 51) == 0);
    CHECK(first_writes == 1 && frames_free() == before - 1);
    enter(0);
    CHECK(reads(START) == 1 && writes(START, 60) == 0);
    CHECK(first_writes == 2 && frames_free() == before - 1);
    CHECK(writes(SHARED_START, 7) == 0 && first_writes == 2);
    enter(1);
    CHECK(reads(START) == 50 && reads(SHARED_START) == 7);
    end_all();
}

/* The heap's end is the child's, too, and moves for each alone. */
static void test_brk_is_copied(void)
{
    const uint64_t low = 0x10000000;

    begin();
    crowd[0]->brk_start = crowd[0]->brk_end = low;
    CHECK(sys_brk(low + 5000) == (int64_t)low + 5000);
    step_fork(0, 1);
    enter(1);
    CHECK(sys_brk(0) == (int64_t)low + 5000);
    CHECK(sys_brk(low + 50000) == (int64_t)low + 50000);
    enter(0);
    CHECK(sys_brk(0) == (int64_t)low + 5000);
    end_all();
}

/* With ever more frames left, a fork fails and loses nothing, until it
 * succeeds. */
static void test_no_memory(void)
{
    static uint64_t hoard[MEMORY_SIZE / PAGE_SIZE];
    uint64_t spare = 0;
    size_t held = 0;

    begin();
    step_fork(0, 1); /* slabs that stay */
    step_end(1, 0);
    for (uint64_t frame; (frame = frame_alloc());)
        hoard[held++] = frame;
    while (!(crowd[1] = space_fork(crowd[0]))) {
        CHECK(frames_free() == spare);
        enter(0);
        check_space(crowd[0]);
        CHECK(reads(START + 2 * PAGE_SIZE) == 3);
        CHECK(writes(START + 2 * PAGE_SIZE, 3) == 0); /* alone: no copy */
        frame_put(hoard[--held]);
        spare++;
    }
    CHECK(spare >= 4 && spare < 12); /* the root and its tables */
    check_all();
    while (held > 0)
        frame_put(hoard[--held]);
    end_all();
}

int main(void)
{
    test_crowd();
    test_first_writes();
    test_brk_is_copied();
    test_no_memory();
    return checks_failed != 0;
}
