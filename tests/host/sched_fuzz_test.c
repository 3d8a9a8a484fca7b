/* SPDX-License-Identifier: MIT
 *
 * Every registered policy under random scripts and random commands (wake, sleep,
 * yield, nice, class, affinity, steal, end, begin, another policy): the model of a
 * machine checks each answer against the contract, the sanitizers the rest. Then
 * policies with a fault, each of which must be caught.
 *
 *     sched_fuzz_test [TIMES]: so many times as much.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include <stdlib.h>
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ull
#define SECOND (1000 * MS)
#define TASKS 24
#define CORES 6
#define COMMANDS 3000
#define ROUNDS 12 /* for each policy; half of them change it on the way */

static uint64_t times = 1;
static uint64_t calls; /* of policies, so far */
static bool changing;  /* the policy, too */

static uint64_t below(uint64_t end)
{
    return unit_random() % end;
}

static struct drive_task *any_task(void)
{
    return &drive.tasks[1 + below(TASKS)];
}

static struct core_set any_cores(void)
{
    uint64_t all = (1ull << drive.config.cores) - 1, some = unit_random() & all;
    return (struct core_set){{some ? some : all}};
}

static void set_any_class(struct drive_task *task)
{
    static const enum sched_class classes[] = {SCHED_OTHER, SCHED_OTHER,
                                               SCHED_BATCH, SCHED_IDLE,
                                               SCHED_FIFO,  SCHED_RR};
    enum sched_class class = classes[below(6)];
    bool is_real_time = class == SCHED_FIFO || class == SCHED_RR;
    drive_set_class(task, class, is_real_time ? 1 + (int)below(99) : 0);
}

static void change_any(struct drive_task *task)
{
    switch (below(3)) {
    case 0:
        drive_set_nice(task, (int)below(21) - 10);
        break;
    case 1:
        set_any_class(task);
        break;
    default:
        drive_set_affinity(task, any_cores());
    }
}

static struct drive_step any_step(struct drive_task *task)
{
    uint64_t length = 1 + below(6 * MS);
    switch (below(16)) {
    case 0:
        return (struct drive_step){DRIVE_SLEEP, DRIVE_EVER};
    case 1:
        return (struct drive_step){DRIVE_YIELD, 0};
    case 2:
        return (struct drive_step){DRIVE_EXIT, 0};
    case 3:
        drive_wake(any_task());
        break;
    case 4:
        change_any(task);
        break;
    case 5:
    case 6:
    case 7:
        return (struct drive_step){DRIVE_SLEEP, 4 * length};
    default:
        break;
    }
    return (struct drive_step){DRIVE_RUN, length};
}

/* One that is no more comes back: what the policy left in it says nothing. */
static void begin_again(struct drive_task *task)
{
    struct sched_entity *entity = &task->entity;
    if (task->state != DRIVE_ABSENT)
        return;
    size_t at = offsetof(struct sched_entity, slice);
    memset((char *)entity + at, 0xa5, sizeof(*entity) - at);
    entity->affinity = any_cores();
    entity->core = core_set_first(&entity->affinity);
    drive_begin(task);
}

static void dump_any(void)
{
    char text[300];
    unsigned size = 1 + (unsigned)below(sizeof(text) - 1);
    const struct sched_queue *queue =
        &drive.cores[below(drive.config.cores)].queue;
    if (!drive.policy->dump)
        return;
    memset(text, '#', sizeof(text));
    drive.policy->dump(queue, text, size);
    CHECK(memchr(text, '\0', size) && text[size] == '#');
}

/* What is done to what runs on a core, or to a core. */
static void command_core(uint32_t core)
{
    uint64_t choice = below(5);
    uint32_t victim = (core + 1) % drive.config.cores;
    if (!drive_running(core)) {
        if (victim != core)
            drive_steal(core, victim);
        return;
    }
    if (choice == 0)
        drive_yield(core);
    else if (choice == 1)
        drive_block(core);
    else if (choice == 2)
        drive_end(core);
    else
        drive_tick(core);
}

static void any_command(void)
{
    struct drive_task *task = any_task();
    uint64_t choice = below(10);
    if (choice < 3)
        begin_again(task);
    else if (choice < 4)
        drive_wake(task);
    else if (choice < 6)
        change_any(task);
    else if (choice < 8)
        command_core((uint32_t)below(drive.config.cores));
    else if (choice < 9)
        dump_any();
    else if (changing && below(8) == 0)
        drive_switch(sched_policies[below(sched_policies_count)]);
    if (below(2))
        drive_for(below(4) ? below(MS) : below(40 * MS));
}

static void run(const struct sched_ops *policy)
{
    uint32_t cores = 1 + (uint32_t)below(CORES);
    if (policy->init && policy->init(cores) != 0)
        cores = 1;
    static const uint64_t ticks[] = {0, MS, 4 * MS, 10 * MS};
    uint64_t tick = ticks[below(policy->tick ? 4 : 1)];
    if (tick == 0 || changing)
        tick = 10 * MS;
    world_seed = unit_random();
    drive_start(&(struct drive_config){.policy = policy,
                                       .cores = cores,
                                       .tick = tick,
                                       .watch = changing ? 0 : 60 * SECOND,
                                       .preempt = (enum drive_preempt)(
                                           below(6) < 4 ? 0 : 1 + below(2))});
    for (int n = 0; n < TASKS; n++)
        drive_new(any_step);
    for (int n = 0; n < COMMANDS && !drive.broken[0]; n++)
        any_command();
    calls += drive.calls;
}

