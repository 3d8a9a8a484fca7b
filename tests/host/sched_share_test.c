/* SPDX-License-Identifier: MIT
 *
 * What stride, cfs and eevdf promise: shares by weight within 1 %, whatever
 * sleeps, joins, leaves or changes its weight meanwhile; nobody starves; who
 * mostly sleeps answers soon. And stride's own bound: less than a turn.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
#define TICK (4 * MS)

/* A function for each of the three policies. */
static void for_each_policy(void (*check)(const struct sched_ops *policy))
{
    check(&sched_stride);
    check(&sched_cfs);
    check(&sched_eevdf);
}

static void start(const struct sched_ops *policy, uint32_t cores)
{
    drive_start(&(struct drive_config){
        .policy = policy, .cores = cores, .tick = TICK, .watch = 30 * SECOND});
}

static struct drive_task *begin(drive_script *script, int nice)
{
    struct drive_task *task = drive_new(script);
    task->entity.nice = nice;
    task->entity.weight = sched_weight(SCHED_OTHER, nice);
    drive_begin(task);
    return task;
}

static int nice_between(int low, int high)
{
    return low + (int)(unit_random() % (uint64_t)(high - low + 1));
}

/* The tasks 1 ... count got what their weights say of what they got together,
 * give or take a hundredth of it. */
static void check_shares(uint32_t count)
{
    uint64_t ran = 0, weights = 0;
    CHECK_TEXT(drive.broken, "");
    for (uint32_t tid = 1; tid <= count; tid++) {
        ran += drive.tasks[tid].ran;
        weights += drive.tasks[tid].entity.weight;
    }
    for (uint32_t tid = 1; tid <= count; tid++) {
        const struct drive_task *task = &drive.tasks[tid];
        uint64_t due =
            (uint64_t)((unsigned __int128)ran * task->entity.weight / weights);
        uint64_t off = task->ran > due ? task->ran - due : due - task->ran;
        CHECK(off <= due / 100);
    }
}

static void check_hogs(const struct sched_ops *policy)
{
    static const uint32_t counts[] = {1, 2, 3, 7, 20};
    for (unsigned i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        start(policy, 1);
        for (uint32_t n = 0; n < counts[i]; n++)
            begin(NULL, nice_between(-5, 5));
        drive_for(10 * SECOND + counts[i] * 12 * SECOND);
        check_shares(counts[i]);
    }
}

static void test_hogs(void)
{
    for_each_policy(check_hogs);
}

/* The greatest weight against that of nice 0, 87 to 1, and the smallest ones, 5
 * to 1. */
static void check_extremes(const struct sched_ops *policy)
{
    start(policy, 1);
    begin(NULL, SCHED_NICE_MIN);
    begin(NULL, 0);
    drive_for(200 * SECOND);
    check_shares(2);
    start(policy, 1);
    begin(NULL, SCHED_NICE_MAX);
    drive_set_class(begin(NULL, 0), SCHED_IDLE, 0);
    drive_for(40 * SECOND);
    drive_forget();
    drive_for(40 * SECOND);
    check_shares(2);
}

static void test_extremes(void)
{
    for_each_policy(check_extremes);
}

/* Runs and sleeps for random times of a few ms, now and then for long. */
static struct drive_step restless(struct drive_task *task)
{
    uint64_t ns = 1 + unit_random() % (8 * MS);
    if (unit_random() % 64 == 0)
        ns += SECOND;
    task->data[0] = !task->data[0];
    return (struct drive_step){task->data[0] ? DRIVE_RUN : DRIVE_SLEEP, ns};
}

static void check_restless(const struct sched_ops *policy)
{
    for (uint32_t hogs = 2; hogs <= 8; hogs *= 2) {
        start(policy, 1);
        for (uint32_t n = 0; n < hogs; n++)
            begin(NULL, nice_between(-4, 4));
        for (uint32_t n = 0; n < 6; n++)
            begin(restless, nice_between(-4, 4));
        drive_for(hogs * 25 * SECOND);
        check_shares(hogs);
    }
}

static void test_restless(void)
{
    for_each_policy(check_restless);
}

