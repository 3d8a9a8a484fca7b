/* SPDX-License-Identifier: MIT
 *
 * The frame allocator and the kernel heap on the host: what is handed out lies
 * in free memory, never twice, and comes back; exhaustion is an answer; misuse
 * is caught.
 */
#include "fake_memory.h"

#include "kernel/mm/frame.c"
#include "kernel/mm/heap.c"

#define FRAMES (MEMORY_SIZE / PAGE_SIZE)
#define MIB (1ul << 20)

static bool taken[FRAMES];

static void start(void)
{
    struct boot_info boot;

    fake_boot_info(&boot);
    memset(&heap, 0, sizeof heap);
    memset(taken, 0, sizeof taken);
    frame_init(&boot);
}

static bool is_free_memory(uint64_t at)
{
    return (at >= MIB && at < 2 * MIB) || (at >= 5 * MIB && at < 30 * MIB) ||
           (at >= 32 * MIB && at < 63 * MIB);
}

/* [frame, frame + count pages) was handed out: note it, and that it was
 * right. */
static void note(uint64_t frame, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t number = frame / PAGE_SIZE + i;
        CHECK(is_free_memory(number * PAGE_SIZE));
        CHECK(!taken[number]);
        CHECK(frame_count(number * PAGE_SIZE) == 1);
        taken[number] = true;
        memset(phys_to_virt(number * PAGE_SIZE), 0xa5, PAGE_SIZE);
    }
}

static void forget(uint64_t frame, size_t count)
{
    memset(&taken[frame / PAGE_SIZE], 0, count);
}

static void test_all_frames(void)
{
    start();
    /* Less the table of the frames itself. */
    CHECK(frames_total() == 57 * MIB / PAGE_SIZE - FRAMES * 4 / PAGE_SIZE);
    for (int round = 0; round < 2; round++) {
        uint64_t got = 0;
        for (uint64_t frame; (frame = frame_alloc()) != 0; got++)
            note(frame, 1);
        CHECK(got == frames_total() && frames_free() == 0);
        CHECK(frame_alloc_zeroed() == 0);
        CHECK(frame_alloc_run(1) == 0);
        for (uint64_t i = 0; i < FRAMES; i++)
            if (taken[i])
                frame_put(i * PAGE_SIZE);
        CHECK(frames_free() == frames_total());
        memset(taken, 0, sizeof taken);
    }
    /* All of it was split up; yet a run is found, and the rest is as before. */
    uint64_t run = frame_alloc_run(1024);
    CHECK(run != 0 && run % (1024 * PAGE_SIZE) == 0);
    note(run, 1024);
    uint64_t got = 1024;
    for (uint64_t frame; (frame = frame_alloc()) != 0; got++)
        note(frame, 1);
    CHECK(got == frames_total());
}

static void test_zeroed(void)
{
    start();
    uint64_t frame = frame_alloc();
    memset(phys_to_virt(frame), 0xff, PAGE_SIZE);
    frame_put(frame);
    uint64_t again = frame_alloc_zeroed();
    const uint64_t *words = phys_to_virt(again);
    CHECK(again == frame);
    for (size_t i = 0; i < PAGE_SIZE / 8; i++)
        CHECK(words[i] == 0);
}

static void test_counts(void)
{
    start();
    uint64_t before = frames_free();
    uint64_t frame = frame_alloc();
    frame_get(frame);
    CHECK(frame_count(frame) == 2);
    frame_put(frame);
    CHECK(frames_free() == before - 1);
    frame_put(frame);
    CHECK(frames_free() == before);
    CHECK_PANIC(frame_put(frame));
    CHECK_PANIC(frame_get(frame));
    /* What was never the allocator's: reserved memory, and no memory at all. */
    const uint64_t outside[] = {0, 3 * MIB, 63 * MIB, 0xfee00000};
    for (size_t i = 0; i < 4; i++) {
        frame_get(outside[i]);
        frame_put(outside[i]);
        frame_put(outside[i]);
        CHECK(frame_count(outside[i]) > 1000);
    }
    CHECK(frames_free() == before);
}

static void test_chain(void)
{
    start();
    uint64_t before = frames_free();
    uint64_t alone = frame_alloc(), first = frame_alloc();
    frame_put_chain(alone); /* of one */
    for (int i = 0; i < 100; i++)
        frame_chain(first, frame_alloc());
    CHECK(frames_free() == before - 101);
    CHECK_PANIC(frame_put(first));
    uint64_t counted = frame_alloc();
    frame_get(counted);
    CHECK_PANIC(frame_chain(first, counted));
    frame_put(counted);
    frame_put(counted);
    frame_put_chain(first);
    CHECK(frames_free() == before);
    CHECK_PANIC(frame_put_chain(first));
}

struct piece {
    uint64_t frame;
    size_t count;
};

