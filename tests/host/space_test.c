/* SPDX-License-Identifier: MIT
 *
 * Address spaces on the host: the test plays the processor (it walks the page
 * tables and faults), and the program (it calls mmap and its kin at random and
 * knows from a simple model, one entry a page, what must come of it).
 *
 * LINK: kernel/lib/rbtree.c
 */
#include "space_machine.h"

/* --- one behaviour each --- */

static void test_demand_zero(void)
{
    start();
    uint64_t a = (uint64_t)sys_mmap(0, 3 * PAGE_SIZE, RW, ANON, -1, 0);
    CHECK(a == USER_MMAP_TOP - 3 * PAGE_SIZE);
    CHECK(process.space->pages == 0);
    CHECK(reads(a) == 0 && reads(a + 3 * PAGE_SIZE - 1) == 0);
    CHECK(process.space->pages == 2);
    CHECK(writes(a + 5, 42) == 0 && reads(a + 5) == 42);
    CHECK(fetches(a) == -EACCES);
    CHECK(reads(a - 1) == -EFAULT && reads(a + 3 * PAGE_SIZE) == -EFAULT);
    CHECK(reads(0) == -EFAULT && reads(USER_TOP - 1) == -EFAULT);
    check_space(process.space);
}

static void test_mmap_errors(void)
{
    const uint64_t page = PAGE_SIZE, fixed = 0x10000000;

    start();
    CHECK(sys_mmap(0, 0, RW, ANON, -1, 0) == -EINVAL);
    CHECK(sys_mmap(0, page, RW, ANON, -1, 1) == -EINVAL);
    CHECK(sys_mmap(0, page, RW, MAP_ANONYMOUS, -1, 0) == -EINVAL);
    CHECK(sys_mmap(0, page, RW, MAP_ANONYMOUS | 3, -1, 0) == -EINVAL);
    CHECK(sys_mmap(0, UINT64_MAX, RW, ANON, -1, 0) == -ENOMEM);
    CHECK(sys_mmap(0, USER_TOP, 0, ANON, -1, 0) == -ENOMEM);
    CHECK(sys_mmap(0, MEMORY_SIZE, RW, ANON, -1, 0) == -ENOMEM);
    CHECK(sys_mmap(0, MEMORY_SIZE, RW, ANON | MAP_NORESERVE, -1, 0) > 0);
    CHECK(sys_mmap(0, 1ul << 40, PROT_NONE, ANON, -1, 0) > 0);
    CHECK(sys_mmap(0, page, RW, MAP_PRIVATE, 7, 0) == -EBADF);
    uint32_t flags = ANON | MAP_FIXED;
    CHECK(sys_mmap(fixed + 1, page, RW, flags, -1, 0) == -EINVAL);
    CHECK(sys_mmap(0, page, RW, flags, -1, 0) == -EPERM);
    CHECK(sys_mmap(0xf000, page, RW, flags, -1, 0) == -EPERM);
    CHECK(sys_mmap(USER_TOP, page, RW, flags, -1, 0) == -ENOMEM);
    CHECK(sys_mmap(DIRECT_MAP_BASE | 1ul << 63, page, RW, flags, -1, 0) ==
          -ENOMEM);
    CHECK(sys_mmap(fixed, page, RW, flags, -1, 0) == (int64_t)fixed);
    flags = ANON | MAP_FIXED_NOREPLACE;
    CHECK(sys_mmap(fixed, page, RW, flags, -1, 0) == -EEXIST);
    CHECK(sys_mmap(fixed + page, page, RW, flags, -1, 0) > 0);
    CHECK(sys_mmap(2 * fixed + 5, page, RW, ANON, -1, 0) == 2 * (int64_t)fixed);
    CHECK(sys_munmap(2 * fixed, page) == 0);
    /* A hint is taken if it is free, and is not an order. */
    CHECK(sys_mmap(2 * fixed, page, RW, ANON, -1, 0) == 2 * (int64_t)fixed);
    int64_t other = sys_mmap(2 * fixed, page, RW, ANON, -1, 0);
    CHECK(other > 0 && other != 2 * (int64_t)fixed);
    check_space(process.space);
}

