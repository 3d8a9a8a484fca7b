/* SPDX-License-Identifier: MIT
 *
 * Lottery scheduling: the draws against their distribution, with fixed seeds. A
 * sum of squares is in order if it is within four standard deviations.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
#define TURN (10 * MS)
#define SEEDS 20

static void start(uint64_t seed)
{
    world_seed = seed;
    drive_start(&(struct drive_config){.policy = &sched_lottery,
                                       .cores = 1,
                                       .tick = 4 * MS});
}

static struct drive_task *begin(drive_script *script, int nice)
{
    struct drive_task *task = drive_new(script);
    task->entity.nice = nice;
    task->entity.weight = sched_weight(SCHED_OTHER, nice);
    drive_begin(task);
    return task;
}

/* Pearson's chi-square of the draws that each of the tasks has won. */
static double chi_square(void)
{
    double draws = 0, weights = 0, sum = 0;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        draws += (double)drive.tasks[tid].waits;
        weights += drive.tasks[tid].entity.weight;
    }
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        const struct drive_task *task = &drive.tasks[tid];
        double due = draws * task->entity.weight / weights;
        double off = (double)task->waits - due;
        sum += off * off / due;
    }
    return sum;
}

/* Within four standard deviations. */
static bool is_near(double value, double mean, double variance)
{
    return (value - mean) * (value - mean) <= 16 * variance;
}

/* A chi-square of so many degrees of freedom. */
static bool is_in_order(double sum, double degrees)
{
    return is_near(sum, degrees, 2 * degrees);
}

static void test_shares(void)
{
    double sum = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        start(seed);
        for (int n = 0; n < 10; n++)
            begin(NULL, n - 5);
        drive_for(2000 * TURN);
        CHECK_TEXT(drive.broken, "");
        CHECK_EQUAL(drive.order_count, 2001);
        CHECK(is_in_order(chi_square(), 9));
        sum += chi_square();
    }
    CHECK(is_in_order(sum, 9 * SEEDS));
}

/* Whom a draw chooses does not depend on the one before: pairs of draws. */
static void test_independence(void)
{
    uint32_t same = 0, draws = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        start(seed);
        for (int n = 0; n < 4; n++)
            begin(NULL, 0);
        drive_for(1000 * TURN);
        for (uint32_t n = 1; n < drive.order_count; n++)
            same += drive.order[n] == drive.order[n - 1];
        draws += drive.order_count - 1;
    }
    CHECK(is_near(same, draws / 4.0, draws * 0.25 * 0.75));
}

/* The weights change: from the next draw on. */
static void test_nice_changes(void)
{
    start(1);
    for (int n = 0; n < 5; n++)
        begin(NULL, 0);
    for (int round = 0; round < 20; round++) {
        for (uint32_t tid = 1; tid <= 5; tid++)
            drive_set_nice(&drive.tasks[tid], (int)(unit_random() % 11) - 5);
        drive_for(TURN);
        drive_forget();
        drive_for(1000 * TURN);
        CHECK_TEXT(drive.broken, "");
        CHECK(is_in_order(chi_square(), 4));
    }
}

/* One that runs for a fifth of its turn and sleeps for a moment has five times its
 * tickets: it wins 5 / (5 + hogs) of the draws that it takes part in, which are
 * all but those right after its own turns. */
static void check_compensation(uint32_t hogs)
{
    start(hogs);
    struct drive_task *task = begin(drive_run_and_sleep, 0);
    task->run = TURN / 5;
    task->sleep = 1;
    for (uint32_t n = 0; n < hogs; n++)
        begin(NULL, 0);
    drive_for(400 * SECOND);
    CHECK_TEXT(drive.broken, "");
    double hog_turns = (5.0 + hogs) / 5; /* between two of its own */
    double due = 400.0 * SECOND / (1 + 5 * hog_turns);
    CHECK((double)task->ran > 0.95 * due && (double)task->ran < 1.05 * due);
}

static void test_compensation(void)
{
    check_compensation(1);
    check_compensation(4);
    check_compensation(20);
}

static void test_yield(void)
{
    start(3);
    struct drive_task *task = begin(drive_run_and_yield, -10);
    task->run = MS;
    begin(NULL, 0), begin(NULL, 0);
    drive_for(10 * SECOND);
    CHECK_TEXT(drive.broken, "");
    for (uint32_t n = 1; n < drive.order_count; n++)
        CHECK(drive.order[n] != 1 || drive.order[n - 1] != 1);
    start(3);
    begin(drive_run_and_yield, 0)->run = MS;
    drive_for(SECOND);
    CHECK_EQUAL(drive.tasks[1].ran, SECOND); /* alone, it goes on */
}

/* The same seed, the same draws; another seed, others. */
static void test_seed(void)
{
    uint32_t first[100];
    for (uint64_t run = 0; run < 3; run++) {
        start(run / 2);
        for (int n = 0; n < 5; n++)
            begin(NULL, 0);
        drive_for(200 * TURN);
        if (run == 0)
            memcpy(first, drive.order, sizeof(first));
        CHECK((memcmp(first, drive.order, sizeof(first)) == 0) == (run < 2));
    }
}

static void test_dump(void)
{
    char text[64];
    start(0);
    begin(NULL, 0), begin(NULL, 0), begin(NULL, 0);
    drive_set_nice(&drive.tasks[3], 5); /* it counts at once */
    sched_lottery.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "1: 1024 of 2383, 2: 1024 of 2383, 3: 335 of 2383");
    memset(text, '#', sizeof(text));
    sched_lottery.dump(&drive.cores[0].queue, text, 20);
    CHECK_TEXT(text, "1: 1024 of 2383, 2:");
    CHECK_EQUAL(text[20], '#');
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"shares", test_shares},
        {"independent draws", test_independence},
        {"nice changes", test_nice_changes},
        {"compensation tickets", test_compensation},
        {"yield", test_yield},
        {"seeds", test_seed},
        {"dump", test_dump},
    };
    return UNIT_RUN(tests);
}
