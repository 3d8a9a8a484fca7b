/* SPDX-License-Identifier: MIT
 *
 * edf against its definition: on one core whose shares add up to no more than the
 * core, every job of every random set of periodic tasks meets its deadline (Liu and
 * Layland), also beside tasks that take more than they said; above it the first
 * miss is named. On the model of a machine, to the nanosecond.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "lib/errno.h"
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define TASKS_MAX 10
#define PERIOD_MAX (50 * MS)

/* Of a periodic task: data[0] the begin of its next period; data[1] 1 while its
 * job runs. */
static uint64_t missed, first_miss, jobs;
static uint32_t first_tid;

static void judge(const struct drive_task *task, uint64_t begin)
{
    jobs++;
    if (world_now <= begin + task->entity.deadline)
        return;
    missed++;
    if (first_tid == 0) {
        first_tid = task->entity.tid;
        first_miss = world_now - begin - task->entity.deadline;
    }
}

/* A job of task->run ns at each begin of a period. */
static struct drive_step periodic(struct drive_task *task)
{
    if (!task->data[1]) {
        task->data[1] = 1;
        return (struct drive_step){DRIVE_RUN, task->run};
    }
    judge(task, task->data[0]);
    task->data[0] += task->entity.period;
    if (task->data[0] <= world_now)
        return (struct drive_step){DRIVE_RUN, task->run};
    task->data[1] = 0;
    return (struct drive_step){DRIVE_SLEEP, task->data[0] - world_now};
}

static void start(const char *tune, uint32_t cores)
{
    char error[200];

    CHECK_EQUAL(sched_tune(&sched_edf, tune, error, sizeof(error)), 0);
    drive_start(&(struct drive_config){.policy = &sched_edf,
                                       .cores = cores,
                                       .tick = 4 * MS});
    missed = first_miss = jobs = first_tid = 0;
}

/* Make a task runnable that has that runtime and period, whose jobs take `run`;
 * NULL: refused. */
static struct drive_task *add(uint64_t runtime, uint64_t deadline,
                              uint64_t period, uint64_t run)
{
    struct drive_task *task = drive_new(run ? periodic : NULL);

    if (sched_edf.admit(&task->entity, runtime, deadline, period))
        return NULL;
    task->entity.class = SCHED_DEADLINE;
    task->entity.runtime = runtime;
    task->entity.deadline = deadline;
    task->entity.period = period;
    task->run = run;
    task->data[0] = world_now;
    sched_edf.exit_task(&task->entity); /* and admitted again by init_task */
    drive_begin(task);
    return task;
}

static uint64_t between(uint64_t from, uint64_t to)
{
    return from + unit_random() % (to - from + 1);
}

/* Fill core 0 up with random tasks, the last one as large as is left. */
static unsigned fill(void)
{
    unsigned count = 0;

    while (count < TASKS_MAX) {
        uint64_t period = between(MS / 10, PERIOD_MAX);
        uint64_t run = between(1, period / 3);
        if (!add(run, period, period, run))
            break;
        count++;
    }
    for (uint64_t run = PERIOD_MAX / 2; run > 1000; run = run * 9 / 10) {
        if (count < TASKS_MAX && add(run, PERIOD_MAX, PERIOD_MAX, run))
            count++;
    }
    return count;
}

static void test_meets_all(void)
{
    for (int round = 0; round < 200; round++) {
        start("limit:1000", 1);
        unsigned count = fill();
        drive_for(1000 * MS);
        CHECK_TEXT(drive.broken, "");
        CHECK(count > 0 && jobs > 10);
        CHECK_EQUAL(missed, 0);
        CHECK(!world_note);
    }
}

/* Liu and Layland's own example of what fixed priorities cannot do. */
static void test_full_core(void)
{
    start("limit:1000", 1);
    CHECK(add(2 * MS, 5 * MS, 5 * MS, 2 * MS));
    CHECK(add(4 * MS, 7 * MS, 7 * MS, 4 * MS));
    drive_for(3500 * MS);
    CHECK_EQUAL(missed, 0);
    CHECK(jobs > 1190);
}

static void test_overload(void)
{
    start("limit:2000", 1);
    world_note = NULL;
    CHECK(add(3 * MS, 5 * MS, 5 * MS, 3 * MS));
    CHECK(add(4 * MS, 7 * MS, 7 * MS, 4 * MS));
    drive_for(200 * MS);
    CHECK_TEXT(drive.broken, "");
    CHECK(missed > 0 && first_tid);
    CHECK(world_note && strcmp(world_note, "deadline_miss") == 0);
    CHECK(world_note_tid > 0 && world_note_value > 0);
}

/* One that never sleeps has its budget each period and not a nanosecond more,
 * whatever else there is to do; nobody else suffers. */
