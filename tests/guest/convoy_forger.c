/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. Writes nonsense into the trace pages that it was given, heads
 * too, while it reads the trace as text: the kernel must neither believe it nor
 * fall over it.
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <sys/mman.h>

#define ROUNDS 200
#define PAGES 4
#define SLOTS 127

/* As kernel/trace/trace_format.h has them. */
enum { OWNER_CORE = 1, OWNER_LWP = 2 };
enum { GIL_WAIT = 64 };

struct page {
    uint32_t magic, kind, owner, index, pid, lost;
    uint64_t first_order;
    struct record {
        uint64_t time;
        uint32_t order;
        uint16_t event;
        uint8_t core, extra;
        uint32_t lwp, arg0;
        uint64_t arg1;
    } records[SLOTS];
};

static struct page *given;
static uint64_t seed = 1;

static uint64_t next_random(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return seed >> 33;
}

/* Mostly what might be believed. */
static void forge(struct record *record)
{
    *record = (struct record){
        .time = next_random() % 1000000,
        .order = (uint32_t)next_random(),
        .event =
            (uint16_t)(next_random() % 8 ? next_random() % 80 : next_random()),
        .core = (uint8_t)(next_random() % 2 ? 0 : next_random()),
        .extra = (uint8_t)(next_random() % 4 ? 0 : next_random()),
        .lwp = next_random() % 2 ? (uint32_t)gettid() : (uint32_t)next_random(),
        .arg0 = (uint32_t)next_random(),
        .arg1 = next_random(),
    };
}

static void forge_page(struct page *page)
{
    page->kind = next_random() % 2 ? OWNER_CORE : OWNER_LWP;
    page->owner = page->kind == OWNER_CORE ? 0 : (uint32_t)gettid();
    for (int i = 0; i < SLOTS; i++)
        forge(&page->records[i]);
}

/* An honest record, so that the first look finds the owner. */
static void begin(struct page *page)
{
    CHECK_EQ(page->kind, OWNER_LWP);
    page->records[0] = (struct record){.time = 1,
                                       .event = GIL_WAIT,
                                       .core = 255,
                                       .lwp = (uint32_t)gettid()};
}

int main(void)
{
    static char text[4096];
    int window = open("/sys/kernel/tracing/gil_events", O_RDWR);
    int trace = open("/sys/kernel/tracing/trace", O_RDONLY);
    long bytes = 0;

    given = mmap(NULL, PAGES * sizeof *given, PROT_READ | PROT_WRITE,
                 MAP_SHARED, window, 0);
    CHECK(window >= 0 && trace >= 0 && given != MAP_FAILED);
    for (int i = 0; i < PAGES; i++)
        begin(&given[i]);
    for (int round = 0; round < ROUNDS; round++) {
        long n = read(trace, text, sizeof text);
        CHECK(n >= 0);
        bytes += n;
        if (n == 0)
            CHECK_EQ(lseek(trace, 0, SEEK_SET), 0);
        forge_page(&given[next_random() % PAGES]);
    }
    CHECK(bytes > 0);
    ok("the trace is read to its end");
    return check_status();
}
