/* SPDX-License-Identifier: MIT
 *
 * The trace decoder: exact figures and pictures from rings built here.
 *
 * LINK: qemu/trace/ring.c qemu/trace/event.c qemu/trace/lwp.c
 * LINK: qemu/trace/names.c qemu/trace/merge.c qemu/trace/window.c
 * LINK: qemu/trace/analyse.c qemu/trace/extract.c user/sha256/sha256.c
 * LINK: qemu/trace/info.c qemu/trace/text.c qemu/trace/jsonl.c
 * LINK: qemu/trace/timehist.c qemu/trace/table.c qemu/trace/stats.c
 * LINK: qemu/trace/stats_text.c qemu/trace/stats_json.c qemu/trace/lane.c
 * LINK: qemu/trace/timeline.c qemu/trace/support.c
 */
#include "qemu/trace/lane.h"
#include "qemu/trace/stats.h"
#include "qemu/trace/trace.h"
#include "user/sha256/sha256.h"
#include "tests/host/trace_build.h"
#include "tests/host/trace_check.h"

/* Loads and merges what was built; frees the build. */
static struct trace decode(struct build *b)
{
    struct trace trace = {.count = 0};
    struct ring ring;
    struct problem problem = {""};

    if (ring_load_memory(b->bytes, b->size, &ring, &problem) < 0) {
        checks_failed++;
        printf("FAIL %s: refused: %s\n", test_name, problem.text);
        exit(1);
    }
    trace_merge(&trace, &ring);
    free(b->bytes);
    return trace;
}

static uint32_t index_of(const struct trace *trace, uint32_t tid)
{
    return lwp_find(&trace->table, tid);
}

/* What a writer printed, to be freed. */
typedef void writer(const struct trace *trace, const struct window *window,
                    FILE *out);

static char *written_by(writer *write, const struct trace *trace,
                        struct window window)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    write(trace, &window, out);
    fclose(out);
    return text;
}

static void write_text(const struct trace *trace, const struct window *window,
                       FILE *out)
{
    (void)window;
    text_write(trace, out);
}

static void write_json(const struct trace *trace, const struct window *window,
                       FILE *out)
{
    (void)window;
    jsonl_write(trace, out);
}

static void write_timeline(const struct trace *trace,
                           const struct window *window, FILE *out)
{
    timeline_write(trace, window, 54, out); /* 40 columns beside the labels */
}

/* ---- sha256, extract ---- */

static void expect_digest(const char *text, size_t size, const char *hex)
{
    uint8_t digest[SHA256_SIZE];
    char actual[2 * SHA256_SIZE + 1];

    sha256(text, size, digest);
    for (unsigned i = 0; i < SHA256_SIZE; i++)
        sprintf(actual + 2 * i, "%02x", digest[i]);
    CHECK(strcmp(actual, hex) == 0);
}

/* The vectors of FIPS 180-2, appendix B, and of RFC 6234. */
static void test_sha256(void)
{
    char *million = malloc(1000000);

    memset(million, 'a', 1000000);
    expect_digest("", 0,
                  "e3b0c44298fc1c149afbf4c8996fb924"
                  "27ae41e4649b934ca495991b7852b855");
    expect_digest("abc", 3,
                  "ba7816bf8f01cfea414140de5dae2223"
                  "b00361a396177a9cb410ff61f20015ad");
    expect_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  56,
                  "248d6a61d20638b8e5c026930c3e6039"
                  "a33ce45964ff2167f6ecedd419db06c1");
    expect_digest(million, 1000000,
                  "cdc76e5c9914fb9281a1c7e284d73e67"
                  "f1809a48a497200e046d39ccc7112cd0");
    expect_digest("0123456701234567012345670123456701234567012345670123456701"
                  "234567",
                  64,
                  "8182cadb21af0e37c06414ece08e19c6"
                  "5bdb22c396d48ba7341012eea9ffdfdd");
    free(million);
}