static void test_isolation(void)
{
    start("limit:1000", 1);
    CHECK(add(2 * MS, 5 * MS, 5 * MS, 2 * MS));
    struct drive_task *hog = add(3 * MS, 10 * MS, 10 * MS, 0);
    struct drive_task *rest = drive_new(NULL);
    drive_begin(rest);
    drive_for(1000 * MS);
    CHECK_TEXT(drive.broken, "");
    CHECK_EQUAL(missed, 0);
    CHECK_EQUAL(hog->ran, 300 * MS);
    CHECK_EQUAL(rest->ran, 300 * MS);
}

/* What it ran beyond its budget, because nobody looked, is off the next one. */
static void test_overrun(void)
{
    start("limit:1000", 1);
    struct drive_task *hog = add(3 * MS, 10 * MS, 10 * MS, 0);
    uint64_t begin = world_now;
    drive_settle();
    drive_pass(5 * MS);
    drive_tick(0);
    drive_until(begin + 10 * MS);
    CHECK_EQUAL(hog->ran, 5 * MS);
    drive_until(begin + 30 * MS);
    CHECK_EQUAL(hog->ran, (5 + 1 + 3) * MS);
}

/* A budget that is filled up again preempts a later deadline at once. */
static void test_release(void)
{
    start("limit:1000", 1);
    struct drive_task *soon = add(1 * MS, 4 * MS, 4 * MS, 0);
    CHECK(add(15 * MS, 20 * MS, 20 * MS, 0));
    drive_for(9 * MS);
    CHECK_TEXT(drive.broken, "");
    CHECK_EQUAL(soon->longest_wait, 3 * MS);
    CHECK_EQUAL(soon->ran, 3 * MS);
}

/* One that wakes with more budget than its share of the time to its deadline has
 * a new deadline, and a whole budget. */
static void test_late_waking(void)
{
    start("limit:1000", 1);
    struct drive_task *task = add(5 * MS, 10 * MS, 10 * MS, 0);
    drive_settle();
    drive_pass(MS);
    drive_block(0);
    drive_pass(7 * MS);
    drive_wake(task);
    drive_for(10 * MS);
    CHECK_EQUAL(task->ran, (1 + 5) * MS);
    drive_for(MS);
    CHECK_EQUAL(task->ran, (1 + 5 + 1) * MS);
}

static void test_admission(void)
{
    start("limit:950", 2);
    CHECK(add(5 * MS, 10 * MS, 10 * MS, MS));
    CHECK(add(4500000, 10 * MS, 10 * MS, MS));
    struct drive_task *third = add(6 * MS, 10 * MS, 10 * MS, MS);
    CHECK(third);
    CHECK(!add(5 * MS, 10 * MS, 10 * MS, MS)); /* 0.35 is left */
    CHECK(!add(MS, 2 * MS, 10 * MS, MS));      /* by the deadline: 0.5 */
    CHECK_EQUAL(sched_edf.admit(&third->entity, 0, 0, 0), 0);
    CHECK(add(95 * MS / 10, 10 * MS, 10 * MS, MS));
    CHECK(!add(1, 1000, 1000000, 1));
}

/* Done for this period: the rest of the budget is lost. */
static void test_yield(void)
{
    start("limit:1000", 1);
    struct drive_task *task = add(5 * MS, 10 * MS, 10 * MS, 0);
    drive_settle();
    drive_pass(MS);
    drive_yield(0);
    drive_settle();
    CHECK_EQUAL(drive_running(0), 0);
    uint64_t begin = world_now;
    drive_for(12 * MS);
    CHECK_EQUAL(world_now - begin, 12 * MS);
    CHECK_EQUAL(task->ran, MS + 3 * MS);
}

/* Another nice value is no new budget, and nor are other attributes. */
static void test_change(void)
{
    start("limit:1000", 1);
    struct drive_task *task = add(2 * MS, 10 * MS, 10 * MS, 0);
    uint64_t begin = world_now;
    for (int i = 0; i < 30; i++) {
        drive_for(MS / 3);
        drive_set_nice(task, i % 5);
    }
    drive_until(begin + 10 * MS);
    CHECK(task->ran <= 2 * MS + MS / 100);
    CHECK(task->ran >= 2 * MS - MS / 100);
}

/* Less of a budget counts at once: of what is left no more remains than it. */
static void test_less_budget(void)
{
    start("limit:1000", 1);
    struct drive_task *task = add(5 * MS, 10 * MS, 10 * MS, 0);
    uint64_t begin = world_now;
    drive_for(MS);
    drive_set_deadline(task, 2 * MS, 10 * MS, 10 * MS);
    drive_until(begin + 10 * MS);
    CHECK(task->ran >= 2 * MS && task->ran <= (1 + 2) * MS);
}

