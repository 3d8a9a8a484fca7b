/* SPDX-License-Identifier: MIT
 *
 * mlfq, rule by rule, on the model of a machine (sched/mlfq.c has the rules).
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define QUANTUM (5 * MS)    /* the policy's defaults: at the top */
#define ALLOTMENT (10 * MS) /* likewise */
#define LEVELS 4
#define BOOST (1000 * MS)

static void start(void)
{
    drive_start(&(struct drive_config){
        .policy = &sched_mlfq, .cores = 1, .tick = MS, .watch = 5000 * MS});
}

static struct drive_task *begin(drive_script *script, uint64_t run,
                                uint64_t sleep)
{
    struct drive_task *task = drive_new(script);
    task->run = run;
    task->sleep = sleep;
    drive_begin(task);
    return task;
}

/* Time passes, and nothing is wrong. */
static void pass(uint64_t ns)
{
    drive_for(ns);
    CHECK_TEXT(drive.broken, "");
}

/* A task's level, as mlfq.c keeps it. */
static uint64_t level_of(const struct drive_task *task)
{
    return task->entity.data[0];
}

/* Set the tunable `name`: its old value. */
static uint64_t tune(const char *name, uint64_t value)
{
    const struct sched_tunable *tunable = sched_mlfq.tunables;
    while (strcmp(tunable->name, name) != 0)
        tunable++;
    uint64_t old = *tunable->value;
    *tunable->value = value;
    return old;
}

/* Rule 1: whoever wakes at a higher level runs at once, at the same one not. */
static void test_higher_runs(void)
{
    start();
    struct drive_task *hog = begin(NULL, 0, 0);
    struct drive_task *sleeper = begin(drive_run_and_sleep, MS / 10, 30 * MS);
    pass(2 * ALLOTMENT);
    CHECK_EQUAL(level_of(hog), 1);
    pass(200 * MS);
    CHECK_EQUAL(level_of(sleeper), 0);
    CHECK_EQUAL(level_of(hog), LEVELS - 1);
    drive_forget();
    pass(500 * MS);
    CHECK(sleeper->waits > 10);
    CHECK_EQUAL(sleeper->longest_wake, 0);

    start();
    struct drive_task *equal = begin(drive_run_and_sleep, MS / 10, MS / 2);
    hog = begin(NULL, 0, 0);
    pass(QUANTUM - MS / 2);
    CHECK_EQUAL(equal->wakes, 1);
    CHECK_EQUAL(equal->waits, 1);
    CHECK_EQUAL(drive_running(0), hog->entity.tid);
}

/* Rule 2: equals take turns; a level's quantum is twice that above. */
static void test_equals_take_turns(void)
{
    start();
    for (int i = 0; i < 3; i++)
        begin(NULL, 0, 0);
    for (uint64_t level = 0; level < LEVELS; level++) {
        uint64_t quantum = QUANTUM << level;
        for (uint32_t turn = 0; turn < 6; turn++) {
            pass(quantum - MS / 2);
            CHECK_EQUAL(drive_running(0), turn % 3 + 1);
            CHECK_EQUAL(level_of(&drive.tasks[turn % 3 + 1]), level);
            pass(MS / 2);
        }
    }
}

/* A preempted one goes on before its equals, for the rest of its quantum. */
static void test_rest_of_quantum(void)
{
    start();
    struct drive_task *first = begin(NULL, 0, 0);
    begin(NULL, 0, 0);
    pass(4 * ALLOTMENT); /* both at level 1 */
    pass(3 * MS);
    uint32_t running = drive_running(0);
    CHECK_EQUAL(level_of(&drive.tasks[running]), 1);
    uint64_t ran = drive.tasks[running].ran;
    begin(drive_run_and_sleep, MS, DRIVE_EVER);
    pass(MS / 2);
    CHECK_EQUAL(drive_running(0), 3);
    pass(MS);
    CHECK_EQUAL(drive_running(0), running);
    pass(6 * MS);
    CHECK_EQUAL(drive_running(0), running);
    pass(MS);
    CHECK_EQUAL(drive_running(0), 3 - running);
    CHECK(drive.tasks[running].ran - ran <= 8 * MS && first->ran > 0);
}