/* One that wants less than its share gets all that it wants. */
static void check_modest(const struct sched_ops *policy)
{
    start(policy, 1);
    struct drive_task *modest = drive_new(drive_run_and_sleep);
    modest->run = 2 * MS;
    modest->sleep = 38 * MS; /* 5 % of the core; its share is 25 % */
    drive_begin(modest);
    for (int n = 0; n < 3; n++)
        begin(NULL, 0);
    drive_for(10 * SECOND);
    CHECK_TEXT(drive.broken, "");
    uint64_t longest = 2 * MS + 3 * 10 * MS; /* stride's turns */
    CHECK(modest->longest_wait <= longest);
    CHECK(modest->ran >= 10 * SECOND * 2 / (40 + 32));
}

static void test_modest(void)
{
    for_each_policy(check_modest);
}

/* One that sleeps for a moment between long runs: while it is there it gets its
 * half, and its sleep gains it nothing. */
static void check_naps(const struct sched_ops *policy)
{
    start(policy, 1);
    struct drive_task *napper = drive_new(drive_run_and_sleep);
    napper->run = 7 * MS;
    napper->sleep = MS;
    drive_begin(napper);
    begin(NULL, 0);
    drive_for(60 * SECOND);
    CHECK_TEXT(drive.broken, "");
    uint64_t due = 60 * SECOND * 7 / (7 + 7 + 1);
    CHECK(napper->ran > due - due / 100 && napper->ran < due + due / 100);
}

/* Nor does a long sleep: who wakes then and runs on leaves others their turns. */
static void check_long_sleep(const struct sched_ops *policy)
{
    start(policy, 1);
    struct drive_task *hog = begin(NULL, 0);
    struct drive_task *sleeper = drive_new(drive_run_and_sleep);
    sleeper->run = 2 * SECOND;
    sleeper->sleep = 5 * SECOND;
    drive_begin(sleeper);
    drive_for(60 * SECOND);
    CHECK_TEXT(drive.broken, "");
    CHECK(hog->longest_wait <= 20 * MS);
    CHECK(sleeper->longest_wait <= 20 * MS);
}

static void test_long_sleep(void)
{
    for_each_policy(check_long_sleep);
}

static void test_naps(void)
{
    check_naps(&sched_stride);
    check_naps(&sched_eevdf);
}

/* Weights change while one runs, waits and sleeps: from then on the new one. */
static void check_nice_changes(const struct sched_ops *policy)
{
    start(policy, 1);
    for (int n = 0; n < 4; n++)
        begin(NULL, 0);
    struct drive_task *sleeper = drive_new(drive_run_and_sleep);
    sleeper->run = sleeper->sleep = 3 * MS;
    drive_begin(sleeper);
    for (int round = 0; round < 5; round++) {
        for (uint32_t tid = 1; tid <= 5; tid++)
            drive_set_nice(&drive.tasks[tid], nice_between(-5, 5));
        drive_for(SECOND); /* what is left of old turns */
        drive_forget();
        drive_for(20 * SECOND);
        check_shares(4);
    }
}

static void test_nice_changes(void)
{
    for_each_policy(check_nice_changes);
}

/* One of little weight has had its turn, and is behind by what that was at its
 * weight. With more weight it owes the same turn, not so many of its new ones. */
static void check_promoted(const struct sched_ops *policy)
{
    start(policy, 1);
    begin(NULL, 0);
    struct drive_task *slow = begin(NULL, SCHED_NICE_MAX);
    uint64_t turns = slow->waits + 2;
    while (slow->waits < turns || slow->state == DRIVE_RUNNING)
        drive_for(MS);
    drive_set_nice(slow, 0);
    drive_forget();
    drive_for(60 * MS);
    CHECK_TEXT(drive.broken, "");
    CHECK(slow->ran >= 20 * MS);
}

static void test_promoted(void)
{
    check_promoted(&sched_stride);
    check_promoted(&sched_eevdf);
}

/* It changes its own weight all the time; the average counts. */
static struct drive_step fickle(struct drive_task *task)
{
    drive_set_nice(task, task->entity.nice ? 0 : -5);
    return (struct drive_step){DRIVE_RUN, MS / 2};
}

