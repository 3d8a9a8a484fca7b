/* SPDX-License-Identifier: MIT
 *
 * The policies that count steps (random, pct, forced), on a model of one core on
 * which instructions pass one by one: what they choose follows from the seed,
 * change points and forced switches are met exactly, and a pct schedule that is
 * written down as switches is the same schedule under forced.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/world.c
 */
#include "lib/errno.h"
#include "sched/sched.h"
#include "sim/drive/world.h"
#include "unit.h"

#define TASKS 3
#define WORK 1000   /* steps of each task */
#define SWITCHES 64 /* that a run may make */

static const struct sched_ops *policy;
static struct sched_queue queue;
static struct sched_entity tasks[TASKS + 1]; /* tasks[n] has the tid n */
static uint64_t sleeps_at[TASKS + 1];        /* steps at which it sleeps once */
static char made[2048]; /* the run's switches, as switches= has them */
static uint32_t order[SWITCHES];
static uint32_t order_count;
static uint64_t
    ticks_each; /* a tick of the core's after so many steps; 0: none */

static void tune(const char *text)
{
    char error[300];
    CHECK_EQUAL(sched_tune(policy, text, error, sizeof(error)), 0);
}

/* A new core, with three new tasks in the queue. */
static void start(const struct sched_ops *ops, const char *tuned, uint64_t seed)
{
    policy = ops;
    world_seed = seed;
    tune(tuned);
    CHECK_EQUAL(policy->init(1), 0);
    queue = (struct sched_queue){.stop_at = SCHED_NEVER};
    list_init(&queue.list);
    made[0] = '\0';
    order_count = 0;
    for (uint32_t tid = 1; tid <= TASKS; tid++) {
        tasks[tid] =
            (struct sched_entity){.tid = tid, .affinity = core_set_below(1)};
        sleeps_at[tid] = SCHED_NEVER;
        if (policy->init_task)
            policy->init_task(&tasks[tid]);
    }
}

static void enqueue(struct sched_entity *entity, enum sched_why why)
{
    entity->queued = true;
    queue.count++;
    policy->enqueue(&queue, entity, why);
}

static void enter(void)
{
    struct sched_entity *entity = policy->dispatch(&queue, 0);
    queue.running = entity;
    queue.stop_at = SCHED_NEVER;
    if (!entity)
        return;
    CHECK(entity->queued);
    entity->queued = false;
    queue.count--;
    CHECK(order_count < SWITCHES);
    order[order_count++] = entity->tid;
    if (policy->running)
        policy->running(&queue, entity);
}

/* The running one leaves; the switch is noted if it is one. */
static void leave(bool stays, enum sched_why why)
{
    struct sched_entity *from = queue.running;
    queue.running = NULL;
    if (policy->stopping)
        policy->stopping(&queue, from, 0);
    if (stays)
        enqueue(from, why);
    enter();
    if (queue.running == from) {
        order_count--;
        return;
    }
    size_t end = strlen(made);
    if (queue.running)
        snprintf(made + end, sizeof(made) - end, "%s%u:%lu:%u", end ? "," : "",
                 from->tid, from->steps, queue.running->tid);
}

/* The running one executes an instruction, and what has to happen then. */
static void step(void)
{
    struct sched_entity *entity = queue.running;
    entity->steps++;
    if (entity->steps == WORK)
        return leave(false, SCHED_WAKE);
    if (entity->steps == sleeps_at[entity->tid])
        return leave(false, SCHED_WAKE);
    CHECK(entity->steps <= queue.stop_at); /* else it was missed */
}

static void tick(void)
{
    queue.stop_at = SCHED_NEVER;
    if (policy->tick(&queue, queue.running, 0))
        leave(true, SCHED_PREEMPTED);
}

/* Before ring 3: has the running one got to where it is to stop? */
static void look(void)
{
    while (queue.running && queue.running->steps >= queue.stop_at)
        tick();
}

/* One instruction, and what follows from it. */
static void go_on(void)
{
    look();
    if (queue.running && ticks_each && queue.running->steps % ticks_each == 0)
        tick();
    if (queue.running)
        step();
    look();
}