static void extract(const void *bytes, uint64_t size, uint8_t **out,
                    size_t *out_size)
{
    struct ring ring;
    struct problem problem;

    CHECK(ring_load_memory(bytes, size, &ring, &problem) == 0);
    extract_bytes(&ring, out, out_size);
    ring_free(&ring);
}

/* The same trace gives the same bytes: from RAM with junk around and within
 * it, from a file, and from its own extract. */
static void test_extract_is_canonical(void)
{
    struct build b;
    uint8_t *ram, *first, *second, *third;
    size_t sizes[3];
    struct trace_page *page;

    build_convoy(&b, 16, 8, 100000);
    ram = malloc(4u << 20);
    memset(ram, 0xa5, 4u << 20);
    memcpy(ram + (2u << 20), b.bytes, b.size);
    page = (struct trace_page *)(ram + (2u << 20) + BUILD_DATA_AT);
    extract(b.bytes, b.size, &first, &sizes[0]);
    ((uint8_t *)page)[TRACE_PAGE_SIZE - 1] ^= 0xff; /* behind the records */
    extract(ram, 4u << 20, &second, &sizes[1]);
    extract(first, sizes[0], &third, &sizes[2]);
    CHECK_EQUAL(sizes[1], sizes[0]);
    CHECK_EQUAL(sizes[2], sizes[0]);
    CHECK_EQUAL(sizes[0], (2 + b.header->pages_used) * TRACE_PAGE_SIZE);
    CHECK(memcmp(first, second, sizes[0]) == 0);
    CHECK(memcmp(first, third, sizes[0]) == 0);
    free(first);
    free(second);
    free(third);
    free(ram);
    free(b.bytes);
}

/* ---- loading ---- */

static void test_finds_region_in_ram(void)
{
    struct build b;
    struct ring ring;
    struct problem problem;
    uint8_t *ram = calloc(8, 1 << 20);

    build_convoy(&b, 16, 8, 100000);
    memcpy(ram + (5u << 20), b.bytes, b.size);
    memcpy(ram + (1u << 20) + 64, b.bytes, b.size); /* not at a step */
    CHECK(ring_load_memory(ram, 8u << 20, &ring, &problem) == 0);
    CHECK_EQUAL(ring.file_offset, 5u << 20);
    CHECK_EQUAL(ring.pages, b.header->pages_used);
    CHECK_EQUAL(ring.other_headers, 0);
    ring_free(&ring);
    memcpy(ram + (7u << 20), b.bytes, sizeof(struct trace_header));
    CHECK(ring_load_memory(ram, 8u << 20, &ring, &problem) == 0);
    CHECK_EQUAL(ring.other_headers, 1);
    ring_free(&ring);
    free(ram);
    free(b.bytes);
}

/* Sets one field to a bad value, loads, and puts it back. */
#define EXPECT_REFUSED(field, bad)                                             \
    do {                                                                       \
        __typeof__(b.header->field) saved_ = b.header->field;                  \
        b.header->field = (bad);                                               \
        problem.text[0] = '\0';                                                \
        CHECK(ring_load_memory(b.bytes, b.size, &ring, &problem) < 0);         \
        CHECK(problem.text[0] != '\0');                                        \
        b.header->field = saved_;                                              \
    } while (0)

