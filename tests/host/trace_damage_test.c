/* SPDX-License-Identifier: MIT
 *
 * The trace decoder against damaged rings: twenty thousand of them, the same in
 * every run, through everything it can do. The sanitizers judge: no damage may
 * crash it, and none may make it hang.
 *
 * LINK: qemu/trace/ring.c qemu/trace/event.c qemu/trace/lwp.c
 * LINK: qemu/trace/names.c qemu/trace/merge.c qemu/trace/window.c
 * LINK: qemu/trace/analyse.c qemu/trace/extract.c user/sha256/sha256.c
 * LINK: qemu/trace/info.c qemu/trace/text.c qemu/trace/jsonl.c
 * LINK: qemu/trace/timehist.c qemu/trace/table.c qemu/trace/stats.c
 * LINK: qemu/trace/stats_text.c qemu/trace/stats_json.c qemu/trace/lane.c
 * LINK: qemu/trace/timeline.c qemu/trace/support.c
 * LINK: qemu/trace/gil.c qemu/trace/gil_rules.c qemu/trace/gil_report.c
 */
#include "qemu/trace/trace.h"
#include "tests/host/trace_build.h"
#include "tests/host/trace_check.h"

#define MUTATIONS 20000

static uint64_t random_state = 88172645463325252ull;

/* xorshift64 (Marsaglia 2003): the same numbers in every run. */
static uint64_t random_u64(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Values near which decoders tend to be wrong. */
static uint64_t nasty_u64(void)
{
    static const uint64_t nasty[] = {
        0,
        1,
        127,
        128,
        255,
        4095,
        4096,
        65536,
        INT32_MAX,
        UINT32_MAX,
        RING_TIME_LIMIT,
        INT64_MAX,
        UINT64_MAX - 4095,
        UINT64_MAX,
    };
    uint64_t pick = random_u64() % (sizeof(nasty) / sizeof(nasty[0]) + 4);

    return pick < sizeof(nasty) / sizeof(nasty[0]) ? nasty[pick] : random_u64();
}

static void damage_record(uint8_t *bytes, size_t size)
{
    size_t slots = (size - BUILD_DATA_AT) / TRACE_SLOT_SIZE;
    struct trace_record *r =
        (struct trace_record *)(bytes + BUILD_DATA_AT) + random_u64() % slots;

    switch (random_u64() % 6) {
    case 0:
        r->time = nasty_u64();
        break;
    case 1:
        r->event = (uint16_t)(random_u64() % 72);
        break;
    case 2:
        r->extra = (uint8_t)random_u64();
        break;
    case 3:
        r->arg0 = (uint32_t)nasty_u64();
        break;
    case 4:
        r->arg1 = nasty_u64();
        break;
    case 5:
        r->order = (uint32_t)nasty_u64();
        break;
    }
}

/* Gives a page, and all its records, to another owner: consistent nonsense. */
static void damage_owner(uint8_t *bytes, size_t size)
{
    size_t pages = (size - BUILD_DATA_AT) / TRACE_PAGE_SIZE;
    struct trace_page *page =
        (struct trace_page *)(bytes + BUILD_DATA_AT +
                              random_u64() % pages * TRACE_PAGE_SIZE);
    struct trace_record *slot = (struct trace_record *)page;

    page->owner = (uint32_t)(random_u64() % 256);
    for (unsigned i = 1; i <= TRACE_SLOTS_PER_PAGE; i++) {
        slot[i].core = (uint8_t)page->owner;
        slot[i].lwp = page->owner;
    }
}

/* One piece of damage to bytes that are a whole ring. */
static void damage(uint8_t *bytes, size_t size)
{
    size_t at = random_u64() % size;
    uint64_t value = nasty_u64();

    switch (random_u64() % 8) {
    case 0:
        bytes[at] ^= (uint8_t)(1u << random_u64() % 8);
        break;
    case 1: /* any header field, and the gaps between */
        at = random_u64() % (sizeof(struct trace_header) / 4 - 4) * 4 + 16;
        memcpy(bytes + at, &value, random_u64() % 2 ? 4 : 8);
        break;
    case 2:
        at = random_u64() % (size / TRACE_PAGE_SIZE) * TRACE_PAGE_SIZE;
        for (size_t i = at ? 0 : 16; i < TRACE_PAGE_SIZE; i++)
            bytes[at + i] = (uint8_t)random_u64();
        break;
    case 3:
        at = random_u64() % (size / TRACE_SLOT_SIZE) * TRACE_SLOT_SIZE;
        memcpy(bytes + at + random_u64() % 4 * 8, &value, 8);
        break;
    case 4: /* a page's head */
        at = random_u64() % (size / TRACE_PAGE_SIZE) * TRACE_PAGE_SIZE;
        value = random_u64() % 4;
        memcpy(bytes + at + 4 + random_u64() % 7 * 4, &value, 4);
        break;
    case 5:
        damage_owner(bytes, size);
        break;
    default:
        damage_record(bytes, size);
    }
}

/* Everything the program does with a file; returns 1 if it was accepted. */
static unsigned decode_damaged(const uint8_t *bytes, size_t size, FILE *null)
{
    struct ring ring;
    struct trace trace;
    struct problem problem = {""};
    struct window window;
    uint8_t *file;
    size_t file_size;

    if (ring_load_memory(bytes, size, &ring, &problem) < 0) {
        CHECK(problem.text[0] != '\0');
        return 0;
    }
    extract_bytes(&ring, &file, &file_size);
    free(file);
    ring_warn(&ring, null);
    info_json(&ring, null);
    trace_merge(&trace, &ring);
    trace_warn(&trace, null);
    window = window_whole(&trace);
    window_between(&trace, "convoy", &window, &problem);
    stats_text(&trace, &window, null);
    stats_json(&trace, &window, null);
    gil_write(&trace, &window, false, null);
    gil_write(&trace, &window, true, null);
    timeline_write(&trace, &window, 80, null);
    timehist_write(&trace, &window, null);
    text_write(&trace, null);
    jsonl_write(&trace, null);
    trace_free(&trace);
    return 1;
}

static void test_damaged_rings(void)
{
    FILE *null = fopen("/dev/null", "w");
    struct build b;
    uint8_t *copy;
    unsigned accepted = 0;

    build_convoy(&b, 16, 6, 100000);
    b.size = BUILD_DATA_AT + b.header->pages_used * TRACE_PAGE_SIZE;
    for (unsigned i = 0; i < MUTATIONS; i++) {
        size_t size = b.size;

        copy = malloc(b.size);
        memcpy(copy, b.bytes, b.size);
        for (uint64_t n = 1 + random_u64() % 4; n > 0; n--)
            damage(copy, b.size);
        if (random_u64() % 16 == 0)
            size = random_u64() % (b.size + 1);
        accepted += decode_damaged(copy, size, null);
        free(copy);
    }
    CHECK(accepted > MUTATIONS / 4); /* most damage must get past the header */
    CHECK(accepted < MUTATIONS);
    fclose(null);
    free(b.bytes);
}

int main(void)
{
    static const struct test tests[] = {
        {"trace_damaged_rings", test_damaged_rings},
    };

    return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