/* All to their ends. Whoever sleeps is woken when nobody else is left. */
static void run(void)
{
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        enqueue(&tasks[tid], SCHED_NEW);
    enter();
    if (policy == &sched_pct) /* the second one, new, has preempted the first */
        leave(true, SCHED_PREEMPTED);
    made[0] = '\0';
    order[0] = queue.running->tid;
    order_count = 1;
    while (queue.running) {
        go_on();
        for (uint32_t tid = 1; tid <= TASKS && !queue.running; tid++) {
            if (tasks[tid].steps < WORK && !tasks[tid].queued) {
                enqueue(&tasks[tid], SCHED_WAKE);
                enter();
            }
        }
    }
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        CHECK_EQUAL(tasks[tid].steps, WORK);
}

static void test_same_seed(void)
{
    static char first[sizeof(made)];
    unsigned differ = 0;
    for (uint64_t seed = 1; seed <= 50; seed++) {
        start(&sched_random_policy, "gap:200", seed);
        run();
        memcpy(first, made, sizeof(made));
        start(&sched_random_policy, "gap:200", seed);
        run();
        CHECK_TEXT(made, first);
        start(&sched_random_policy, "gap:200", seed + 1);
        run();
        differ += strcmp(made, first) != 0;
    }
    CHECK(differ >= 49);
}

/* When the core's ticks come depends on the kernel, too: they move nothing. */
static void test_ticks(void)
{
    static const struct {
        const struct sched_ops *ops;
        const char *tuned;
    } runs[] = {{&sched_random_policy, "gap:200"}, {&sched_pct, "depth:3"}};
    static char want[sizeof(made)];

    for (unsigned i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
        for (uint64_t seed = 1; seed <= 20; seed++) {
            start(runs[i].ops, runs[i].tuned, seed);
            run();
            memcpy(want, made, sizeof(made));
            start(runs[i].ops, runs[i].tuned, seed);
            ticks_each = 7;
            run();
            ticks_each = 0;
            CHECK_TEXT(made, want);
        }
    }
}

/* From each task to each other it must be possible to switch. */
static void test_random_reaches_all(void)
{
    bool seen[TASKS + 1][TASKS + 1] = {0};
    for (uint64_t seed = 1; seed <= 50; seed++) {
        start(&sched_random_policy, "gap:200", seed);
        run();
        for (uint32_t i = 1; i < order_count; i++)
            seen[order[i - 1]][order[i]] = true;
    }
    for (uint32_t a = 1; a <= TASKS; a++) {
        for (uint32_t b = 1; b <= TASKS; b++)
            CHECK(a == b || seen[a][b]);
    }
}

/* Depth 1 is priorities alone: each task runs to its end, in any order. */
static void test_pct_depth_1(void)
{
    unsigned firsts[TASKS + 1] = {0};
    for (uint64_t seed = 1; seed <= 300; seed++) {
        start(&sched_pct, "depth:1", seed);
        run();
        CHECK_EQUAL(order_count, TASKS);
        firsts[order[0]]++;
    }
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        CHECK(firsts[tid] > 70 && firsts[tid] < 130);
}

/* Depth d makes at most d - 1 switches before a task's end, and they fall
 * anywhere: an ordering of two instructions is met as the bound promises. */
static void test_pct_depth_2(void)
{
    unsigned preempted = 0, early = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        start(&sched_pct, "depth:2,steps:3000", seed);
        run();
        CHECK(order_count <= TASKS + 1);
        preempted += order_count == TASKS + 1;
        early += order_count == TASKS + 1 && order[0] == order[2];
    }
    CHECK(preempted > 200); /* all but those in the last task */
    CHECK(early < preempted);
}

/* 1 / (n k^(d-1)): here task 1 has to be stopped at one instruction of 3,000, and
 * 2 to come before 3. 60,000 seeds: 20 or 10 times, by theory; 3 is 3 sigma off. */
static void test_pct_bound(void)
{
    unsigned met = 0;
    for (uint64_t seed = 1; seed <= 60000; seed++) {
        start(&sched_pct, "depth:2,steps:3000", seed);
        run();
        met += strncmp(made, "1:500:2", 7) == 0;
    }
    CHECK(met >= 3 && met <= 40);
}