static void test_call_errors(void)
{
    const uint64_t page = PAGE_SIZE;

    start();
    uint64_t a = (uint64_t)sys_mmap(0, 4 * page, RW, ANON, -1, 0);
    CHECK(sys_munmap(a + 1, page) == -EINVAL);
    CHECK(sys_munmap(a, 0) == -EINVAL);
    CHECK(sys_munmap(a, USER_TOP) == -EINVAL);
    CHECK(sys_munmap(USER_TOP + page, page) == -EINVAL);
    CHECK(sys_munmap(a - page, page) == 0);
    CHECK(sys_mprotect(a + 1, page, RW) == -EINVAL);
    CHECK(sys_mprotect(a, page, 64) == -EINVAL);
    CHECK(sys_mprotect(a + 1, 0, RW) == -EINVAL);
    CHECK(sys_mprotect(a, 0, RW) == 0);
    CHECK(sys_mprotect(a - page, 2 * page, RW) == -ENOMEM);
    CHECK(sys_mprotect(a, 5 * page, PROT_READ) == -ENOMEM);
    CHECK(writes(a, 1) == -EACCES); /* what was mapped was changed */
    CHECK(sys_mprotect(a, UINT64_MAX - page, RW) == -ENOMEM);
    CHECK(sys_madvise(a + 1, page, MADV_DONTNEED) == -EINVAL);
    CHECK(sys_madvise(a, page, 1000) == -EINVAL);
    CHECK(sys_madvise(a, UINT64_MAX - page, MADV_DONTNEED) == -EINVAL);
    CHECK(sys_madvise(a, 0, MADV_DONTNEED) == 0);
    CHECK(sys_madvise(a, 5 * page, MADV_DONTNEED) == -ENOMEM);
    CHECK(sys_madvise(a, 5 * page, MADV_NORMAL) == -ENOMEM);
    CHECK(sys_madvise(a, 4 * page, MADV_WILLNEED) == 0);
    CHECK(sys_mremap(a + 1, page, page, 0, 0) == -EINVAL);
    CHECK(sys_mremap(a, page, 0, 0, 0) == -EINVAL);
    CHECK(sys_mremap(a, 0, page, 0, 0) == -EINVAL);
    CHECK(sys_mremap(a, page, page, 8, 0) == -EINVAL);
    CHECK(sys_mremap(a, page, page, MREMAP_FIXED, 2 * a) == -EINVAL);
    CHECK(sys_mremap(a, 5 * page, page, 0, 0) == -EFAULT);
    CHECK(sys_mremap(a - page, page, page, 0, 0) == -EFAULT);
    CHECK(sys_mremap(a, page, 2 * page, 0, 0) == -ENOMEM);
    CHECK(sys_mremap(a, 2 * page, page, MREMAP_FIXED | MREMAP_MAYMOVE,
                     a + page) == -EINVAL);
    CHECK(sys_mremap(a, page, UINT64_MAX, MREMAP_MAYMOVE, 0) == -EINVAL);
    check_space(process.space);
}

/* A thread's life as musl has it: all of it PROT_NONE, then the upper part
 * writable; at the end one munmap. */
static void test_thread_stacks(void)
{
    const uint64_t size = 8ul << 20;
    uint64_t stacks[100];

    start();
    uint64_t before = frames_free();
    for (int i = 0; i < 100; i++) {
        stacks[i] = (uint64_t)sys_mmap(0, size, PROT_NONE, ANON, -1, 0);
        CHECK(sys_mprotect(stacks[i] + PAGE_SIZE, size - PAGE_SIZE, RW) == 0);
        CHECK(writes(stacks[i] + size - 8, (char)i) == 0);
        CHECK(writes(stacks[i], 1) == -EACCES);
    }
    CHECK(areas_count() == 200 && process.space->pages == 100);
    check_space(process.space);
    for (int i = 0; i < 100; i++)
        CHECK(reads(stacks[i] + size - 8) == i);
    for (int i = 0; i < 100; i++)
        CHECK(sys_munmap(stacks[i * 37 % 100], size) == 0);
    CHECK(areas_count() == 0 && process.space->pages == 0);
    CHECK(process.space->gap_top == USER_MMAP_TOP);
    space_put(process.space);
    CHECK(frames_free() == before + 1); /* the root */
}