static void test_refuses_bad_headers(void)
{
    struct build b;
    struct ring ring;
    struct problem problem;

    build_convoy(&b, 16, 8, 100000);
    EXPECT_REFUSED(magic[0], 'c');
    EXPECT_REFUSED(magic[15], 'x');
    EXPECT_REFUSED(version, 2);
    EXPECT_REFUSED(header_size, 8);
    EXPECT_REFUSED(cores, 0);
    EXPECT_REFUSED(cores, 65);
    EXPECT_REFUSED(mhz, 0);
    EXPECT_REFUSED(strings_offset, 0);
    EXPECT_REFUSED(strings_offset, UINT64_MAX);
    EXPECT_REFUSED(strings_used, 65537);
    EXPECT_REFUSED(data_offset, BUILD_DATA_AT + 8);
    EXPECT_REFUSED(data_offset, UINT64_MAX - 4095);
    EXPECT_REFUSED(region_size, 4096);
    EXPECT_REFUSED(data_pages, UINT64_MAX / 2);
    EXPECT_REFUSED(pages_used, 17);
    EXPECT_REFUSED(core_clock[1], UINT64_MAX);
    EXPECT_REFUSED(core_idle[0], b.header->core_clock[0] + 1);
    EXPECT_REFUSED(first_user, UINT64_MAX);
    CHECK(ring_load_memory(b.bytes, 0, &ring, &problem) < 0);
    CHECK(ring_load_memory(b.bytes, 100, &ring, &problem) < 0);
    CHECK(ring_load("/nonexistent", &ring, &problem) < 0);
    CHECK(ring_load("/dev/zero", &ring, &problem) < 0);
    free(b.bytes);
}

static void test_counts_what_is_missing(void)
{
    struct build b;
    struct trace trace;
    char *text = NULL;
    size_t size;
    FILE *err = open_memstream(&text, &size);

    build_convoy(&b, 16, 40, 100000);
    b.header->dropped = 12;
    ((struct trace_page *)(b.bytes + BUILD_DATA_AT))->magic = 0;
    for (unsigned n = 1; n < b.header->pages_used; n++) {
        struct trace_page *page =
            (struct trace_page *)(b.bytes + BUILD_DATA_AT +
                                  n * TRACE_PAGE_SIZE);
        if (page->kind == TRACE_OWNER_LWP && page->index == 0)
            page->lost = 1;
    }
    b.size = BUILD_DATA_AT + (b.header->pages_used - 1) * TRACE_PAGE_SIZE + 9;
    trace = decode(&b);
    ring_warn(&trace.ring, err);
    fclose(err);
    CHECK_EQUAL(trace.ring.pages_missing, 1);
    CHECK_EQUAL(trace.ring.pages_bad, 1);
    CHECK_EQUAL(trace.ring.lost, 3);
    CHECK(strstr(text, "12 kernel records were dropped") != NULL);
    CHECK(strstr(text, "3 GIL records were lost") != NULL);
    CHECK(strstr(text, "1 pages are missing") != NULL);
    CHECK(strstr(text, "1 damaged pages") != NULL);
    free(text);
    trace_free(&trace);
}

static void test_skips_senseless_records(void)
{
    struct build b;
    struct trace trace;

    build_init(&b, 1, 4);
    build_switch(&b, 10, 0, 0, 'R', 1);
    build_switch(&b, 20, 0, 1, 'R', 0)->core = 1; /* another core's page */
    build_kernel(&b, 30, 0, 1, TRACE_GIL_WAIT, 0, 0, NULL); /* a program's */
    build_kernel(&b, 40, 0, 1, 63, 0, 0, NULL);             /* unknown */
    build_kernel(&b, RING_TIME_LIMIT + 1, 0, 1, TRACE_PRINT, 0, 0, NULL);
    build_user(&b, 50, 1, TRACE_SCHED_SWITCH, 2, 'R'); /* the kernel's */
    build_user(&b, 60, 1, TRACE_GIL_WAIT, 7, 0)->lwp = 2;
    build_kernel(&b, 70, 0, 1, TRACE_PRINT, 0, 0, NULL)->extra = 200;
    build_kernel(&b, 80, 0, 1, TRACE_PRINT, 0, 0, NULL); /* behind the end */
    trace = decode(&b);
    CHECK_EQUAL(trace.count, 1);
    CHECK_EQUAL(trace.skipped, 7);
    trace_free(&trace);
}

/* ---- order ---- */

/* By time; then by machine order, also across its 32-bit wrap; a GIL record
 * behind the kernel's of its core, but before its LWP's switch-out. */