static void test_pct_is_forced(void)
{
    static char schedule[sizeof(made)];
    for (uint64_t seed = 1; seed <= 500; seed++) {
        start(&sched_pct, "depth:4,steps:3000", seed);
        sleeps_at[2] = 300;
        run();
        snprintf(schedule, sizeof(schedule), "%s", made);
        uint32_t first = order[0];
        world_switches = schedule;
        start(&sched_forced, "", seed);
        sleeps_at[2] = 300;
        /* The first choice is no switch: make it by the order of the queue. */
        struct sched_entity *begin = &tasks[first];
        enqueue(begin, SCHED_NEW);
        enter();
        for (uint32_t tid = 1; tid <= TASKS; tid++) {
            if (tid != first)
                enqueue(&tasks[tid], SCHED_NEW);
        }
        while (queue.running) {
            go_on();
            if (!queue.running && tasks[2].steps == 300) {
                enqueue(&tasks[2], SCHED_WAKE);
                enter();
            }
        }
        CHECK_TEXT(made, schedule);
    }
    world_switches = "";
}

static void test_forced_list(void)
{
    world_switches = "1:100:3,3:7:2,1:100:3,1:101:9,1:200:2";
    start(&sched_forced, "", 0);
    run();
    CHECK_TEXT(made, "1:100:3,3:7:2,2:1000:1,1:100:3,3:1000:1");
    world_switches = "";
    start(&sched_forced, "", 0);
    run();
    CHECK_TEXT(made, "1:1000:2,2:1000:3");
}

/* One that spins gives way, once for each `patience`. */
static void test_patience(void)
{
    start(&sched_forced, "patience:1000", 0);
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        tasks[tid].steps = WORK + 1; /* they never end */
    for (uint32_t tid = 1; tid <= 2; tid++)
        enqueue(&tasks[tid], SCHED_NEW);
    enter();
    for (int i = 0; i < 5000; i++)
        go_on();
    CHECK_EQUAL(order_count, 6);
    start(&sched_pct, "patience:1000,depth:1", 7);
    for (uint32_t tid = 1; tid <= TASKS; tid++)
        tasks[tid].steps = WORK + 1;
    for (uint32_t tid = 1; tid <= 2; tid++)
        enqueue(&tasks[tid], SCHED_NEW);
    enter();
    for (int i = 0; i < 5000; i++)
        go_on();
    CHECK_EQUAL(order_count, 6);
    tune("patience:10000000");
    policy = &sched_forced;
    tune("patience:10000000");
}

static void test_refusals(void)
{
    char error[300];
    CHECK_EQUAL(sched_pct.init(2), -EINVAL);
    CHECK_EQUAL(sched_random_policy.init(2), -EINVAL);
    CHECK_EQUAL(sched_forced.init(2), -EINVAL);
    const char *const wrong[] = {"depth",    "depth:",        "depth:0",
                                 "depth:17", "depth:3,",      "depth:3,x:1",
                                 "depth:3x", "depth:-1",      ":3",
                                 "Depth:3",  "depth:3 steps", "steps:0"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        int result = sched_tune(&sched_pct, wrong[i], error, sizeof(error));
        bool tolerated = strcmp(wrong[i], "depth:3,") == 0;
        CHECK_EQUAL(result, tolerated ? 0 : -EINVAL);
        CHECK(tolerated || strstr(error, "depth:1...16"));
    }
    CHECK_EQUAL(sched_tune(&sched_fifo, "a:1", error, sizeof(error)), -EINVAL);
    CHECK(strstr(error, "nothing"));
    CHECK_EQUAL(sched_tune(&sched_pct, "depth:3", error, sizeof(error)), 0);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"the same seed, the same schedule", test_same_seed},
        {"ticks move nothing", test_ticks},
        {"random reaches all", test_random_reaches_all},
        {"pct: depth 1", test_pct_depth_1},
        {"pct: depth 2", test_pct_depth_2},
        {"pct: the bound", test_pct_bound},
        {"pct, written down, is forced", test_pct_is_forced},
        {"forced: the list", test_forced_list},
        {"patience", test_patience},
        {"refusals", test_refusals},
    };
    return UNIT_RUN(tests);
}
