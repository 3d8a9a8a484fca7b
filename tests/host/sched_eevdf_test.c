/* SPDX-License-Identifier: MIT
 *
 * EEVDF against its definition: an ideal fluid, computed beside it. At each event
 * no lag is greater than the longest request (Stoica and Abdel-Wahab, theorem 1),
 * the lags sum up to zero, and who begins to run is owed something.
 *
 * The fluid serves each member at the rate weight / sum of weights; one that leaves
 * or joins takes its lag along, which the others share by weight. In units of
 * 2 ** -32 ns, so that its rounding is no matter.
 *
 * LINK: sched/?*.c kernel/lib/print.c kernel/lib/rbtree.c kernel/lib/string.c
 * LINK: sim/drive/?*.c
 */
#include "sched/sched.h"
#include "sim/drive/drive.h"
#include "unit.h"

#define MS 1000000ll
#define SECOND (1000 * MS)
#define SLICE (3 * MS)
#define ROUNDING 4 /* ns: of an alarm, and of V */
#define TASKS 64

typedef __int128 fluid; /* 2 ** -32 ns */

static struct {
    bool member;
    uint64_t weight;
    fluid lag; /* what the ideal gave, less what it ran; kept while it sleeps */
    uint64_t ran;
} ideal[TASKS + 1];

static fluid weights;  /* of all members */
static uint64_t seen;  /* the instant of the last event */
static fluid greatest; /* |lag| so far */

static fluid ns(int64_t value)
{
    return (fluid)value << 32;
}

/* Hand `lag` out to the members but `without`, by weight. */
static void hand_out(fluid lag, uint32_t without)
{
    fluid sum = weights - (fluid)ideal[without].weight * ideal[without].member;
    for (uint32_t tid = 1; sum > 0 && tid <= drive.tasks_count; tid++) {
        if (ideal[tid].member && tid != without)
            ideal[tid].lag += lag * (fluid)ideal[tid].weight / sum;
    }
}

static uint64_t ran_by_now(const struct drive_task *task)
{
    const struct drive_core *core = &drive.cores[0];
    bool runs = task->state == DRIVE_RUNNING;
    return task->ran + (runs ? world_now - core->accounted : 0);
}

/* The time since the last event has passed, with the members of then. */
static void flow(void)
{
    fluid passed = ns((int64_t)(world_now - seen));
    seen = world_now;
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        const struct drive_task *task = &drive.tasks[tid];
        if (ideal[tid].member)
            ideal[tid].lag += passed * (fluid)ideal[tid].weight / weights;
        uint64_t ran = ran_by_now(task);
        ideal[tid].lag -= ns((int64_t)(ran - ideal[tid].ran));
        ideal[tid].ran = ran;
    }
}

static bool is_member(uint32_t tid)
{
    return drive.tasks[tid].state == DRIVE_QUEUED ||
           drive.tasks[tid].state == DRIVE_RUNNING;
}

static void join_and_leave(void)
{
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (ideal[tid].member && !is_member(tid)) {
            hand_out(ideal[tid].lag, tid);
            ideal[tid].member = false;
            weights -= (fluid)ideal[tid].weight;
        }
    }
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (!ideal[tid].member && is_member(tid)) {
            ideal[tid].weight = drive.tasks[tid].entity.weight;
            if (weights == 0)
                ideal[tid].lag = 0;
            hand_out(-ideal[tid].lag, tid);
            ideal[tid].member = true;
            weights += (fluid)ideal[tid].weight;
        }
    }
}

static fluid magnitude(fluid value)
{
    return value < 0 ? -value : value;
}

/* Whoever begins to run now, in the ideal's eyes. */
static void check_eligible(void)
{
    const struct drive_core *core = &drive.cores[0];
    uint32_t tid = drive_running(0);
    if (tid && core->ran == 0 && core->accounted == world_now)
        CHECK(ideal[tid].lag >= -ns(ROUNDING));
}

static void observe(void)
{
    fluid sum = 0;
    flow();
    join_and_leave();
    check_eligible();
    for (uint32_t tid = 1; tid <= drive.tasks_count; tid++) {
        if (!ideal[tid].member)
            continue;
        sum += ideal[tid].lag;
        if (greatest < magnitude(ideal[tid].lag))
            greatest = magnitude(ideal[tid].lag);
    }
    CHECK(weights == 0 || magnitude(sum) < ns(1));
}

static void start(void)
{
    drive_start(&(struct drive_config){.policy = &sched_eevdf,
                                       .cores = 1,
                                       .tick = 4 * MS,
                                       .watch = 60 * SECOND});
    memset(ideal, 0, sizeof(ideal));
    weights = greatest = 0;
    seen = world_now;
    drive.observe = observe;
}

static struct drive_task *begin(drive_script *script, int spread)
{
    struct drive_task *task = drive_new(script);
    task->entity.nice =
        (int)(unit_random() % (uint64_t)(2 * spread + 1)) - spread;
    task->entity.weight = sched_weight(SCHED_OTHER, task->entity.nice);
    drive_begin(task);
    return task;
}

/* Those that always run: the theorem as it stands, but for rounding to ns. */
static void test_bound(void)
{
    for (uint32_t count = 1; count <= 40; count += count / 2 + 1) {
        start();
        for (uint32_t n = 0; n < count; n++)
            begin(NULL, 19);
        drive_for(30 * SECOND);
        CHECK_TEXT(drive.broken, "");
        CHECK(greatest <= ns(SLICE + ROUNDING));
        CHECK(count == 1 || greatest > ns(SLICE / 4));
    }
}

static struct drive_step restless(struct drive_task *task)
{
    uint64_t length = 1 + unit_random() % (uint64_t)(4 * MS);
    task->data[0] = !task->data[0];
    return (struct drive_step){task->data[0] ? DRIVE_RUN : DRIVE_SLEEP, length};
}

/* With sleepers, which take their lag along and bring it back, there is no theorem;
 * but nothing adds up. */
static void test_bound_with_sleepers(void)
{
    for (uint32_t count = 2; count <= 32; count *= 2) {
        start();
        for (uint32_t n = 0; n < count; n++)
            begin(n % 2 ? NULL : restless, 5);
        drive_for(30 * SECOND);
        CHECK_TEXT(drive.broken, "");
        CHECK(greatest <= ns(2 * SLICE));
    }
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"lag of hogs", test_bound},
        {"lag with sleepers", test_bound_with_sleepers},
    };
    return UNIT_RUN(tests);
}