static void test_merge_order(void)
{
    struct build b;
    struct trace trace;
    char got[16] = "";

    build_init(&b, 2, 8);
    b.order = UINT32_MAX - 1;
    build_kernel(&b, 100, 0, 0, TRACE_IRQ_ENTRY, 'a', 0, NULL);
    build_kernel(&b, 200, 1, 0, TRACE_IRQ_ENTRY, 'c', 0, NULL);
    b.order = 0; /* the kernel's counter goes on; the record keeps 32 bits */
    build_kernel(&b, 200, 0, 0, TRACE_IRQ_ENTRY, 'd', 0, NULL);
    build_switch(&b, 300, 0, 0, 'R', 'e');
    build_user(&b, 300, 'e', TRACE_GIL_WAIT, 'f', 0);
    build_user(&b, 400, 'e', TRACE_GIL_WAIT, 'h', 0);
    build_kernel(&b, 400, 0, 'e', TRACE_IRQ_ENTRY, 'g', 0, NULL);
    build_switch(&b, 400, 0, 'e', 'S', 'i');
    build_kernel(&b, 150, 1, 0, TRACE_IRQ_ENTRY, 'b', 0, NULL);
    build_user(&b, 100, 'z', TRACE_GIL_WAIT, 'z', 0); /* never ran */
    trace = decode(&b);
    for (uint64_t i = 0; i < trace.count && i < sizeof(got) - 1; i++)
        got[i] = (char)trace.events[i].record->arg0;
    CHECK(strcmp(got, "zabcdefghi") == 0);
    CHECK_EQUAL(trace.unplaced, 1);
    CHECK_EQUAL(trace.events[6].core, 0);
    CHECK_EQUAL(trace.events[0].core, CORE_UNKNOWN);
    CHECK_EQUAL(trace.skipped, 0);
    trace_free(&trace);
}

static void test_names(void)
{
    struct build b;
    struct trace trace;
    const struct lwp *lwps;

    build_init(&b, 1, 8);
    build_rename(&b, 10, 1, "py thon\x1b[0m", 1);
    build_switch(&b, 20, 0, 0, 'R', 1);
    build_kernel(&b, 30, 0, 1, TRACE_SCHED_FORK, 2, 1, NULL);
    build_user(&b, 40, 1, TRACE_GIL_THREAD_NAME, 4, 0);
    build_rename(&b, 50, 1, "later", 1);
    build_kernel(&b, 60, 0, 1, TRACE_SCHED_WAKING, 3, 0, NULL);
    trace = decode(&b);
    lwps = trace.table.lwps;
    CHECK(strcmp(lwps[index_of(&trace, 1)].name, "main") == 0);
    CHECK(strcmp(lwps[index_of(&trace, 2)].name, "py_thon_[0m") == 0);
    CHECK(strcmp(lwps[index_of(&trace, 3)].name, "lwp-3") == 0);
    CHECK_EQUAL(lwps[index_of(&trace, 2)].pid, 1);
    CHECK(strcmp(ring_string(&trace.ring, UINT64_MAX), "?") == 0);
    CHECK(strcmp(ring_string(&trace.ring, 0), "") == 0);
    trace_free(&trace);
}

/* ---- figures ---- */

/* One core; LWP 1 runs 100..400 and holds the GIL from 150 to 350; LWP 2 is
 * woken at 200, gets the core at 400, waits for the GIL to 460, and is
 * preempted holding it at 500. The machine ends at 1000. */
static struct build build_two_threads(void)
{
    struct build b;