static void test_huge_reservation(void)
{
    const uint64_t gib = 1ul << 30;

    start();
    uint64_t a =
        (uint64_t)sys_mmap(0, gib, PROT_NONE, ANON | MAP_NORESERVE, -1, 0);
    uint64_t before = frames_free();
    CHECK(sys_mprotect(a + gib / 2, 1 << 20, RW) == 0);
    CHECK(writes(a + gib / 2 + 5, 1) == 0);
    CHECK(before - frames_free() <= 4);
    CHECK(areas_count() == 3);
    uint64_t middle = a + gib / 2 - PAGE_SIZE;
    CHECK(sys_mmap(middle, 2 * PAGE_SIZE, PROT_READ, ANON | MAP_FIXED, -1, 0) ==
          (int64_t)middle);
    CHECK(reads(a + gib / 2 + 5) == 0);
    CHECK(sys_munmap(a, gib) == 0 && areas_count() == 0);
    check_space(process.space);
}

static void test_none_keeps_contents(void)
{
    start();
    uint64_t a = (uint64_t)sys_mmap(0, PAGE_SIZE, RW, ANON, -1, 0);
    CHECK(writes(a, 7) == 0);
    CHECK(sys_mprotect(a, PAGE_SIZE, PROT_NONE) == 0);
    CHECK(reads(a) == -EACCES && writes(a, 8) == -EACCES);
    CHECK(sys_mprotect(a, PAGE_SIZE, PROT_READ | PROT_EXEC) == 0);
    CHECK(reads(a) == 7 && writes(a, 8) == -EACCES && fetches(a) == 0);
    CHECK(sys_mprotect(a, PAGE_SIZE, PROT_WRITE) == 0);
    CHECK(reads(a) == 7 && writes(a, 8) == 0 && fetches(a) == -EACCES);
    CHECK(process.space->pages == 1);
    CHECK(sys_madvise(a, PAGE_SIZE, MADV_DONTNEED) == 0);
    CHECK(reads(a) == 0);
}

static void test_brk(void)
{
    struct space *space;

    start();
    space = process.space;
    int64_t from = space->brk_start = space->brk_end = 0x500000;
    CHECK(sys_brk(0) == from && sys_brk(100) == from);
    CHECK(sys_brk(from + 10) == from + 10);
    CHECK(writes(from + PAGE_SIZE - 1, 3) == 0);
    CHECK(reads(from + PAGE_SIZE) == -EFAULT);
    CHECK(sys_brk(from + 100000) == from + 100000 && areas_count() == 1);
    CHECK(writes(from + 100000, 4) == 0 && reads(from + PAGE_SIZE - 1) == 3);
    CHECK(sys_brk(from + 5000) == from + 5000);
    CHECK(reads(from + 100000) == -EFAULT && reads(from + 8191) == 0);
    CHECK(sys_brk(from + MEMORY_SIZE * 2) == from + 5000);
    CHECK(sys_brk(UINT64_MAX) == from + 5000);
    /* Something is in the way. */
    uint64_t wall = from + (1 << 20);
    CHECK(sys_mmap(wall, PAGE_SIZE, RW, ANON | MAP_FIXED, -1, 0) > 0);
    CHECK(sys_brk(wall + 1) == from + 5000);
    CHECK(sys_brk(wall) == (int64_t)wall);
    CHECK(sys_brk(from) == from && areas_count() == 1);
    check_space(space);
}

static void test_mremap(void)
{
    const uint64_t page = PAGE_SIZE;

    start();
    uint64_t a = (uint64_t)sys_mmap(0x20000000, 4 * page, RW, ANON, -1, 0);
    for (int i = 0; i < 4; i++)
        CHECK(writes(a + i * page, (char)(i + 1)) == 0);
    CHECK(sys_mremap(a, 4 * page, 6 * page, 0, 0) == (int64_t)a);
    CHECK(reads(a + 5 * page) == 0 && areas_count() == 1);
    CHECK(sys_mremap(a, 6 * page, 3 * page, 0, 0) == (int64_t)a);
    CHECK(reads(a + 3 * page) == -EFAULT);
    /* The middle page moves away and grows. */
    uint64_t b =
        (uint64_t)sys_mremap(a + page, page, 2 * page, MREMAP_MAYMOVE, 0);
    CHECK(b == USER_MMAP_TOP - 2 * page);
    CHECK(reads(b) == 2 && reads(b + page) == 0);
    CHECK(reads(a) == 1 && reads(a + page) == -EFAULT);
    CHECK(reads(a + 2 * page) == 3);
    /* On top of what is mapped. */
    CHECK(sys_mremap(a, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, b) ==
          (int64_t)b);
    CHECK(reads(b) == 1 && reads(b + page) == 0 && reads(a) == -EFAULT);
    check_space(process.space);
}