static void piece_free(struct piece *piece)
{
    bool power = (piece->count & (piece->count - 1)) == 0;

    forget(piece->frame, piece->count);
    if (power && noise(2))
        frame_put_run(piece->frame);
    else
        for (size_t i = 0; i < piece->count; i++)
            frame_put(piece->frame + i * PAGE_SIZE);
    piece->frame = 0;
}

/* Runs of all lengths come and go at random, often until there is nothing. */
static void test_runs(void)
{
    static struct piece pieces[600];

    start();
    for (int step = 0; step < 60000; step++) {
        struct piece *piece = &pieces[noise(600)];
        if (piece->frame) {
            piece_free(piece);
            continue;
        }
        piece->count = 1 + noise(1u << noise(noise(4) ? 6 : 11));
        piece->frame = frame_alloc_run(piece->count);
        if (!piece->frame)
            continue;
        uint64_t align = PAGE_SIZE;
        while (align < piece->count * PAGE_SIZE)
            align *= 2;
        CHECK(piece->frame % align == 0);
        note(piece->frame, piece->count);
    }
    for (int i = 0; i < 600; i++)
        if (pieces[i].frame)
            piece_free(&pieces[i]);
    CHECK(frames_free() == frames_total());
}

struct object {
    unsigned char *bytes;
    size_t size;
    unsigned char mark;
};

static void object_make(struct object *object)
{
    object->size = 1 + noise(1u << (1 + noise(noise(50) ? 12 : 21)));
    object->mark = (unsigned char)noise(256);
    object->bytes = kmalloc(object->size);
    if (!object->bytes)
        return;
    CHECK((uint64_t)object->bytes % 16 == 0);
    CHECK(object->size < PAGE_SIZE / 2 ||
          (uint64_t)object->bytes % PAGE_SIZE == 0);
    memset(object->bytes, object->mark, object->size);
}

static void object_free(struct object *object)
{
    for (size_t i = 0; i < object->size; i++) {
        if (object->bytes[i] == object->mark)
            continue;
        CHECK(!"an object was overwritten");
        break;
    }
    kfree(object->bytes);
    object->bytes = NULL;
}

static void test_heap(void)
{
    static struct object objects[4000];

    start();
    for (int step = 0; step < 100000; step++) {
        struct object *object = &objects[noise(4000)];
        if (object->bytes)
            object_free(object);
        else
            object_make(object);
    }
    for (int i = 0; i < 4000; i++)
        if (objects[i].bytes)
            object_free(&objects[i]);
    /* Each size may keep one slab. */
    CHECK(frames_total() - frames_free() <= CLASSES);
}

/* Every size there is, to its last byte, and the sizes there are not. */
static void test_heap_sizes(void)
{
    start();
    for (size_t size = 1; size <= 2 * PAGE_SIZE; size++) {
        char *a = kmalloc(size), *b = kzalloc(size);
        CHECK(a && b && (a + size <= b || b + size <= a));
        for (size_t i = 0; i < size; i++)
            CHECK(b[i] == 0);
        memset(b, 0xee, size);
        kfree(a);
        kfree(b);
    }
    CHECK(kmalloc(0) == NULL);
    CHECK(kmalloc(LARGE_MAX + 1) == NULL);
    CHECK(kmalloc(SIZE_MAX) == NULL);
    void *largest = kmalloc(LARGE_MAX);
    CHECK(largest != NULL);
    kfree(largest);
    kfree(NULL);
}

static void test_heap_exhausted(void)
{
    void *list = NULL;
    uint64_t count = 0;

    start();
    for (void *object; (object = kmalloc(1000)) != NULL; count++) {
        *(void **)object = list;
        list = object;
    }
    CHECK(count == frames_total() * 4 && frames_free() == 0);
    CHECK(kmalloc(5000) == NULL && kzalloc(16) == NULL);
    while (list) {
        void *next = *(void **)list;
        kfree(list);
        list = next;
    }
    CHECK(frames_free() == frames_total() - 1);
    CHECK(kmalloc(64 << 10) != NULL);
}

static void test_heap_misuse(void)
{
    static int outside;

    start();
    char *object = kmalloc(100);
    CHECK_PANIC(kfree(object + 16));
    CHECK_PANIC(kfree(&outside));
    CHECK_PANIC(kfree((char *)phys_to_virt(frame_alloc()) + 48));
    char *large = kmalloc(3 * PAGE_SIZE);
    CHECK_PANIC(kfree(large + PAGE_SIZE * 4));
    kfree(large);
    CHECK_PANIC(kfree(large));
}

int main(void)
{
    test_all_frames();
    test_zeroed();
    test_counts();
    test_chain();
    test_runs();
    test_heap();
    test_heap_sizes();
    test_heap_exhausted();
    test_heap_misuse();
    return checks_failed ? 1 : 0;
}