    build_init(&b, 2, 8);
    b.header->first_user = 100;
    b.header->core_clock[0] = 1000;
    b.header->core_clock[1] = 990;
    build_kernel(&b, 50, 0, 0, TRACE_SCHED_FORK, 2, 1, NULL);
    build_switch(&b, 60, 0, 0, 'R', 2);
    build_switch(&b, 70, 0, 2, 'S', 0);
    build_switch(&b, 100, 0, 0, 'R', 1);
    build_mark(&b, 110, 0, 1, "B|1|outer");
    build_mark(&b, 120, 0, 1, "B|1|inner");
    build_user(&b, 150, 1, TRACE_GIL_ACQUIRED, 7, 1);
    build_waking(&b, 200, 0, 1, 2, 0);
    build_user(&b, 350, 1, TRACE_GIL_DROP, 1, 7);
    build_kernel(&b, 360, 0, 1, TRACE_SYS_ENTER, 202, 0x10, NULL);
    build_mark(&b, 380, 0, 1, "E|1");
    build_mark(&b, 390, 0, 1, "E|1");
    build_switch(&b, 400, 0, 1, 'S', 2);
    build_user(&b, 410, 2, TRACE_GIL_WAIT, 7, 1);
    build_user(&b, 430, 2, TRACE_GIL_DROP_REQUEST, 7, 1);
    build_user(&b, 440, 2, TRACE_GIL_LOST_RACE, 7, 1);
    build_user(&b, 460, 2, TRACE_GIL_ACQUIRED, 7, 2);
    build_switch(&b, 500, 0, 2, 'R', 0);
    build_kernel(&b, 510, 1, 0, TRACE_SYS_ENTER, 1, 0, NULL);
    build_switch(&b, 600, 1, 0, 'R', 2);
    build_user(&b, 700, 2, TRACE_GIL_DROP, 4, 7);
    build_switch(&b, 800, 1, 2, 'Z', 0);
    return b;
}

static void test_stats(void)
{
    struct build b = build_two_threads();
    struct trace trace = decode(&b);
    struct window window = window_whole(&trace);
    struct stats stats;
    const struct lwp_stats *one, *two;

    stats_gather(&stats, &trace, &window);
    one = &stats.lwps[index_of(&trace, 1)];
    two = &stats.lwps[index_of(&trace, 2)];
    CHECK_EQUAL(window.from, 100);
    CHECK_EQUAL(window.to, 1000);
    CHECK_EQUAL(one->run, 300);
    CHECK_EQUAL(one->blocked, 600);
    CHECK_EQUAL(one->gil_held, 200);
    CHECK_EQUAL(one->drops[DROP_TICKS], 1);
    CHECK_EQUAL(one->futexes, 1);
    CHECK_EQUAL(one->voluntary, 1);
    CHECK_EQUAL(two->run, 100 + 200);
    CHECK_EQUAL(two->ready, 200 + 100);
    CHECK_EQUAL(two->ready_max, 200);
    CHECK_EQUAL(two->blocked, 100);
    CHECK_EQUAL(two->gil_wait, 50);
    CHECK_EQUAL(two->gil_wait_max, 50);
    CHECK_EQUAL(two->gil_held, 240);
    CHECK_EQUAL(two->gil_held_off, 100);
    CHECK_EQUAL(two->requests, 1);
    CHECK_EQUAL(two->lost_races, 1);
    CHECK_EQUAL(two->voluntary, 1);
    CHECK_EQUAL(two->involuntary, 1);
    CHECK_EQUAL(two->migrations, 1);
    CHECK_EQUAL(stats.cores[0].busy, 400);
    CHECK_EQUAL(stats.cores[0].idle, 500);
    CHECK_EQUAL(stats.cores[1].busy, 200);
    CHECK_EQUAL(stats.cores[0].switches, 3);
    CHECK_EQUAL(stats.gil_count, 1);
    CHECK_EQUAL(stats.gils[0].held, 440);
    CHECK_EQUAL(stats.gils[0].switches, 1);
    CHECK_EQUAL(stats.gils[0].overlap, 0);
    stats_free(&stats);
    trace_free(&trace);
}