static void check_fickle(const struct sched_ops *policy)
{
    start(policy, 1);
    begin(NULL, 0);
    struct drive_task *task = begin(fickle, 0);
    drive_for(20 * SECOND);
    CHECK_TEXT(drive.broken, "");
    /* Between that of nice 0, 1/2, and that of nice -5, 3/4. */
    CHECK(task->ran > 96 * SECOND / 10 && task->ran < 154 * SECOND / 10);
}

/* A new weight counts although its owner runs on and on, alone: when another one
 * comes it is in force. */
static void check_lone(const struct sched_ops *policy)
{
    start(policy, 1);
    struct drive_task *lone = begin(NULL, 0);
    drive_for(SECOND);
    drive_set_nice(lone, 10);
    drive_for(SECOND);
    begin(NULL, 10);
    drive_forget();
    drive_for(20 * SECOND);
    check_shares(2);
    CHECK(drive.tasks[2].longest_wait < 100 * MS);
}

static void test_lone(void)
{
    for_each_policy(check_lone);
}

static void test_fickle(void)
{
    for_each_policy(check_fickle);
}

/* Equal ones that yield all the time get equal shares, and so does each wait. */
static void check_yield(const struct sched_ops *policy)
{
    start(policy, 1);
    for (int n = 0; n < 4; n++) {
        struct drive_task *task = drive_new(drive_run_and_yield);
        task->run = MS / 10;
        drive_begin(task);
    }
    drive_for(10 * SECOND);
    check_shares(4);
    for (uint32_t tid = 1; tid <= 4; tid++)
        CHECK(drive.tasks[tid].longest_wait <= 12 * MS);
}

static void test_yield(void)
{
    for_each_policy(check_yield);
}

/* How soon one that mostly sleeps runs, behind ten that do not. */
static uint64_t wake_latency(const struct sched_ops *policy)
{
    start(policy, 1);
    for (int n = 0; n < 10; n++)
        begin(NULL, 0);
    struct drive_task *editor = drive_new(drive_run_and_sleep);
    editor->run = MS / 5;
    editor->sleep = 37 * MS;
    drive_begin(editor);
    drive_for(SECOND);
    drive_forget();
    drive_for(20 * SECOND);
    CHECK_TEXT(drive.broken, "");
    CHECK(editor->wakes > 100);
    return editor->longest_wake;
}

static void test_wake_latency(void)
{
    CHECK(wake_latency(&sched_cfs) <= MS);
    CHECK(wake_latency(&sched_eevdf) <= 10 * 3 * MS);
    CHECK(wake_latency(&sched_stride) <= 10 * 10 * MS);
}

/* How soon one of class `woken`, which mostly sleeps, takes the core from one of
 * class `running`, which does not. */
static uint64_t class_latency(enum sched_class woken, enum sched_class running)
{
    start(&sched_cfs, 1);
    drive_set_class(begin(NULL, 0), running, 0);
    struct drive_task *sleeper = begin(drive_run_and_sleep, 0);
    sleeper->run = MS / 10;
    sleeper->sleep = 37 * MS;
    drive_set_class(sleeper, woken, 0);
    drive_for(SECOND);
    drive_forget();
    drive_for(10 * SECOND);
    CHECK_TEXT(drive.broken, "");
    CHECK(sleeper->wakes > 100);
    return sleeper->longest_wake;
}

static void test_cfs_classes(void)
{
    CHECK(class_latency(SCHED_OTHER, SCHED_OTHER) == 0);
    CHECK(class_latency(SCHED_OTHER, SCHED_BATCH) == 0);
    CHECK(class_latency(SCHED_BATCH, SCHED_OTHER) > MS);
    CHECK(class_latency(SCHED_OTHER, SCHED_IDLE) == 0);
    CHECK(class_latency(SCHED_BATCH, SCHED_IDLE) == 0);
    CHECK(class_latency(SCHED_IDLE, SCHED_IDLE) > MS);
}

