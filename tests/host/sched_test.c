/* SPDX-License-Identifier: MIT
 *
 * The policies, driven through the contract by a small model of a core that
 * calls them as kernel/task/sched.c does: who runs, in which order, for how
 * long.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: tests/host/sched_world.c
 */
#include "sched/sched.h"
#include "unit.h"

#define MS 1000000ull
#define TURN (10 * MS)
#define TASKS 8

enum mode { FAIR, ALWAYS, NEVER };

static const struct sched_ops *policy;
static enum mode mode;
static struct sched_queue queue;
static struct sched_entity tasks[TASKS + 1]; /* tasks[n] has the tid n */
static uint64_t ran;       /* ns since the running one began */
static uint64_t accounted; /* of them, reported by tick */

static void start(const struct sched_ops *ops, enum mode preempt)
{
    policy = ops;
    mode = preempt;
    queue = (struct sched_queue){0};
    list_init(&queue.list);
    for (uint32_t tid = 1; tid <= TASKS; tid++) {
        tasks[tid] =
            (struct sched_entity){.tid = tid, .affinity = core_set_below(2)};
        if (ops->init_task)
            ops->init_task(&tasks[tid]);
    }
}

static void enqueue(struct sched_entity *entity, enum sched_why why)
{
    CHECK(!entity->queued);
    entity->queued = true;
    queue.count++;
    policy->enqueue(&queue, entity, why);
}

/* Take the running one off: NULL if the core is idle. */
static struct sched_entity *leave(void)
{
    struct sched_entity *entity = queue.running;
    queue.running = NULL;
    if (entity && policy->stopping)
        policy->stopping(&queue, entity, ran);
    return entity;
}

static struct sched_entity *dispatch(uint32_t core)
{
    struct sched_entity *entity = policy->dispatch(&queue, core);
    if (entity) {
        CHECK(entity->queued);
        CHECK(core_set_has(&entity->affinity, core));
        entity->queued = false;
        queue.count--;
    }
    return entity;
}

/* The tid that runs next, 0: none. */
static uint32_t enter(void)
{
    queue.running = dispatch(0);
    ran = accounted = 0;
    if (queue.running && policy->running)
        policy->running(&queue, queue.running);
    return queue.running ? queue.running->tid : 0;
}

static uint32_t reschedule(enum sched_why why)
{
    struct sched_entity *entity = leave();
    if (entity)
        enqueue(entity, why);
    return enter();
}

/* Run for `ns`, then a tick: the tid that runs after it. */
static uint32_t tick_after(uint64_t ns)
{
    ran += ns;
    uint64_t since = ran - accounted;
    accounted = ran;
    if (policy->tick && policy->tick(&queue, queue.running, since))
        return reschedule(SCHED_PREEMPTED);
    return queue.running->tid;
}

static void add(uint32_t tid)
{
    enqueue(&tasks[tid], SCHED_NEW);
}

/* The running one goes to sleep: who runs then. */
static uint32_t block(void)
{
    leave();
    return enter();
}