static void test_window(void)
{
    struct build b = build_two_threads();
    struct trace trace = decode(&b);
    struct window window;
    struct problem problem;
    struct stats stats;

    CHECK(window_between(&trace, "outer", &window, &problem) == 0);
    CHECK_EQUAL(window.from, 110);
    CHECK_EQUAL(window.to, 390);
    CHECK(window_between(&trace, "inner", &window, &problem) == 0);
    CHECK_EQUAL(window.to, 380);
    CHECK(window_between(&trace, "none", &window, &problem) < 0);
    window = (struct window){.from = 300, .to = 650};
    stats_gather(&stats, &trace, &window);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].run, 100);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].gil_held, 50);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].acquired, 0);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 2)].ready, 200);
    CHECK_EQUAL(stats.gils[0].held, 50 + 190);
    CHECK_EQUAL(stats.gils[0].switches, 1);
    CHECK_EQUAL(stats.cores[1].busy, 50);
    stats_free(&stats);
    trace_free(&trace);
}

/* Threads on two cores whose clocks disagree by less than a quantum: the
 * second seems to have the GIL before the first let go. */
static void test_skew_is_tolerated(void)
{
    struct build b;
    struct trace trace;
    struct window window = {.from = 0, .to = 2000};
    struct stats stats;

    build_init(&b, 2, 8);
    b.header->core_clock[0] = 2000;
    build_switch(&b, 0, 0, 0, 'R', 1);
    build_switch(&b, 0, 1, 0, 'R', 2);
    build_user(&b, 100, 1, TRACE_GIL_ACQUIRED, 7, 1);
    build_user(&b, 1000, 1, TRACE_GIL_DROP, 2, 7);
    build_user(&b, 600, 2, TRACE_GIL_ACQUIRED, 7, 2);
    build_user(&b, 900, 2, TRACE_GIL_DROP, 2, 7);
    build_user(&b, 950, 2, TRACE_GIL_DROP, 2, 7); /* it had none */
    trace = decode(&b);
    stats_gather(&stats, &trace, &window);
    CHECK_EQUAL(stats.gils[0].held, 900);
    CHECK_EQUAL(stats.gils[0].overlap, 300);
    CHECK_EQUAL(stats.gils[0].overlap_max, 300);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].gil_held, 900);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 2)].gil_held, 300);
    stats_free(&stats);
    trace_free(&trace);
}

/* An LWP that is woken between deciding to sleep and leaving its core. */
static void test_woken_before_asleep(void)
{
    struct build b;
    struct trace trace;
    struct window window = {.from = 0, .to = 1000};
    struct stats stats;

    build_init(&b, 2, 8);
    b.header->core_clock[0] = 1000;
    build_switch(&b, 100, 0, 0, 'R', 1);
    build_waking(&b, 190, 1, 0, 1, 0);
    build_switch(&b, 200, 0, 1, 'S', 0);
    build_switch(&b, 300, 0, 0, 'R', 1);
    build_switch(&b, 400, 0, 1, 'S', 0);
    trace = decode(&b);
    stats_gather(&stats, &trace, &window);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].ready, 100);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].blocked, 600);
    CHECK_EQUAL(stats.cores[1].idle, 1000);
    stats_free(&stats);
    trace_free(&trace);
}

/* A thread that dies with the GIL does not hold it for ever. */
static void test_dead_holder(void)
{
    struct build b;
    struct trace trace;
    struct window window = {.from = 0, .to = 1000};
    struct stats stats;

    build_init(&b, 1, 8);
    b.header->core_clock[0] = 1000;
    build_switch(&b, 100, 0, 0, 'R', 1);
    build_user(&b, 150, 1, TRACE_GIL_ACQUIRED, 7, 1);
    build_switch(&b, 200, 0, 1, 'Z', 0);
    trace = decode(&b);
    stats_gather(&stats, &trace, &window);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].gil_held, 50);
    CHECK_EQUAL(stats.lwps[index_of(&trace, 1)].blocked, 0);
    CHECK_EQUAL(stats.gils[0].held, 50);
    stats_free(&stats);
    trace_free(&trace);
}

/* ---- writers ---- */