/* --- areas with an object behind them --- */

#define OBJECT_PAGES 8
static uint64_t object_frames[OBJECT_PAGES];
static int object_users;

static int object_fault(struct area *area, uint64_t address, uint64_t *frame)
{
    uint64_t page = (area->offset + address - area->start) / PAGE_SIZE;

    CHECK(area->object == object_frames);
    if (page >= OBJECT_PAGES)
        return -EFAULT;
    *frame = object_frames[page];
    frame_get(*frame);
    return 0;
}

static void object_open(struct area *area)
{
    (void)area;
    object_users++;
}

static void object_close(struct area *area)
{
    (void)area;
    object_users--;
}

static const struct area_ops object_ops = {.fault = object_fault,
                                           .open = object_open,
                                           .close = object_close};

static char *object_byte(int page)
{
    return phys_to_virt(object_frames[page]);
}

static uint64_t map_object(uint32_t prot, uint32_t flags)
{
    uint64_t address = 0;

    CHECK(space_map(process.space, &address, 10 * PAGE_SIZE, prot, flags,
                    &object_ops, object_frames, 0) == 0);
    object_users++;
    return address;
}

static void test_objects(void)
{
    const uint64_t page = PAGE_SIZE;

    start();
    object_users = 0;
    for (int i = 0; i < OBJECT_PAGES; i++) {
        object_frames[i] = frame_alloc_zeroed();
        *object_byte(i) = (char)(10 + i);
    }
    uint64_t p = map_object(RW, MAP_PRIVATE);
    uint64_t s = map_object(RW, MAP_SHARED);
    CHECK(reads(p) == 10 && reads(s + page) == 11);
    CHECK(writes(p, 1) == 0 && writes(p + 2 * page, 2) == 0);
    CHECK(*object_byte(0) == 10 && *object_byte(2) == 12);
    CHECK(writes(s + 3 * page, 3) == 0 && *object_byte(3) == 3);
    CHECK(reads(p) == 1 && reads(p + 2 * page) == 2);
    CHECK(reads(p + 3 * page) == 3); /* not copied yet */
    CHECK(reads(p + 8 * page) == -EIO && writes(s + 9 * page, 1) == -EIO);
    /* Split, moved and unmapped: the object is counted, offsets follow. */
    CHECK(sys_munmap(s + 2 * page, page) == 0 && object_users == 3);
    CHECK(reads(s + 4 * page) == 14);
    CHECK(sys_mprotect(s, page, PROT_READ) == 0 && object_users == 4);
    CHECK(writes(s, 9) == -EACCES && *object_byte(0) == 10);
    int64_t m = sys_mremap(s + 5 * page, page, 2 * page, MREMAP_MAYMOVE, 0);
    CHECK(m > 0 && reads(m) == 15 && reads(m + page) == 16);
    check_space(process.space);
    CHECK(sys_madvise(p, page, MADV_DONTNEED) == 0 && reads(p) == 10);
    space_put(process.space);
    CHECK(object_users == 0);
    for (int i = 0; i < OBJECT_PAGES; i++)
        CHECK(frame_count(object_frames[i]) == 1);
}

static void test_never_write(void)
{
    uint64_t a = 0;

    start();
    CHECK(space_map(process.space, &a, PAGE_SIZE, PROT_READ,
                    MAP_SHARED | MAP_NEVER_WRITE, NULL, NULL, 0) == 0);
    CHECK(sys_mprotect(a, PAGE_SIZE, RW) == -EACCES);
    CHECK(sys_mprotect(a, PAGE_SIZE, PROT_NONE) == 0);
}

static void test_reach(void)
{
    static const char text[] = "over the edge of a page";

    start();
    uint64_t a = (uint64_t)sys_mmap(0, 2 * PAGE_SIZE, PROT_READ | PROT_EXEC,
                                    ANON, -1, 0);
    uint64_t at = a + PAGE_SIZE - 5;
    CHECK(space_write(process.space, at, text, sizeof text) == 0);
    for (size_t i = 0; i < sizeof text; i++)
        CHECK(reads(at + i) == text[i]);
    CHECK(writes(a, 1) == -EACCES);
    CHECK(space_reach(process.space, a + 2 * PAGE_SIZE) == NULL);
}