static void test_policies(void)
{
    for (unsigned i = 0; i < sched_policies_count; i++) {
        for (uint64_t n = 0; n < ROUNDS * times; n++) {
            changing = n % 2;
            run(sched_policies[i]);
            CHECK_TEXT(drive.broken, "");
        }
    }
    CHECK(calls > 1000000 * times);
    printf("# %llu calls of %u policies\n", (unsigned long long)calls,
           sched_policies_count);
}

/* ---- policies with a fault: fifo but for one operation ---- */

static uint32_t count;

static void losing_enqueue(struct sched_queue *queue,
                           struct sched_entity *entity, enum sched_why why)
{
    if (++count % 50 == 0)
        list_init(&entity->node);
    else
        sched_fifo.enqueue(queue, entity, why);
}

static struct sched_entity *twice_dispatch(struct sched_queue *queue,
                                           uint32_t core)
{
    static struct sched_entity *last;
    if (++count % 50 == 0 && last)
        return last;
    return last = sched_fifo.dispatch(queue, core);
}

static struct sched_entity *anywhere_dispatch(struct sched_queue *queue,
                                              uint32_t core)
{
    (void)core;
    struct list *first = list_first(&queue->list);
    if (!first)
        return NULL;
    sched_fifo.dequeue(queue, entity_of(first));
    return entity_of(first);
}

static struct sched_entity *lazy_dispatch(struct sched_queue *queue,
                                          uint32_t core)
{
    return ++count % 50 == 0 ? NULL : sched_fifo.dispatch(queue, core);
}

static struct sched_entity *garbage_dispatch(struct sched_queue *queue,
                                             uint32_t core)
{
    struct sched_entity *entity = sched_fifo.dispatch(queue, core);
    return ++count % 50 == 0 ? (struct sched_entity *)queue : entity;
}

static uint32_t zero_select_cpu(const struct sched_entity *entity,
                                const struct core_set *idle)
{
    (void)entity, (void)idle;
    return 0;
}

static void renicing_running(struct sched_queue *queue,
                             struct sched_entity *entity)
{
    (void)queue;
    entity->nice -= ++count % 50 == 0;
}

static void counting_enqueue(struct sched_queue *queue,
                             struct sched_entity *entity, enum sched_why why)
{
    sched_fifo.enqueue(queue, entity, why);
    queue->count += ++count % 50 == 0;
}

static void idle_alarm_running(struct sched_queue *queue,
                               struct sched_entity *entity)
{
    (void)entity;
    queue->alarm = sched_now();
}

static bool alarm_tick(struct sched_queue *queue, struct sched_entity *entity,
                       uint64_t ran)
{
    (void)entity, (void)ran;
    queue->alarm = sched_now();
    return false;
}

static struct drive_step forever(struct drive_task *task)
{
    (void)task;
    return (struct drive_step){DRIVE_RUN, 1000 * SECOND};
}

/* The policy breaks a rule, and the report has the words `what`. */
static void check_caught(struct sched_ops faulty, const char *what)
{
    count = 0;
    changing = false;
    for (int round = 0; round < 20; round++) {
        run(&faulty);
        if (drive.broken[0])
            break;
    }
    CHECK(strstr(drive.broken, what));
    if (!strstr(drive.broken, what))
        printf("# \"%s\" has no \"%s\"\n", drive.broken, what);
}

static void test_faults(void)
{
    struct sched_ops ops = sched_fifo;
    ops.enqueue = losing_enqueue;
    check_caught(ops, "waits there");
    ops = sched_fifo, ops.dispatch = twice_dispatch;
    check_caught(ops, "which is not queued");
    ops = sched_fifo, ops.dispatch = anywhere_dispatch;
    check_caught(ops, "which may not run on core");
    ops = sched_fifo, ops.dispatch = lazy_dispatch;
    check_caught(ops, "waits there");
    ops = sched_fifo, ops.dispatch = garbage_dispatch;
    check_caught(ops, "what is no entity");
    ops = sched_fifo, ops.select_cpu = zero_select_cpu;
    check_caught(ops, "select_cpu chose core 0");
    ops = sched_fifo, ops.running = renicing_running;
    check_caught(ops, "running changed what is the core's");
    ops = sched_fifo, ops.enqueue = counting_enqueue;
    check_caught(ops, "enqueue changed what is the core's in a queue");
    ops = sched_fifo, ops.running = idle_alarm_running, ops.tick = alarm_tick;
    check_caught(ops, "no end of events");
}

/* It does not say that it starves. */
static void test_starving(void)
{
    struct sched_ops unfair = sched_fifo;
    unfair.starves = false;
    drive_start(&(struct drive_config){
        .policy = &unfair, .cores = 1, .tick = MS, .watch = SECOND});
    drive_begin(drive_new(forever));
    drive_begin(drive_new(forever));
    drive_for(2 * SECOND);
    CHECK_TEXT(drive.broken, "fifo: 2 has waited for 1001000 us");
}

int main(int argc, char **argv)
{
    static const struct unit_test tests[] = {
        {"policies", test_policies},
        {"faults are caught", test_faults},
        {"starving is caught", test_starving},
    };
    times = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    return UNIT_RUN(tests);
}