static void expect_in(const char *text, const char *part, int line)
{
    if (strstr(text, part))
        return;
    checks_failed++;
    printf("FAIL %s: line %d: not printed: %s\n%s\n", test_name, line, part,
           text);
}
#define EXPECT_IN(text, part) expect_in((text), (part), __LINE__)

static void test_text(void)
{
    struct build b = build_two_threads();
    struct trace trace;
    char *text;

    build_rename(&b, 85, 1, "gilbench", 1);
    build_kernel(&b, 95, 0, 1, TRACE_SCHED_MIGRATE, 2, 0, (uint64_t[4]){1});
    trace = decode(&b);
    text = written_by(write_text, &trace, window_whole(&trace));
    EXPECT_IN(text, "# tracer: nop\n");
    EXPECT_IN(text,
              "        gilbench-1       (      1) [000] .....     0.000000400: "
              "sched_switch: prev_comm=gilbench prev_pid=1 prev_prio=120 "
              "prev_state=S ==> next_comm=lwp-2 next_pid=2 next_prio=120\n");
    EXPECT_IN(text, "          <idle>-0       (-------) [000] .....     "
                    "0.000000100: sched_switch: prev_comm=swapper/0 ");
    EXPECT_IN(text, "sched_waking: comm=lwp-2 pid=2 prio=120 "
                    "target_cpu=000\n");
    EXPECT_IN(text, "sched_migrate_task: comm=lwp-2 pid=2 prio=120 "
                    "orig_cpu=0 dest_cpu=1\n");
    EXPECT_IN(text, "sys_enter: NR 202 (10)\n");
    EXPECT_IN(text, ": tracing_mark_write: B|1|outer\n");
    EXPECT_IN(text, ": gil_drop: why=1 gil=7\n");
    EXPECT_IN(text, "tracing_mark_write: S|1|GIL held gilbench|1\n");
    EXPECT_IN(text, "tracing_mark_write: F|1|GIL wait lwp-2|2\n");
    free(text);
    trace_free(&trace);
}

static void test_json(void)
{
    struct build b = build_two_threads();
    struct trace trace;
    char *text;

    build_rename(&b, 900, 3, "a\"b\\\n", 9);
    trace = decode(&b);
    text = written_by(write_json, &trace, window_whole(&trace));
    EXPECT_IN(text, "{\"time\": 500, \"time_ns\": 500, \"core\": 0, "
                    "\"order\": 11, \"lwp\": 2, \"name\": \"lwp-2\", "
                    "\"event\": \"sched_switch\", \"next_pid\": 0, "
                    "\"prev_state\": \"R\"}\n");
    EXPECT_IN(text, "\"event\": \"gil_drop\", \"why\": 4, \"gil\": 7}\n");
    EXPECT_IN(text, "\"pid\": 3, \"comm\": \"a\\\"b\\\\\\u000a\", "
                    "\"tgid\": 9}\n");
    free(text);
    trace_free(&trace);
}

static void test_timehist(void)
{
    struct build b = build_two_threads();
    struct trace trace = decode(&b);
    char *text = written_by(timehist_write, &trace, window_whole(&trace));

    EXPECT_IN(text, "     0.000000500 [0000]  lwp-2[2/1]                 "
                    "       0.000130        0.000200        0.000100      R\n");
    EXPECT_IN(text, "     0.000000800 [0001]  lwp-2[2/1]                 "
                    "       0.000000        0.000100        0.000200      Z\n");
    free(text);
    trace_free(&trace);
}