/* --- everything at random, against a model --- */

#define WINDOW ((uint64_t)0x7fe00000 - 100 * PAGE_SIZE) /* crosses 2 MiB */
#define PAGES 256

struct model {
    bool mapped;
    uint32_t prot;
    char value; /* of the page's first byte */
};

static struct model model[PAGES];

static void model_access(unsigned i)
{
    uint64_t at = WINDOW + i * PAGE_SIZE;
    const struct model *page = &model[i];
    int bad = page->mapped ? -EACCES : -EFAULT;
    bool readable = page->mapped && page->prot;
    bool writable = page->mapped && page->prot & PROT_WRITE;

    CHECK(reads(at) == (readable ? page->value : bad));
    char value = (char)(1 + noise(100));
    CHECK(writes(at, value) == (writable ? 0 : bad));
    if (writable)
        model[i].value = value;
    bool runs = page->mapped && page->prot & PROT_EXEC;
    CHECK(fetches(at) == (runs ? 0 : bad));
}

static void model_set(unsigned first, unsigned count, struct model to)
{
    for (unsigned i = first; i < first + count; i++)
        model[i] = to;
}

static void model_protect(unsigned first, unsigned count, uint32_t prot)
{
    int64_t result =
        sys_mprotect(WINDOW + first * PAGE_SIZE, count * PAGE_SIZE, prot);
    unsigned i = first;

    while (i < first + count && model[i].mapped)
        model[i++].prot = prot;
    CHECK(result == (i == first + count ? 0 : -ENOMEM));
}

static void model_discard(unsigned first, unsigned count)
{
    bool whole = true;

    for (unsigned i = first; i < first + count; i++) {
        whole = whole && model[i].mapped;
        model[i].value = 0;
    }
    CHECK(sys_madvise(WINDOW + first * PAGE_SIZE, count * PAGE_SIZE,
                      MADV_DONTNEED) == (whole ? 0 : -ENOMEM));
}

/* Are the pages one area as mremap wants it: mapped, all with one
 * protection? */
static bool model_uniform(unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++)
        if (!model[i].mapped || model[i].prot != model[first].prot)
            return false;
    return true;
}

static void model_remap(unsigned from, unsigned count, unsigned to)
{
    bool apart = from + count <= to || to + count <= from;
    uint64_t target = WINDOW + to * PAGE_SIZE;
    int64_t want = (int64_t)target;

    if (!apart)
        want = -EINVAL;
    else if (!model_uniform(from, count))
        want = -EFAULT;
    CHECK(sys_mremap(WINDOW + from * PAGE_SIZE, count * PAGE_SIZE,
                     count * PAGE_SIZE, MREMAP_MAYMOVE | MREMAP_FIXED,
                     target) == want);
    if (want < 0)
        return;
    for (unsigned i = 0; i < count; i++) {
        model[to + i] = model[from + i];
        model[from + i] = (struct model){0};
    }
}

static void model_step(void)
{
    static const uint32_t prots[] = {PROT_NONE, PROT_READ, RW, RW,
                                     PROT_READ | PROT_EXEC};
    unsigned first = noise(PAGES), count = 1 + noise(PAGES - first);
    uint64_t at = WINDOW + first * PAGE_SIZE;
    uint32_t prot = prots[noise(5)];

    if (noise(2) && count > 8)
        count = 8;
    switch (noise(12)) {
    case 0:
    case 1:
        CHECK(sys_mmap(at, count * PAGE_SIZE, prot, ANON | MAP_FIXED, -1, 0) ==
              (int64_t)at);
        model_set(first, count, (struct model){true, prot, 0});
        break;
    case 2:
        CHECK(sys_munmap(at, count * PAGE_SIZE) == 0);
        model_set(first, count, (struct model){0});
        break;
    case 3:
    case 4:
        model_protect(first, count, prot);
        break;
    case 5:
        model_discard(first, count);
        break;
    case 6:
        count = count > PAGES / 2 ? PAGES / 2 : count;
        model_remap(first, count, noise(PAGES - count));
        break;
    default:
        model_access(noise(PAGES));
    }
}

static void test_model(void)
{
    start();
    uint64_t before = frames_free();
    memset(model, 0, sizeof model);
    for (int step = 0; step < 40000; step++) {
        model_step();
        if (step % 50 == 0)
            check_space(process.space);
    }
    for (unsigned i = 0; i < PAGES; i++)
        model_access(i);
    space_put(process.space);
    CHECK(frames_free() >= before);
}

