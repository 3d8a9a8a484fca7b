/* SPDX-License-Identifier: MIT
 *
 * bsd44 against its formulas (sched/bsd44.c has them), computed here in floating
 * point, on the model of a machine.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define S (1000 * MS)
#define TURN (100 * MS)
#define LOAD_KEPT 0.920044415 /* e ** (-5 / 60) */

static void start(uint64_t watch)
{
    drive_start(&(struct drive_config){
        .policy = &sched_bsd44, .cores = 1, .tick = 4 * MS, .watch = watch});
}

static struct drive_task *begin(drive_script *script, uint64_t run,
                                uint64_t sleep, int nice)
{
    struct drive_task *task = drive_new(script);
    task->run = run;
    task->sleep = sleep;
    task->entity.nice = nice;
    drive_begin(task);
    return task;
}

static void pass(uint64_t ns)
{
    drive_for(ns);
    CHECK_TEXT(drive.broken, "");
}

/* A task's estcpu in ticks and its priority, as bsd44.c keeps them. */
static double estcpu(const struct drive_task *task)
{
    return (double)task->entity.data[0] / 1e7;
}

static uint64_t priority(const struct drive_task *task)
{
    return task->entity.key;
}

/* What a second forgets at that load. */
static double decay(double load)
{
    return 2 * load / (2 * load + 1);
}

static bool near(double a, double b, double error)
{
    return a - b <= error && b - a <= error;
}

/* 40 ms make it one worse, each nice value two; from 50 to 127. */
static void test_priority(void)
{
    start(0);
    struct drive_task *task = begin(NULL, 0, 0, 0);
    drive_settle();
    CHECK_EQUAL(priority(task), 50);
    for (uint64_t more = 0; more < 20; more++) {
        CHECK_EQUAL(priority(task), 50 + more);
        pass(40 * MS);
    }
    static const struct {
        int nice;
        uint64_t priority;
    } fresh[] = {{-20, 50}, {-1, 50}, {1, 52}, {10, 70}, {19, 88}};
    for (int i = 0; i < 5; i++) {
        struct drive_task *other = drive_new(NULL);
        other->entity.nice = fresh[i].nice;
        drive_begin(other);
        CHECK_EQUAL(priority(other), fresh[i].priority);
    }
}

/* estcpu of those that only run, second by second for two minutes, within a
 * percent and the 120 ms that they may run before or after the others. */
static void check_model(unsigned hogs)
{
    start(0);
    for (unsigned i = 0; i < hogs; i++)
        begin(NULL, 0, 0, 0);
    double model = 0, load = 0;
    pass(60 * MS); /* by then all have forgotten the second before */
    for (unsigned second = 1; second <= 120; second++) {
        pass(S);
        model += 100.0 / hogs;
        if (model > 255)
            model = 255;
        if (second % 5 == 0)
            load = load * LOAD_KEPT + hogs * (1 - LOAD_KEPT);
        model *= decay(load);
        CHECK(near(estcpu(&drive.tasks[1]), model, 12 + model / 100));
    }
}

static void test_decay(void)
{
    check_model(1);
    check_model(2);
    check_model(5);
}

/* Who slept for s seconds has forgotten s times when it wakes; its nice value has
 * added nothing meanwhile. */
static struct drive_task *check_sleeper(int nice)
{
    start(0);
    struct drive_task *sleeper = begin(drive_run_and_sleep, 2 * S, 0, nice);
    begin(NULL, 0, 0, 0);
    sleeper->sleep = DRIVE_EVER;
    while (sleeper->state != DRIVE_ASLEEP)
        pass(100 * MS);
    double before = estcpu(sleeper), load = 0;
    unsigned began = (unsigned)(world_now / S) - 1;
    CHECK(before > 40);
    for (unsigned second = 5; second <= began + 3; second += 5)
        load = load * LOAD_KEPT + (second <= began ? 2 : 1) * (1 - LOAD_KEPT);
    pass(3 * S);
    drive_wake(sleeper);
    double factor = decay(load) * decay(load) * decay(load);
    CHECK(near(estcpu(sleeper), before * factor, before * 0.03));
    drive_settle();
    return sleeper;
}

