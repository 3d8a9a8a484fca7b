/* SPDX-License-Identifier: MIT
 *
 * The registry, rr and fifo, by hand on the model of a machine: who runs, in
 * which order, for how long.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define TURN (10 * MS)
#define TASKS 8

static struct drive_task *const tasks = drive.tasks;

static void start(const struct sched_ops *ops, enum drive_preempt preempt)
{
    drive_start(
        &(struct drive_config){.policy = ops, .cores = 1, .preempt = preempt});
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        drive_new(NULL);
}

static void add(uint32_t tid)
{
    drive_begin(&tasks[tid]);
}

/* The tid that runs next, 0: none. */
static uint32_t enter(void)
{
    drive_settle();
    CHECK_TEXT(drive.broken, "");
    return drive_running(0);
}

/* Run for `ns`, then a tick: the tid that runs after it. */
static uint32_t tick_after(uint64_t ns)
{
    drive_pass(ns);
    drive_tick(0);
    return enter();
}

/* The running one goes to sleep, or yields: who runs then. */
static uint32_t block(void)
{
    drive_block(0);
    return enter();
}

static uint32_t yield(void)
{
    drive_yield(0);
    return enter();
}

/* Wake `tid`, which slept for `slept`: who runs then. */
static uint32_t wake(uint32_t tid, uint64_t slept)
{
    tasks[tid].since = world_now - slept;
    drive_wake(&tasks[tid]);
    return enter();
}

/* An idle core 1 looks for work in core 0's queue: the tid, or 0. */
static uint32_t steal(void)
{
    struct sched_queue *queue = &drive.cores[0].queue;
    struct sched_entity *entity = drive.policy->dispatch(queue, 1);
    if (!entity)
        return 0;
    entity->queued = false;
    queue->count--;
    return entity->tid;
}

static void test_registry(void)
{
    CHECK(sched_policies[0] == &sched_rr);
    for (unsigned i = 0; i < sched_policies_count; i++) {
        const struct sched_ops *ops = sched_policies[i];
        CHECK(strlen(ops->name) >= 1 && strlen(ops->name) <= 15);
        CHECK(ops->enqueue && ops->dispatch);
        CHECK(sched_policy_find(ops->name) == ops);
    }
    CHECK(!sched_policy_find("") && !sched_policy_find("RR"));
}

static void test_rr_turns(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    for (int round = 0; round < 3; round++) {
        for (uint32_t tid = 1; tid <= 3; tid++) {
            CHECK_EQUAL(drive_running(0), tid);
            CHECK_EQUAL(tick_after(4 * MS), tid);
            CHECK_EQUAL(tick_after(4 * MS), tid);
            CHECK_EQUAL(tick_after(4 * MS), tid % 3 + 1);
        }
    }
}

static void test_rr_alone(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1);
    enter();
    for (int i = 0; i < 50; i++)
        CHECK_EQUAL(tick_after(4 * MS), 1);
    add(2);
    CHECK_EQUAL(tick_after(TURN), 2);
}

/* A preempted one goes on before the others, for what its turn has left. */
static void test_rr_rest_of_turn(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2); /* 1 sleeps */
    CHECK_EQUAL(tick_after(4 * MS), 2);
    drive_pass(3 * MS); /* 7 of 10 ms, of which a tick saw 4 */
    CHECK_EQUAL(wake(1, 100 * MS), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(tick_after(2 * MS), 2);
    CHECK_EQUAL(tick_after(1 * MS), 3);
}

static void test_rr_yield(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(yield(), 2);
    CHECK_EQUAL(yield(), 3);
    CHECK_EQUAL(yield(), 1);
}

/* Whoever mostly sleeps waits a millisecond at most for one that only runs. */
static void test_rr_sleeper_preempts(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2);
    enter();
    drive_pass(MS / 10);
    CHECK_EQUAL(block(), 2);
    drive_pass(MS / 2);
    CHECK_EQUAL(wake(1, MS / 2), 2); /* 2 has run for 0.5 ms only */
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2);
    enter();
    drive_pass(MS / 10);
    CHECK_EQUAL(block(), 2);
    drive_pass(MS + MS / 10);
    CHECK_EQUAL(wake(1, MS + MS / 10), 1);
}

/* Two that run equally, and wake each other, do not take the core away. */
static void test_rr_equals_do_not_preempt(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2);
    CHECK_EQUAL(enter(), 1);
    for (int i = 0; i < 1000; i++) {
        uint32_t awake = 2 - (uint32_t)i % 2;
        drive_pass(MS / 20);
        CHECK_EQUAL(block(), awake);
        drive_pass(MS / 20);
        CHECK_EQUAL(wake(3 - awake, MS / 20), awake);
    }
}

/* Waiting in the queue is not sleeping: no credit for it. */
static void test_rr_waiting_gives_no_credit(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2);
    enter();
    drive_pass(8 * MS);
    CHECK_EQUAL(block(), 2); /* 1 has 2 ms left */
    drive_pass(5 * MS);
    CHECK_EQUAL(wake(1, MS / 10), 2); /* and 2 has 5 ms left */
    CHECK_EQUAL(tick_after(5 * MS), 1);
}

/* Several that preempt run in the order in which they woke, then the
 * preempted. */