/* As sched_setattr(2) does it; a period of 0: no deadline any more. */
static void ask(struct drive_task *task, uint64_t runtime, uint64_t period)
{
    CHECK_EQUAL(sched_edf.admit(&task->entity, runtime, period, period), 0);
    drive_set_deadline(task, runtime, period, period);
}

/* Nor is giving it up and asking for it again, in whatever state; with the same
 * share in turn of a shorter and of a longer period. It has all of its own
 * share. */
static void leave_and_enter(bool settles, uint64_t sleep, uint64_t other)
{
    start("limit:1000", 1);
    struct drive_task *hog = drive_new(NULL);
    drive_begin(hog);
    struct drive_task *task = add(2 * MS, 10 * MS, 10 * MS, 0);
    for (int i = 0; i < 300; i++) {
        uint64_t period = i % 2 ? 10 * MS : other;
        if (sleep && drive_running(0) == task->entity.tid)
            drive_block(0);
        ask(task, 0, 0);
        if (settles)
            drive_settle();
        ask(task, period / 5, period);
        if (task->state == DRIVE_ASLEEP)
            drive_wake(task);
        drive_for(MS + MS / 3);
    }
    CHECK_TEXT(drive.broken, "");
    CHECK(task->ran <= 80 * MS + 4 * MS);
    CHECK(other != 10 * MS || task->ran >= 70 * MS);
    CHECK_EQUAL(hog->ran + task->ran, 300 * (MS + MS / 3));
}

static void test_leave(void)
{
    for (int sleeps = 0; sleeps < 2; sleeps++) {
        leave_and_enter(false, sleeps, 10 * MS);
        leave_and_enter(true, sleeps, 10 * MS);
        leave_and_enter(true, sleeps, 5 * MS);
        leave_and_enter(true, sleeps, 40 * MS);
    }
}

/* When the old deadline has passed, it begins anew and at once. */
static void test_return(void)
{
    start("limit:1000", 1);
    struct drive_task *hog = drive_new(NULL);
    drive_begin(hog);
    struct drive_task *task = add(2 * MS, 10 * MS, 10 * MS, 0);
    drive_for(5 * MS);
    CHECK_EQUAL(task->ran, 2 * MS);
    ask(task, 0, 0);
    drive_settle();
    drive_for(30 * MS);
    uint64_t before = task->ran;
    CHECK(before > 2 * MS);
    ask(task, 2 * MS, 10 * MS);
    drive_settle();
    drive_for(2 * MS);
    CHECK_EQUAL(task->ran, before + 2 * MS);
}

/* Who has no deadline has what is left; and waits for it, as `starves` says. */
static void test_rest(void)
{
    start("limit:950", 1);
    CHECK(add(95 * MS, 100 * MS, 100 * MS, 0));
    struct drive_task *rest = drive_new(NULL);
    drive_begin(rest);
    drive_for(2000 * MS);
    CHECK_EQUAL(rest->ran, 100 * MS);
    CHECK_EQUAL(rest->longest_wait, 95 * MS);
    start("limit:1000", 1);
    CHECK(add(100 * MS, 100 * MS, 100 * MS, 0));
    rest = drive_new(NULL);
    drive_begin(rest);
    drive_for(2000 * MS);
    CHECK_EQUAL(rest->ran, 0);
    CHECK(sched_edf.starves);
}

static void test_dump(void)
{
    char text[200];

    start("limit:1000", 1);
    CHECK(add(2 * MS, 5 * MS, 5 * MS, 0));
    CHECK(add(MS, 10 * MS, 10 * MS, 0));
    CHECK(add(MS, 10 * MS, 20 * MS, 0));
    drive_begin(drive_new(NULL));
    drive_begin(drive_new(NULL));
    uint64_t begin = world_now / 1000;
    drive_for(2 * MS + MS / 2);
    char wanted[200];
    ksnprintf(wanted, sizeof(wanted),
              "ready: 3 1000/1000 us until %lu\n"
              "throttled: 1 0/2000 us until %lu\nbackground of core 0: 4 5",
              begin + 10000, begin + 5000);
    sched_edf.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, wanted);
    sched_edf.dump(&drive.cores[0].queue, text, 5);
    CHECK_TEXT(text, "read");
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"meets all", test_meets_all},
        {"a full core", test_full_core},
        {"overload", test_overload},
        {"isolation", test_isolation},
        {"overrun", test_overrun},
        {"release", test_release},
        {"late waking", test_late_waking},
        {"admission", test_admission},
        {"yield", test_yield},
        {"change", test_change},
        {"less budget", test_less_budget},
        {"leave", test_leave},
        {"return", test_return},
        {"rest", test_rest},
        {"dump", test_dump},
    };
    return UNIT_RUN(tests);
}