/* --- no memory --- */

/* Whatever fails for want of memory says so and leaves the space whole; in the
 * end nothing is missing. `spare` frames are left when the program begins. */
static void run_out(uint64_t spare)
{
    static uint64_t hoard[FRESH_MAX + MEMORY_SIZE / PAGE_SIZE];
    size_t held = 0;

    start();
    uint64_t before = frames_free();
    while (frames_free() > spare)
        hoard[held++] = frame_alloc();
    for (int i = 0; i < 300; i++) {
        uint64_t at = (1ul << 30) * (1 + noise(1000)) + PAGE_SIZE * noise(3);
        int64_t a = sys_mmap(at, 64 * PAGE_SIZE, RW,
                             ANON | MAP_FIXED | MAP_NORESERVE, -1, 0);
        CHECK(a == (int64_t)at || a == -ENOMEM);
        int result = writes(at + noise(64) * PAGE_SIZE, 1);
        CHECK(result == 0 || result == -ENOMEM || a < 0);
        result = (int)sys_mprotect(at + PAGE_SIZE, PAGE_SIZE, PROT_READ);
        CHECK(result == 0 || result == -ENOMEM);
        space_remap(process.space, at, PAGE_SIZE, 9 * PAGE_SIZE, true, 0);
        result = (int)sys_munmap(at + 7 * PAGE_SIZE, PAGE_SIZE);
        CHECK(result == 0 || result == -ENOMEM);
    }
    check_space(process.space);
    CHECK(spare > 500 || frames_free() < 3);
    space_put(process.space);
    while (held > 0)
        frame_put(hoard[--held]);
    CHECK(frames_free() >= before);
}

/* As many areas as there may be, and not one more. */
static void test_many_areas(void)
{
    const uint64_t low = 1ul << 32;
    const uint32_t flags = ANON | MAP_FIXED;

    start();
    for (uint64_t i = 0; i < AREAS_MAX; i++)
        CHECK(sys_mmap(low + i * 4 * PAGE_SIZE, 3 * PAGE_SIZE, PROT_READ, flags,
                       -1, 0) > 0);
    CHECK(sys_mmap(low / 2, PAGE_SIZE, RW, flags, -1, 0) == -ENOMEM);
    CHECK(sys_munmap(low + PAGE_SIZE, PAGE_SIZE) == -ENOMEM);
    CHECK(sys_mprotect(low, PAGE_SIZE, PROT_NONE) == -ENOMEM);
    CHECK(sys_munmap(low, 3 * PAGE_SIZE) == 0);
    CHECK(sys_mmap(low / 2, PAGE_SIZE, RW, flags, -1, 0) > 0);
    check_space(process.space);
    space_put(process.space);
}

static void test_gaps(void)
{
    uint64_t a[50];

    start();
    for (int i = 0; i < 50; i++)
        a[i] = (uint64_t)sys_mmap(0, 4 * PAGE_SIZE, RW, ANON, -1, 0);
    CHECK(areas_count() == 1);
    CHECK(a[49] == USER_MMAP_TOP - 200 * PAGE_SIZE);
    CHECK(sys_munmap(a[10], 4 * PAGE_SIZE) == 0);
    CHECK(sys_munmap(a[30] - PAGE_SIZE, 8 * PAGE_SIZE) == 0);
    /* The highest gap that is large enough. */
    CHECK((uint64_t)sys_mmap(0, 5 * PAGE_SIZE, RW, ANON, -1, 0) ==
          a[30] + 2 * PAGE_SIZE);
    CHECK((uint64_t)sys_mmap(0, 4 * PAGE_SIZE, RW, ANON, -1, 0) == a[10]);
    check_space(process.space);
}

int main(void)
{
    test_demand_zero();
    test_mmap_errors();
    test_call_errors();
    test_thread_stacks();
    test_huge_reservation();
    test_none_keeps_contents();
    test_brk();
    test_mremap();
    test_objects();
    test_never_write();
    test_reach();
    test_model();
    test_gaps();
    test_many_areas();
    for (uint64_t spare = 0; spare < 60; spare++)
        run_out(spare);
    run_out(1000);
    CHECK(flushes > 0);
    return checks_failed ? 1 : 0;
}