static void test_rr_several_preempt(void)
{
    start(&sched_rr, DRIVE_FAIR);
    add(1), add(2), add(3), add(4);
    enter();
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(block(), 3);
    drive_pass(5 * MS); /* 3 runs, 4 waits, 1 and 2 sleep */
    for (uint32_t tid = 1; tid <= 2; tid++) {
        drive_wake(&tasks[tid]);
        CHECK(drive.cores[0].need_resched);
    }
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(block(), 3);
    CHECK_EQUAL(block(), 4);
    CHECK_EQUAL(block(), 0);
}

static void check_always(const struct sched_ops *ops)
{
    start(ops, DRIVE_ALWAYS);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2);
    drive_pass(MS / 100);
    CHECK_EQUAL(wake(1, 0), 1);
    CHECK_EQUAL(block(), 2); /* the preempted one before 3, which waits */
    CHECK_EQUAL(block(), 3);
}

static void check_never(const struct sched_ops *ops)
{
    start(ops, DRIVE_NEVER);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2);
    drive_pass(9 * MS);
    CHECK_EQUAL(wake(1, 100 * MS), 2);
    CHECK_EQUAL(block(), 3);
    CHECK_EQUAL(block(), 1);
}

static void test_always(void)
{
    check_always(&sched_rr);
    check_always(&sched_fifo);
}

static void test_never(void)
{
    check_never(&sched_rr);
    check_never(&sched_fifo);
}

static void test_fifo(void)
{
    start(&sched_fifo, DRIVE_FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    for (int i = 0; i < 100; i++)
        CHECK_EQUAL(tick_after(4 * MS), 1);
    CHECK_EQUAL(block(), 2);
    drive_pass(500 * MS);
    CHECK_EQUAL(wake(1, 500 * MS), 2);
    CHECK_EQUAL(yield(), 3);
    CHECK_EQUAL(block(), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(sched_fifo.turn, 0);
}

static void check_affinity(const struct sched_ops *ops)
{
    start(ops, DRIVE_FAIR);
    tasks[2].entity.affinity = core_set_below(2);
    add(1), add(2), add(3);
    CHECK_EQUAL(steal(), 2);
    CHECK_EQUAL(steal(), 0);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(steal(), 0);
    CHECK_EQUAL(block(), 3);
}

static void test_affinity(void)
{
    check_affinity(&sched_rr);
    check_affinity(&sched_fifo);
}

static void test_dump(void)
{
    char text[64];
    start(&sched_rr, DRIVE_FAIR);
    drive.policy->dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "");
    add(2), add(7);
    drive.policy->dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "2: 10000 us, 7: 10000 us");
    for (unsigned size = 1; size < sizeof(text); size++) {
        memset(text, '#', sizeof(text));
        drive.policy->dump(&drive.cores[0].queue, text, size);
        CHECK(memchr(text, '\0', size));
        CHECK_EQUAL(text[size], '#');
    }
}

static struct drive_step any_step(struct drive_task *task)
{
    (void)task;
    uint64_t ns = 1 + unit_random() % (30 * MS);
    switch (unit_random() % 4) {
    case 0:
        return (struct drive_step){DRIVE_SLEEP, ns};
    case 1:
        return (struct drive_step){DRIVE_YIELD, 0};
    default:
        return (struct drive_step){DRIVE_RUN, ns};
    }
}

static void check_slices(void)
{
    uint32_t listed = 0;
    list_for_each (node, &drive.cores[0].queue.list)
        listed++;
    CHECK_EQUAL(listed, drive.cores[0].queue.count);
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        CHECK(tasks[tid].entity.slice <= TURN);
}

/* Whatever happens, nobody is lost or has more than a turn. */
static void test_rr_random(void)
{
    for (enum drive_preempt mode = DRIVE_FAIR; mode <= DRIVE_NEVER; mode++) {
        drive_start(&(struct drive_config){
            .policy = &sched_rr, .cores = 1, .preempt = mode, .tick = 4 * MS});
        drive.observe = check_slices;
        for (uint32_t tid = 1; tid <= TASKS; tid++)
            drive_begin(drive_new(any_step));
        drive_for(20000 * MS);
        CHECK_TEXT(drive.broken, "");
    }
}

/* Nobody that is ready waits longer than the others' turns (preempt=never). */
static void test_rr_no_starvation(void)
{
    uint32_t seen = 0;
    start(&sched_rr, DRIVE_NEVER);
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        add(tid);
    enter();
    for (int i = 0; i < 3 * TASKS; i++)
        seen |= 1u << tick_after(4 * MS);
    CHECK_EQUAL(seen, (1u << (TASKS + 1)) - 2);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"registry", test_registry},
        {"rr turns", test_rr_turns},
        {"rr alone", test_rr_alone},
        {"rr rest of a turn", test_rr_rest_of_turn},
        {"rr yield", test_rr_yield},
        {"rr a sleeper preempts", test_rr_sleeper_preempts},
        {"rr equals do not preempt", test_rr_equals_do_not_preempt},
        {"rr waiting gives no credit", test_rr_waiting_gives_no_credit},
        {"rr several preempt", test_rr_several_preempt},
        {"rr no starvation", test_rr_no_starvation},
        {"fifo", test_fifo},
        {"preempt=always", test_always},
        {"preempt=never", test_never},
        {"affinity", test_affinity},
        {"dump", test_dump},
        {"rr random", test_rr_random},
    };
    return UNIT_RUN(tests);
}
