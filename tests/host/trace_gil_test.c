/* SPDX-License-Identifier: MIT
 *
 * The verdict over a GIL, on made-up runs: a good one adds up, and each broken
 * rule is named, with the thread to blame.
 *
 * LINK: qemu/trace/ring.c qemu/trace/event.c qemu/trace/lwp.c
 * LINK: qemu/trace/names.c qemu/trace/merge.c qemu/trace/window.c
 * LINK: qemu/trace/analyse.c qemu/trace/table.c qemu/trace/support.c
 * LINK: qemu/trace/stats.c qemu/trace/gil.c qemu/trace/gil_rules.c
 * LINK: qemu/trace/gil_report.c
 */
#include "qemu/trace/trace.h"
#include "tests/host/trace_build.h"
#include "tests/host/trace_check.h"

#define MS 1000000u /* instructions, at mhz=1000 */

static struct build b;
static uint32_t order;

/* The next GIL record of the process. */
static void put(uint64_t time, uint32_t tid, uint16_t event, uint32_t arg0,
                uint64_t arg1)
{
    build_user(&b, time, tid, event, arg0, arg1)->order = order++;
}

static void take(uint64_t time, uint32_t tid)
{
    put(time, tid, TRACE_GIL_ACQUIRED, 0, 0);
}

static void drop(uint64_t time, uint32_t tid, uint32_t why)
{
    put(time, tid, TRACE_GIL_DROP, why, 0);
}

static void await(uint64_t time, uint32_t tid)
{
    put(time, tid, TRACE_GIL_WAIT, 0, 0);
}

/* Threads 2 and 3 run, each on its core; then `end` as the run's. */
static void begin(uint32_t flags)
{
    struct trace_record *policy;

    build_init(&b, 2, 200);
    order = 100;
    build_rename(&b, 50, 1, "test", 1);
    build_rename(&b, 60, 2, "two", 1);
    build_rename(&b, 70, 3, "three", 1);
    build_switch(&b, 100, 0, 0, 'R', 2);
    build_switch(&b, 100, 1, 0, 'R', 3);
    policy = build_slots(&b, TRACE_OWNER_LWP, 2, BUILD_PID, 2);
    *policy = (struct trace_record){.time = 150,
                                    .event = TRACE_GIL_POLICY,
                                    .extra = 1,
                                    .lwp = 2,
                                    .order = order++,
                                    .arg0 = flags,
                                    .arg1 = 5000};
    strcpy((char *)(policy + 1), "made-up");
}

/* The verdict as JSON; the caller frees. *broken GILs. */
static char *judge(uint64_t end, unsigned *broken)
{
    struct ring ring;
    struct trace trace;
    struct problem problem;
    struct window window;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    b.header->core_clock[0] = b.header->core_clock[1] = end;
    CHECK(ring_load_memory(b.bytes, b.size, &ring, &problem) == 0);
    trace_merge(&trace, &ring);
    window = window_whole(&trace);
    *broken = gil_write(&trace, &window, true, out);
    fclose(out);
    trace_free(&trace);
    free(b.bytes);
    return text;
}

/* The run breaks this rule, to the harm of that thread, or (NULL) none. */
static void expect(uint64_t end, const char *rule, const char *thread)
{
    unsigned broken;
    char *text = judge(end, &broken);
    char wanted[100];

    CHECK_EQUAL(broken, rule != NULL);
    snprintf(wanted, sizeof wanted,
             "\"broken\": [\n    {\"rule\": \"%s\", \"thread\": \"%s\"",
             rule ? rule : "", thread ? thread : "");
    if (rule && !strstr(text, wanted)) {
        printf("%s\nnot in:\n%s\n", wanted, text);
        CHECK(false);
    }
    free(text);
}

static void test_adds_up(void)
{
    unsigned broken;
    char *text;

    begin(0);
    take(1000, 2);
    await(1100, 3);
    drop(2000, 2, DROP_REQUEST);
    take(1900, 3); /* its core's clock is behind */
    drop(5000, 3, DROP_EXIT);
    take(5500, 2);
    drop(6000, 2, DROP_EXIT);
    text = judge(8000, &broken);
    CHECK_EQUAL(broken, 0);
    CHECK(strstr(text, "\"policy\": \"made-up\"") != NULL);
    CHECK(strstr(text, "\"from_ns\": 1000, \"to_ns\": 8000, \"held\": 4500, "
                       "\"idle\": 2500, \"elapsed\": 7000, "
                       "\"clock_behind\": 1, \"clock_behind_most_ns\": 100, "
                       "\"missing\": 0") != NULL);
    CHECK(strstr(text, "\"held_ns\": 3000, \"waited_ns\": 900, "
                       "\"longest_wait_ns\": 900, \"taken\": 1") != NULL);
    CHECK(strstr(text, "\"held_ns\": 1500, \"waited_ns\": 0") != NULL);
    free(text);
}