/* Rule 3. */
static void test_new_one_on_top(void)
{
    start();
    struct drive_task *hog = begin(NULL, 0, 0);
    pass(300 * MS);
    CHECK_EQUAL(level_of(hog), LEVELS - 1);
    struct drive_task *young = begin(NULL, 0, 0);
    drive_settle();
    CHECK_EQUAL(drive_running(0), young->entity.tid);
    CHECK_EQUAL(level_of(young), 0);
}

/* Rule 4: a long job goes down by one at the end of each allotment. */
static void test_allotments(void)
{
    start();
    struct drive_task *hog = begin(NULL, 0, 0);
    uint64_t end = 0;
    for (uint64_t level = 0; level < LEVELS - 1; level++) {
        end += ALLOTMENT << level;
        while (hog->ran < end - MS)
            pass(MS / 4);
        CHECK_EQUAL(level_of(hog), level);
        pass(3 * MS / 2);
        CHECK_EQUAL(level_of(hog), level + 1);
    }
    pass(400 * MS);
    CHECK_EQUAL(level_of(hog), LEVELS - 1);
}

/* Rule 4: a job that starts some I/O just before each quantum's end sinks like
 * the others, and gets no more than they. If sleeping began a new allotment it
 * would get 98 %. */
static void test_gaming(void)
{
    start();
    uint64_t boost = tune("boost", 0);
    struct drive_task *gamer =
        begin(drive_run_and_sleep, QUANTUM - MS / 10, MS / 10);
    struct drive_task *honest = begin(NULL, 0, 0);
    pass(4 * ALLOTMENT);
    CHECK(level_of(gamer) >= 1);
    pass(20 * ALLOTMENT);
    CHECK_EQUAL(level_of(gamer), LEVELS - 1);
    drive_forget();
    pass(2000 * MS);
    CHECK(gamer->ran < honest->ran);
    tune("boost", boost);
}

/* Rule 4: nor is there a way to hide from the ticks. */
static void test_between_ticks(void)
{
    start();
    uint64_t boost = tune("boost", 0);
    pass(MS / 10);
    struct drive_task *hidden =
        begin(drive_run_and_sleep, 8 * MS / 10, 2 * MS / 10);
    pass(14 * MS); /* it has run for 14 * 0.8 ms, and no tick has seen it */
    CHECK_EQUAL(level_of(hidden), 1);
    tune("boost", boost);
}

/* A job that lives for 8 ms, and begins the next one. */
static struct drive_step short_lived(struct drive_task *task)
{
    if (!task->data[0]++)
        return (struct drive_step){DRIVE_RUN, 8 * MS};
    if (drive.tasks_count < DRIVE_TASKS)
        begin(short_lived, 0, 0);
    return (struct drive_step){DRIVE_EXIT, 0};
}

/* A long job beside one short job after the other, all new: how long it waits
 * in six seconds, at most. */
static uint64_t longest_wait(uint64_t boost)
{
    start();
    drive.config.watch = 0;
    uint64_t old = tune("boost", boost);
    struct drive_task *hog = begin(NULL, 0, 0);
    pass(400 * MS);
    begin(short_lived, 0, 0);
    pass(6000 * MS);
    tune("boost", old);
    uint64_t waits = hog->state == DRIVE_QUEUED ? world_now - hog->since : 0;
    return waits > hog->longest_wait ? waits : hog->longest_wait;
}

/* Rule 5: a boost ends starvation. */
static void test_boost_ends_starvation(void)
{
    CHECK(longest_wait(0) > 5900 * MS);
    uint64_t wait = longest_wait(BOOST);
    CHECK(wait > BOOST / 2 && wait < BOOST + 20 * MS);
    CHECK(longest_wait(100 * MS) < 120 * MS);
}