/* Wake `tid`, which slept for `slept`: who runs then. */
static uint32_t wake(uint32_t tid, uint64_t slept)
{
    struct sched_entity *woken = &tasks[tid];
    woken->slept = slept;
    enqueue(woken, SCHED_WAKE);
    bool now = !queue.running || mode == ALWAYS;
    if (queue.running && mode == FAIR && policy->preempts)
        now = policy->preempts(&queue, woken, ran);
    if (now)
        return reschedule(SCHED_PREEMPTED);
    return queue.running->tid;
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
    start(&sched_rr, FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    for (int round = 0; round < 3; round++) {
        for (uint32_t tid = 1; tid <= 3; tid++) {
            CHECK_EQUAL(queue.running->tid, tid);
            CHECK_EQUAL(tick_after(4 * MS), tid);
            CHECK_EQUAL(tick_after(4 * MS), tid);
            CHECK_EQUAL(tick_after(4 * MS), tid % 3 + 1);
        }
    }
}

static void test_rr_alone(void)
{
    start(&sched_rr, FAIR);
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
    start(&sched_rr, FAIR);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2); /* 1 sleeps */
    CHECK_EQUAL(tick_after(4 * MS), 2);
    ran += 3 * MS; /* 7 of 10 ms, of which a tick saw 4 */
    CHECK_EQUAL(wake(1, 100 * MS), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(tick_after(2 * MS), 2);
    CHECK_EQUAL(tick_after(1 * MS), 3);
}

static void test_rr_yield(void)
{
    start(&sched_rr, FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    CHECK_EQUAL(reschedule(SCHED_YIELDED), 2);
    CHECK_EQUAL(reschedule(SCHED_YIELDED), 3);
    CHECK_EQUAL(reschedule(SCHED_YIELDED), 1);
}

/* Whoever mostly sleeps waits a millisecond at most for one that only runs. */
static void test_rr_sleeper_preempts(void)
{
    start(&sched_rr, FAIR);
    add(1), add(2);
    enter();
    ran += MS / 10;
    CHECK_EQUAL(block(), 2);
    ran += MS / 2;
    CHECK_EQUAL(wake(1, MS / 2), 2); /* 2 has run for 0.5 ms only */
    start(&sched_rr, FAIR);
    add(1), add(2);
    enter();
    ran += MS / 10;
    CHECK_EQUAL(block(), 2);
    ran += MS + MS / 10;
    CHECK_EQUAL(wake(1, MS + MS / 10), 1);
}

/* Two that run equally, and wake each other, do not take the core away. */
static void test_rr_equals_do_not_preempt(void)
{
    start(&sched_rr, FAIR);
    add(1), add(2);
    CHECK_EQUAL(enter(), 1);
    for (int i = 0; i < 1000; i++) {
        uint32_t awake = 2 - (uint32_t)i % 2;
        ran += MS / 20;
        CHECK_EQUAL(block(), awake);
        ran += MS / 20;
        CHECK_EQUAL(wake(3 - awake, MS / 20), awake);
    }
}

/* Waiting in the queue is not sleeping: no credit for it. */
static void test_rr_waiting_gives_no_credit(void)
{
    start(&sched_rr, FAIR);
    add(1), add(2);
    enter();
    ran += 8 * MS;
    CHECK_EQUAL(block(), 2); /* 1 has 2 ms left */
    ran += 5 * MS;
    CHECK_EQUAL(wake(1, MS / 10), 2); /* and 2 has 5 ms left */
    CHECK_EQUAL(tick_after(5 * MS), 1);
}

/* Several that preempt run in the order in which they woke, then the
 * preempted. */
static void test_rr_several_preempt(void)
{
    start(&sched_rr, FAIR);
    add(1), add(2), add(3), add(4);
    enter();
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(block(), 3);
    ran += 5 * MS; /* 3 runs, 4 waits, 1 and 2 sleep */
    for (uint32_t tid = 1; tid <= 2; tid++) {
        tasks[tid].slept = 5 * MS;
        enqueue(&tasks[tid], SCHED_WAKE);
        CHECK(policy->preempts(&queue, &tasks[tid], ran));
    }
    CHECK_EQUAL(reschedule(SCHED_PREEMPTED), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(block(), 3);
    CHECK_EQUAL(block(), 4);
    CHECK_EQUAL(block(), 0);
}

static void check_always(const struct sched_ops *ops)
{
    start(ops, ALWAYS);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2);
    ran += MS / 100;
    CHECK_EQUAL(wake(1, 0), 1);
    CHECK_EQUAL(block(), 2); /* the preempted one before 3, which waits */
    CHECK_EQUAL(block(), 3);
}

static void check_never(const struct sched_ops *ops)
{
    start(ops, NEVER);
    add(1), add(2), add(3);
    enter();
    CHECK_EQUAL(block(), 2);
    ran += 9 * MS;
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
    start(&sched_fifo, FAIR);
    add(1), add(2), add(3);
    CHECK_EQUAL(enter(), 1);
    for (int i = 0; i < 100; i++)
        CHECK_EQUAL(tick_after(4 * MS), 1);
    CHECK_EQUAL(block(), 2);
    ran += 500 * MS;
    CHECK_EQUAL(wake(1, 500 * MS), 2);
    CHECK_EQUAL(reschedule(SCHED_YIELDED), 3);
    CHECK_EQUAL(block(), 1);
    CHECK_EQUAL(block(), 2);
    CHECK_EQUAL(sched_fifo.turn, 0);
}

/* An idle core 1 looks for work in core 0's queue. */
static void check_affinity(const struct sched_ops *ops)
{
    start(ops, FAIR);
    tasks[1].affinity = (struct core_set){{1}};
    tasks[2].affinity = (struct core_set){{1 | 2}};
    tasks[3].affinity = (struct core_set){{2}};
    add(1), add(2);
    CHECK(dispatch(1) == &tasks[2]);
    CHECK(dispatch(1) == NULL);
    add(3);
    CHECK_EQUAL(enter(), 1);
    CHECK(dispatch(0) == NULL);
    CHECK(dispatch(63) == NULL);
    CHECK(dispatch(1) == &tasks[3]);
}

static void test_affinity(void)
{
    check_affinity(&sched_rr);
    check_affinity(&sched_fifo);
}

static void test_dump(void)
{
    char text[64];
    start(&sched_rr, FAIR);
    policy->dump(&queue, text, sizeof(text));
    CHECK_TEXT(text, "");
    add(2), add(7);
    policy->dump(&queue, text, sizeof(text));
    CHECK_TEXT(text, "2: 10000 us, 7: 10000 us");
    for (unsigned size = 1; size < sizeof(text); size++) {
        memset(text, '#', sizeof(text));
        policy->dump(&queue, text, size);
        CHECK(memchr(text, '\0', size));
        CHECK_EQUAL(text[size], '#');
    }
}

/* What may happen to a random task, once. The sleeping ones are those that are
 * neither queued nor running. */
static void random_step(void)
{
    struct sched_entity *task = &tasks[1 + unit_random() % TASKS];
    uint64_t choice = unit_random() % 8;
    if (!task->queued && task != queue.running) {
        wake(task->tid, unit_random() % (30 * MS));
    } else if (task->queued && choice == 0) {
        task->queued = false;
        queue.count--;
        policy->dequeue(&queue, task);
        enqueue(task, SCHED_MOVED);
    } else if (queue.running && choice < 3) {
        ran += unit_random() % (5 * MS);
        block();
    } else if (queue.running && choice < 4) {
        reschedule(SCHED_YIELDED);
    } else if (queue.running) {
        tick_after(unit_random() % (5 * MS));
    } else {
        enter();
    }
}

/* Whatever happens, nobody is lost, queued twice, or has more than a turn. */
static void check_random(const struct sched_ops *ops, enum mode preempt)
{
    start(ops, preempt);
    for (int step = 0; step < 20000; step++) {
        random_step();
        uint32_t listed = 0;
        list_for_each (node, &queue.list) {
            CHECK(list_entry(node, struct sched_entity, node)->queued);
            listed++;
        }
        CHECK_EQUAL(listed, queue.count);
        CHECK(queue.running || queue.count == 0);
        for (uint32_t tid = 1; tid <= TASKS; tid++)
            CHECK(tasks[tid].slice <= TURN);
    }
}

static void test_random(void)
{
    for (enum mode preempt = FAIR; preempt <= NEVER; preempt++) {
        check_random(&sched_rr, preempt);
        check_random(&sched_fifo, preempt);
    }
}

/* Nobody that is ready waits longer than the others' turns (preempt=never). */
static void test_rr_no_starvation(void)
{
    uint32_t seen = 0;
    start(&sched_rr, NEVER);
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
        {"random", test_random},
    };
    return UNIT_RUN(tests);
}