static void test_sleeper(void)
{
    const struct drive_task *sleeper = check_sleeper(0);
    CHECK_EQUAL(drive_running(0), sleeper->entity.tid);
    check_sleeper(5);
}

/* Those in one queue take turns of 100 ms. */
static void test_turns(void)
{
    start(0);
    for (int i = 0; i < 3; i++)
        begin(NULL, 0, 0, 1); /* a queue's first priority */
    for (uint32_t tid = 1; tid <= 3; tid++) {
        pass(TURN - MS);
        CHECK_EQUAL(drive_running(0), tid);
        pass(MS);
    }
    CHECK_EQUAL(drive_running(0), 1);
    pass(60 * MS); /* 160 ms in all: to the next queue */
    CHECK_EQUAL(drive_running(0), 2);
}

/* Equal ones get equal shares, and none waits for longer than the others' turns
 * and a second. */
static void test_fair(void)
{
    start(3 * S);
    for (int i = 0; i < 7; i++)
        begin(NULL, 0, 0, 0);
    pass(10 * S);
    drive_forget();
    pass(350 * S);
    for (uint32_t tid = 1; tid <= 7; tid++)
        CHECK(near((double)drive.tasks[tid].ran, 50e9, 0.5e9));
}

/* Nice ones get less. */
static void test_nice(void)
{
    start(0);
    struct drive_task *normal = begin(NULL, 0, 0, 0);
    struct drive_task *nice = begin(NULL, 0, 0, 10);
    pass(60 * S);
    drive_forget();
    pass(100 * S);
    CHECK(nice->ran > 20 * S && 10 * normal->ran > 17 * nice->ran);
}

/* The extremes starve: why the policy says so. */
static void test_starves(void)
{
    start(0);
    begin(NULL, 0, 0, -20);
    begin(NULL, 0, 0, -20);
    struct drive_task *nice = begin(NULL, 0, 0, 19);
    pass(60 * S);
    drive_forget();
    pass(100 * S);
    CHECK_EQUAL(nice->ran, 0);
    CHECK(sched_bsd44.starves);
}

/* One that computes little does not wait for those that compute much. */
static void test_interactive_first(void)
{
    start(0);
    for (int i = 0; i < 5; i++)
        begin(NULL, 0, 0, 0);
    struct drive_task *editor = begin(drive_run_and_sleep, MS, 30 * MS, 0);
    pass(120 * S);
    drive_forget();
    pass(30 * S);
    CHECK(editor->waits > 900);
    CHECK_EQUAL(editor->longest_wake, 0);
}

static struct drive_step at_random(struct drive_task *task)
{
    uint64_t ns = 1 + unit_random() % (300 * MS);
    (void)task;
    switch (unit_random() % 4) {
    case 0:
        return (struct drive_step){DRIVE_YIELD, 0};
    case 1:
        return (struct drive_step){DRIVE_SLEEP, 12 * ns};
    default:
        return (struct drive_step){DRIVE_RUN, ns};
    }
}

/* Many of all kinds: a queued one's estcpu is never more than a round behind,
 * though a tick looks at a few only. */
static void test_many(void)
{
    start(0);
    for (int i = 0; i < 500; i++)
        begin(at_random, 0, 0, (int)(unit_random() % 40) - 20);
    pass(60 * S);
    uint64_t now = world_now / S;
    for (uint32_t tid = 1; tid <= 500; tid++) {
        if (drive.tasks[tid].state == DRIVE_QUEUED)
            CHECK(now - drive.tasks[tid].entity.data[1] <= 2);
        CHECK(estcpu(&drive.tasks[tid]) <= 255);
    }
}

static void test_dump(void)
{
    char text[64];
    start(0);
    begin(NULL, 0, 0, 0);
    begin(NULL, 0, 0, 0);
    begin(NULL, 0, 0, 4);
    drive_settle();
    sched_bsd44.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "queue 12: 2\nqueue 14: 3");
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"priority", test_priority},
        {"decay", test_decay},
        {"sleeper", test_sleeper},
        {"turns", test_turns},
        {"fair", test_fair},
        {"nice", test_nice},
        {"starves", test_starves},
        {"interactive first", test_interactive_first},
        {"many", test_many},
        {"dump", test_dump},
    };
    return UNIT_RUN(tests);
}