static void test_two_holders(void)
{
    begin(0);
    take(1000, 2);
    take(1500, 3);
    expect(8000, "two holders", "three");
    begin(TRACE_GIL_ANY);
    take(1000, 2);
    take(1500, 3);
    drop(1600, 2, DROP_EXIT);
    drop(1700, 2, DROP_EXIT);
    expect(8000, NULL, NULL);
}

static void test_drop_unheld(void)
{
    begin(0);
    take(1000, 2);
    drop(1500, 3, DROP_BLOCK);
    expect(8000, "drop without holding", "three");
}

/* The record between two is missing: nobody is accused. */
static void test_gap(void)
{
    unsigned broken;
    char *text;

    begin(0);
    take(1000, 2);
    order++;
    take(1500, 3);
    order++;
    drop(1600, 2, DROP_EXIT);
    text = judge(8000, &broken);
    CHECK_EQUAL(broken, 0);
    CHECK(strstr(text, "\"missing\": 2") != NULL);
    free(text);
}

/* Thread 3 sleeps while the GIL is free for 20 ms; then it is awake, but has no
 * core; then the one that let go has none. */
static void free_for_20_ms(char waiter, char dropper)
{
    begin(0);
    take(1000, 2);
    await(1100, 3);
    build_switch(&b, 1200, 1, 3, waiter, 0);
    drop(2000, 2, DROP_BLOCK);
    build_switch(&b, 2100, 0, 2, dropper, 0);
    build_switch(&b, 20 * MS, 1, 0, 'R', 3);
    take(20 * MS + 100, 3);
}

static void test_lost_wakeup(void)
{
    free_for_20_ms('S', 'S');
    expect(21 * MS, "lost wake-up", "three");
    free_for_20_ms('R', 'S');
    expect(21 * MS, NULL, NULL);
    free_for_20_ms('S', 'R');
    expect(21 * MS, NULL, NULL);
    free_for_20_ms('S', 'S');
    b.header->dropped = 1; /* it may have been awake */
    expect(21 * MS, NULL, NULL);
}

/* Thread 3 waits while 2 and 4 take turns. */
static void turns(uint32_t flags, unsigned count, uint64_t length)
{
    begin(flags);
    take(1000, 2);
    await(1100, 3);
    for (unsigned i = 0; i < count; i++) {
        drop(2000 + length * i, i % 2 ? 4 : 2, DROP_TICKS);
        take(2050 + length * i, i % 2 ? 2 : 4);
    }
}

static void test_starvation(void)
{
    turns(0, 1001, MS);
    expect(1100 * MS, "starvation", "three");
    turns(0, 1000, MS);
    expect(1100 * MS, NULL, NULL);
    turns(0, 1001, MS / 100);
    expect(20 * MS, NULL, NULL);
    turns(0, 2, 6000ull * MS);
    expect(12000ull * MS, "starvation", "three");
    turns(TRACE_GIL_STARVES, 1001, MS);
    expect(1100 * MS, NULL, NULL);
}

static void test_deadlock(void)
{
    begin(0);
    take(1000, 2);
    await(1100, 3);
    b.header->exit_kind = TRACE_EXIT_DEADLOCK;
    expect(8000, "deadlock", "three");

    begin(0);
    take(1000, 2);
    drop(1100, 2, DROP_EXIT);
    b.header->exit_kind = TRACE_EXIT_DEADLOCK;
    expect(8000, "deadlock", "two");

    begin(0); /* it blocks: no fault of the GIL's */
    take(1000, 2);
    drop(1100, 2, DROP_BLOCK);
    b.header->exit_kind = TRACE_EXIT_DEADLOCK;
    expect(8000, NULL, NULL);

    begin(0);
    take(1000, 2);
    await(1100, 3);
    drop(1200, 2, DROP_BLOCK);
    b.header->exit_kind = TRACE_EXIT_DEADLOCK;
    expect(8000, "lost wake-up", "three");
}

int main(void)
{
    static const struct test tests[] = {
        {"gil_adds_up", test_adds_up},
        {"gil_two_holders", test_two_holders},
        {"gil_drop_unheld", test_drop_unheld},
        {"gil_gap", test_gap},
        {"gil_lost_wakeup", test_lost_wakeup},
        {"gil_starvation", test_starvation},
        {"gil_deadlock", test_deadlock},
    };

    return run_tests(tests, sizeof(tests) / sizeof(tests[0]));
}