/* Rule 5 is for those that run, wait and sleep. */
static void test_boost_is_for_all(void)
{
    start();
    struct drive_task *hogs[2] = {begin(NULL, 0, 0), begin(NULL, 0, 0)};
    struct drive_task *sleeper =
        begin(drive_run_and_sleep, 10 * ALLOTMENT, DRIVE_EVER);
    pass(500 * MS);
    CHECK_EQUAL(sleeper->state, DRIVE_ASLEEP);
    CHECK_EQUAL(level_of(sleeper), LEVELS - 1);
    CHECK(level_of(hogs[0]) > 1 && level_of(hogs[1]) > 1);
    drive_until(2 * BOOST + QUANTUM + MS);
    CHECK_EQUAL(level_of(hogs[0]), 0);
    CHECK_EQUAL(level_of(hogs[1]), 0);
    drive_until(3 * BOOST + 400 * MS);
    drive_wake(sleeper);
    drive_settle();
    CHECK_EQUAL(level_of(sleeper), 0);
    CHECK_EQUAL(drive_running(0), sleeper->entity.tid);
}

/* One that computes little is served at once, whatever the others do; after a
 * boost it waits for a quantum of each. */
static void test_interactive_first(void)
{
    start();
    for (int i = 0; i < 5; i++)
        begin(NULL, 0, 0);
    struct drive_task *editor = begin(drive_run_and_sleep, MS / 10, 20 * MS);
    pass(300 * MS);
    drive_forget();
    pass(600 * MS);
    CHECK_EQUAL(editor->longest_wake, 0);
    pass(5000 * MS);
    CHECK(editor->longest_wake <= 5 * QUANTUM + MS);
}

/* Who yields goes behind its equals, and its allotment goes on. */
static void test_yield(void)
{
    start();
    struct drive_task *polite = begin(drive_run_and_yield, MS, 0);
    begin(NULL, 0, 0);
    pass(MS / 2);
    CHECK_EQUAL(drive_running(0), 1);
    pass(MS);
    CHECK_EQUAL(drive_running(0), 2);
    pass(50 * MS);
    CHECK(level_of(polite) >= 1 || polite->ran < ALLOTMENT);
    pass(400 * MS);
    CHECK(level_of(polite) >= 1);
}

/* An idle core takes the highest one that may run there. */
static void test_stealing(void)
{
    drive_start(&(struct drive_config){.policy = &sched_mlfq, .cores = 2});
    drive.cores[1].idle = false; /* busy with something: all go to core 0 */
    struct drive_task *tasks[3];
    for (int i = 0; i < 3; i++)
        tasks[i] = drive_new(NULL);
    tasks[1]->entity.affinity = core_set_below(1);
    for (int i = 0; i < 3; i++)
        drive_begin(tasks[i]), drive.cores[0].idle = false;
    drive.cores[0].need_resched = false;
    CHECK(drive_steal(1, 0));
    CHECK_EQUAL(tasks[0]->entity.core, 1);
    CHECK(drive_steal(1, 0));
    CHECK_EQUAL(tasks[2]->entity.core, 1);
    CHECK(!drive_steal(1, 0));
    CHECK_TEXT(drive.broken, "");
}

static void test_dump(void)
{
    char text[64];
    start();
    for (int i = 0; i < 3; i++)
        begin(NULL, 0, 0);
    pass(MS);
    sched_mlfq.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "level 0: 2 3");
    pass(5 * QUANTUM);
    sched_mlfq.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "level 1: 1 2");
    memset(text, '#', sizeof(text));
    sched_mlfq.dump(&drive.cores[0].queue, text, 8);
    CHECK_TEXT(text, "level 1");
    CHECK_EQUAL(text[8], '#');
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"1: the higher level runs", test_higher_runs},
        {"2: equals take turns", test_equals_take_turns},
        {"2: the rest of a quantum", test_rest_of_quantum},
        {"3: a new one is on top", test_new_one_on_top},
        {"4: allotments", test_allotments},
        {"4: no gaming", test_gaming},
        {"4: no hiding from ticks", test_between_ticks},
        {"5: a boost ends starvation", test_boost_ends_starvation},
        {"5: a boost is for all", test_boost_is_for_all},
        {"interactive first", test_interactive_first},
        {"yield", test_yield},
        {"stealing", test_stealing},
        {"dump", test_dump},
    };
    return UNIT_RUN(tests);
}