static void test_stats_writers(void)
{
    struct build b = build_two_threads();
    struct trace trace = decode(&b);
    char *text = written_by(stats_text, &trace, window_whole(&trace));

    EXPECT_IN(text, "Lab time 0.100 us to 1.000 us: 0.900 us on 2 cores\n");
    EXPECT_IN(text, "lwp-2     2  0.300  0.300    0.100  0.240      0.100  "
                    "0.050     0.050\n");
    EXPECT_IN(text, "  (free)          51.1 %\n");
    EXPECT_IN(text, "2 hand-offs (ticks 1, exit 1), 1 switches between");
    CHECK(strstr(text, "NOT A LOCK") == NULL);
    free(text);
    text = written_by(stats_json, &trace, window_whole(&trace));
    EXPECT_IN(text, "\"run_ns\": 300, \"ready_ns\": 300, ");
    EXPECT_IN(text, "\"held_ns\": 440, \"free_ns\": 460, ");
    free(text);
    trace_free(&trace);
}

/* A core shared by two threads is not idle, though idling is what it did
 * longest; rounding makes columns of unequal width. */
static void test_lane(void)
{
    struct grid grid = {.window = {.from = 1000, .to = 1021}, .columns = 2};
    struct lane lane;

    lane_init(&lane, &grid, 3, true);
    CHECK_EQUAL(grid_start(&grid, 1), 1010);
    CHECK_EQUAL(grid_start(&grid, 2), 1021);
    CHECK_EQUAL(grid_column(&grid, 1009), 0);
    CHECK_EQUAL(grid_column(&grid, 1010), 0); /* may be one low */
    CHECK_EQUAL(grid_column(&grid, 1020), 1);
    lane_add(&lane, &grid, 0, 900, 1004);
    lane_add(&lane, &grid, 1, 1004, 1006);
    lane_add(&lane, &grid, 2, 1006, 1012);
    CHECK_EQUAL(lane.times[2], 4);
    CHECK_EQUAL(lane.times[3 + 2], 2);
    CHECK_EQUAL(lane_main_state(&lane, &grid, 0, LANE_EMPTY), 2);
    CHECK_EQUAL(lane_main_state(&lane, &grid, 1, LANE_EMPTY), 2);
    CHECK_EQUAL(lane_main_state(&lane, &grid, 1, 0), 0);
    lane_free(&lane);
}

static void test_timeline(void)
{
    static const char expected[] =
        "Lab time 0.000 to 1.000 us; a column is 0.025 us\n"
        "\n"
        "time, ns      |0                  |500\n"
        "core 0        ....AAAAAAAAAAAABBBB....................\n"
        "core 1        ........................BBBBBBBB........\n"
        "\n"
        "A lwp-1           ++########++........................\n"
        "B lwp-2         +.....rrrrrrrr++##HHHH####++++\n"
        "\n"
        "GIL held by   ......AAAAAAAA....BBBBBBBBBB............\n"
        "switches                        1\n"
        "drop requests                  1\n"
        "lost races                     1\n"
        "\n"
        "threads  # runs, holds the GIL      r ready, waits for a core\n";
    struct build b = build_two_threads();
    struct trace trace = decode(&b);
    struct window window = {.from = 0, .to = 1000};
    char *text = written_by(write_timeline, &trace, window);

    EXPECT_IN(text, expected);
    free(text);
    trace_free(&trace);
}

static const struct test tests[] = {
    {"trace_sha256", test_sha256},
    {"trace_extract_is_canonical", test_extract_is_canonical},
    {"trace_finds_region_in_ram", test_finds_region_in_ram},
    {"trace_refuses_bad_headers", test_refuses_bad_headers},
    {"trace_counts_what_is_missing", test_counts_what_is_missing},
    {"trace_skips_senseless_records", test_skips_senseless_records},
    {"trace_merge_order", test_merge_order},
    {"trace_names", test_names},
    {"trace_stats", test_stats},
    {"trace_window", test_window},
    {"trace_skew_is_tolerated", test_skew_is_tolerated},
    {"trace_woken_before_asleep", test_woken_before_asleep},
    {"trace_dead_holder", test_dead_holder},
    {"trace_text", test_text},
    {"trace_json", test_json},
    {"trace_timehist", test_timehist},
    {"trace_stats_writers", test_stats_writers},
    {"trace_lane", test_lane},
    {"trace_timeline", test_timeline},
};

int main(void)
{
    return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
