/* SPDX-License-Identifier: MIT
 *
 * prio against POSIX.1-2017, 2.8.4, "Process Scheduling": where a thread goes in
 * which list, by hand on the model of a machine.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define TURN (10 * MS)

static void start(uint32_t cores)
{
    drive_start(&(struct drive_config){.policy = &sched_prio, .cores = cores});
}

/* Make a task of that class runnable; the next tid. */
static struct drive_task *add(enum sched_class class, int priority)
{
    struct drive_task *task = drive_new(NULL);
    task->entity.class = class;
    task->entity.priority = priority;
    drive_begin(task);
    return task;
}

/* The tid that runs on core 0 when it has chosen, 0: none. */
static uint32_t enter(void)
{
    drive_settle();
    CHECK_TEXT(drive.broken, "");
    return drive_running(0);
}

static uint32_t tick_after(uint64_t ns)
{
    drive_pass(ns);
    drive_tick(0);
    return enter();
}

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

static uint32_t wake(uint32_t tid)
{
    drive_wake(&drive.tasks[tid]);
    return enter();
}

/* The highest first, whenever it came; equals as they came. */
static void test_order(void)
{
    start(1);
    add(SCHED_IDLE, 0);
    add(SCHED_OTHER, 0);
    add(SCHED_FIFO, 1);
    add(SCHED_RR, 99);
    add(SCHED_FIFO, 64);
    add(SCHED_RR, 62);
    add(SCHED_FIFO, 63);
    add(SCHED_FIFO, 99);
    add(SCHED_BATCH, 0);
    static const uint32_t order[] = {4, 8, 5, 7, 6, 3, 2, 9, 1};
    CHECK_EQUAL(enter(), order[0]);
    for (unsigned i = 1; i < sizeof(order) / sizeof(order[0]); i++)
        CHECK_EQUAL(block(), order[i]);
    CHECK_EQUAL(block(), 0);
}

/* A higher one that wakes runs at once; an equal or lower one does not. */
static void test_preemption(void)
{
    start(1);
    add(SCHED_FIFO, 50);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(block(), 0);
    add(SCHED_FIFO, 50);
    CHECK_EQUAL(enter(), 2);
    CHECK_EQUAL(wake(1), 2);
    add(SCHED_FIFO, 49);
    CHECK_EQUAL(enter(), 2);
    add(SCHED_RR, 51);
    CHECK_EQUAL(enter(), 4);
}