/* On each core by itself, with tasks that are tied to cores and others. */
static void check_cores(const struct sched_ops *policy)
{
    start(policy, 4);
    for (uint32_t n = 0; n < 16; n++) {
        struct drive_task *task = drive_new(NULL);
        task->entity.nice = nice_between(-3, 3);
        task->entity.weight = sched_weight(SCHED_OTHER, task->entity.nice);
        task->entity.core = n % 4;
        task->entity.affinity = (struct core_set){{1ull << n % 4}};
        drive_begin(task);
    }
    for (uint32_t n = 0; n < 8; n++)
        begin(restless, 0); /* these go where it is idle: nowhere */
    drive_for(40 * SECOND);
    CHECK_TEXT(drive.broken, "");
    for (uint32_t core = 0; core < 4; core++) {
        CHECK(drive.cores[core].busy >= 40 * SECOND - MS);
        for (uint32_t n = core + 4; n < 16; n += 4) {
            const struct drive_task *a = &drive.tasks[core + 1],
                                    *b = &drive.tasks[n + 1];
            double ratio = (double)a->ran / (double)b->ran * b->entity.weight /
                           a->entity.weight;
            CHECK(ratio > 0.99 && ratio < 1.01);
        }
    }
}

static void test_cores(void)
{
    for_each_policy(check_cores);
}

/* One that is moved to and fro between two cores gains and loses little: each
 * core has another virtual time. */
static void check_moves(const struct sched_ops *policy)
{
    start(policy, 2);
    for (uint32_t n = 0; n < 6; n++) {
        struct drive_task *task = drive_new(NULL);
        task->entity.core = n >= 2;
        task->entity.affinity = (struct core_set){{n >= 2 ? 2 : 1}};
        drive_begin(task);
    }
    struct drive_task *nomad = begin(NULL, 0);
    drive_for(10 * SECOND); /* core 0 is far ahead of core 1 */
    drive_forget();
    for (int round = 0; round < 100; round++) {
        drive_set_affinity(nomad, (struct core_set){{round % 2 ? 2 : 1}});
        drive_for(SECOND);
    }
    CHECK_TEXT(drive.broken, "");
    double due = 50.0 / 3 + 50.0 / 5, ran = (double)nomad->ran / SECOND;
    CHECK(ran > 0.96 * due && ran < 1.04 * due);
    CHECK(nomad->longest_wait <= 100 * MS);
}

static void test_moves(void)
{
    for_each_policy(check_moves);
}

/* Stride, of any two that are always there: at no moment does one lack a whole
 * turn of its part of what both got. */
static void observe_pairs(void)
{
    for (uint32_t i = 1; i <= drive.tasks_count; i++) {
        for (uint32_t j = 1; j < i; j++) {
            const struct drive_task *a = &drive.tasks[i], *b = &drive.tasks[j];
            uint64_t wa = a->entity.weight, wb = b->entity.weight;
            uint64_t due = (a->ran + b->ran) * wa / (wa + wb);
            uint64_t off = a->ran > due ? a->ran - due : due - a->ran;
            CHECK(off <= 10 * MS);
        }
    }
}

static void test_stride_error(void)
{
    start(&sched_stride, 1);
    for (int n = 0; n < 8; n++)
        begin(NULL, nice_between(-10, 10));
    /* The beginning is level: each has the turn ahead that a new one has. */
    drive_for(0);
    drive.observe = observe_pairs;
    drive_for(30 * SECOND);
    CHECK_TEXT(drive.broken, "");
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"shares of hogs", test_hogs},
        {"shares of the extremes", test_extremes},
        {"shares while others join and leave", test_restless},
        {"who wants less gets it", test_modest},
        {"naps gain nothing", test_naps},
        {"a long sleep gains nothing", test_long_sleep},
        {"nice changes", test_nice_changes},
        {"nice rises behind a turn", test_promoted},
        {"nice changes of one alone", test_lone},
        {"nice changes all the time", test_fickle},
        {"yield", test_yield},
        {"latency of waking", test_wake_latency},
        {"who preempts whom in cfs, by class", test_cfs_classes},
        {"many cores, and affinity", test_cores},
        {"moving between cores", test_moves},
        {"stride's error is less than a turn", test_stride_error},
    };
    return UNIT_RUN(tests);
}