/* Preempted: to the head. Blocked and ready again: to the tail. */
static void test_head_and_tail(void)
{
    start(1);
    add(SCHED_FIFO, 10);
    add(SCHED_FIFO, 10);
    add(SCHED_FIFO, 10);
    CHECK_EQUAL(enter(), 1);
    add(SCHED_FIFO, 11);
    CHECK_EQUAL(enter(), 4);
    CHECK_EQUAL(block(), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(wake(1), 2);
    CHECK_EQUAL(block(), 3);
    CHECK_EQUAL(block(), 1);
}

static void test_yield(void)
{
    start(1);
    add(SCHED_FIFO, 10);
    add(SCHED_FIFO, 10);
    add(SCHED_FIFO, 9);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(yield(), 2);
    CHECK_EQUAL(yield(), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(yield(), 2); /* to nobody lower */
}

/* Raised: to the tail of its new list. Lowered: to the head. */
static void test_change(void)
{
    start(1);
    add(SCHED_FIFO, 90);
    add(SCHED_FIFO, 20);
    struct drive_task *raised = add(SCHED_FIFO, 10);
    add(SCHED_FIFO, 30);
    add(SCHED_FIFO, 20);
    struct drive_task *lowered = add(SCHED_FIFO, 30);
    CHECK_EQUAL(enter(), 1);
    drive_set_class(raised, SCHED_FIFO, 20);
    drive_set_class(lowered, SCHED_FIFO, 20);
    CHECK_EQUAL(enter(), 1);
    static const uint32_t order[] = {4, 6, 2, 5, 3};
    for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        CHECK_EQUAL(block(), order[i]);
    CHECK_EQUAL(block(), 0);
}

/* What a sleeping one was makes no odds to where it goes when it wakes. */
static void test_change_asleep(void)
{
    start(1);
    struct drive_task *task = add(SCHED_FIFO, 40);
    add(SCHED_FIFO, 20);
    add(SCHED_FIFO, 20);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(block(), 2);
    drive_set_class(task, SCHED_FIFO, 20);
    CHECK_EQUAL(wake(1), 2);
    CHECK_EQUAL(block(), 3);
    CHECK_EQUAL(block(), 1);
}

/* SCHED_FIFO has no turns; SCHED_RR and SCHED_OTHER have. */
static void check_turns(enum sched_class class, int priority)
{
    start(1);
    add(class, priority);
    add(class, priority);
    add(SCHED_IDLE, 0);
    CHECK_EQUAL(enter(), 1);
    for (int round = 0; round < 4; round++) {
        for (uint32_t tid = 1; tid <= 2; tid++) {
            CHECK_EQUAL(tick_after(TURN - MS), tid);
            CHECK_EQUAL(tick_after(MS), 3 - tid);
        }
    }
    CHECK_EQUAL(block(), 2);
    for (int i = 0; i < 20; i++) /* no equal waits */
        CHECK_EQUAL(tick_after(TURN), 2);
}

static void test_turns(void)
{
    check_turns(SCHED_RR, 7);
    check_turns(SCHED_OTHER, 0);
    check_turns(SCHED_BATCH, 0);
    start(1);
    add(SCHED_FIFO, 7);
    add(SCHED_FIFO, 7);
    CHECK_EQUAL(enter(), 1);
    for (int i = 0; i < 20; i++)
        CHECK_EQUAL(tick_after(TURN), 1);
}

/* A preempted SCHED_RR one keeps what is left of its turn, and no more. */
static void test_rest_of_turn(void)
{
    start(1);
    add(SCHED_RR, 7);
    add(SCHED_RR, 7);
    add(SCHED_FIFO, 8);
    CHECK_EQUAL(enter(), 3);
    CHECK_EQUAL(block(), 1);
    CHECK_EQUAL(tick_after(4 * MS), 1);
    drive_pass(3 * MS);
    CHECK_EQUAL(wake(3), 3);
    drive_pass(50 * MS);
    CHECK_EQUAL(block(), 1);
    CHECK_EQUAL(tick_after(2 * MS), 1);
    CHECK_EQUAL(tick_after(MS), 2);
}

/* An idle core takes the highest that may run there, whoever stands before. */
static void test_affinity(void)
{
    start(2);
    drive_pass(1);
    struct core_set first = core_set_below(1), both = core_set_below(2);
    for (int i = 0; i < 4; i++) {
        struct drive_task *task = drive_new(NULL);
        task->entity.class = SCHED_FIFO;
        task->entity.priority = i < 2 ? 70 : 5 + i;
        task->entity.affinity = first;
        drive_begin(task);
    }
    drive.cores[1].idle = false;
    CHECK_EQUAL(enter(), 1);
    CHECK(!drive_steal(1, 0));
    drive_set_affinity(&drive.tasks[3], both);
    drive_set_affinity(&drive.tasks[4], both);
    CHECK(drive_steal(1, 0));
    CHECK_EQUAL(drive.tasks[4].entity.core, 1);
    CHECK(drive_steal(1, 0));
    CHECK_EQUAL(drive.tasks[3].entity.core, 1);
    CHECK(!drive_steal(1, 0));
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(drive_running(1), 4);
    CHECK_EQUAL(block(), 3); /* taken back */
}

/* Whatever happens: who runs is of the highest priority that is ready, at any
 * time, and nobody is lost. */
static void check_highest(void)
{
    const struct sched_entity *running = drive.cores[0].queue.running;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        const struct drive_task *task = &drive.tasks[tid];
        if (task->state == DRIVE_QUEUED)
            CHECK(running && running->priority >= task->entity.priority);
    }
}

static struct drive_step at_random(struct drive_task *task)
{
    uint64_t ns = 1 + unit_random() % (3 * MS);
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

static void test_random(void)
{
    drive_start(&(struct drive_config){.policy = &sched_prio,
                                       .cores = 1,
                                       .tick = 4 * MS});
    drive.observe = check_highest;
    for (int i = 0; i < 20; i++) {
        struct drive_task *task = drive_new(at_random);
        task->entity.priority = (int)(unit_random() % 100);
        task->entity.class = task->entity.priority ? SCHED_RR : SCHED_OTHER;
        drive_begin(task);
    }
    drive_for(20000 * MS);
    CHECK_TEXT(drive.broken, "");
    CHECK(drive.order_count > 10000);
}

static void test_dump(void)
{
    char text[80];
    start(1);
    add(SCHED_FIFO, 99);
    add(SCHED_IDLE, 0);
    add(SCHED_OTHER, 0);
    add(SCHED_RR, 5);
    add(SCHED_RR, 5);
    enter();
    sched_prio.dump(&drive.cores[0].queue, text, sizeof(text));
    CHECK_TEXT(text, "priority 5: 4 5\npriority 0: 3\npriority -1: 2");
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"order", test_order},
        {"preemption", test_preemption},
        {"head and tail", test_head_and_tail},
        {"yield", test_yield},
        {"change of priority", test_change},
        {"change of priority asleep", test_change_asleep},
        {"turns", test_turns},
        {"the rest of a turn", test_rest_of_turn},
        {"affinity", test_affinity},
        {"random: the highest runs", test_random},
        {"dump", test_dump},
    };
    return UNIT_RUN(tests);
}
