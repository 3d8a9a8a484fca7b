/* SPDX-License-Identifier: MIT
 *
 * Time between cores: an IPI arrives its latency after it was sent and not much
 * later, a wake-up never before it was made, and a thread that moves takes its
 * time along.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lock.h"
#include "options.h"
#include "task/lwp.h"
#include "task/sched.h"
#include "x86/cpu.h"

#define IPIS 40
#define MOVES 40
#define HANDLING 3000 /* instructions from arrival to looking at the clock */

/* ---- IPIs to a core that computes, and to one that idles ---- */

static uint64_t sent_at; /* 0: none is on its way */
static uint64_t early, late, longest;
static bool end_receiver;

static void note_arrival(uint64_t sent)
{
    uint64_t took = core_clock() - sent;

    early += core_clock() < sent || took < options.latency;
    late += took > options.latency + 2 * (uint64_t)options.quantum + HANDLING;
    longest = took > longest ? took : longest;
}

/* Look for the mark that the IPI leaves on its core. */
static void receiver(void *arg)
{
    struct core *core = this_core();

    (void)arg;
    while (!__atomic_load_n(&end_receiver, __ATOMIC_ACQUIRE)) {
        uint64_t sent = __atomic_load_n(&sent_at, __ATOMIC_ACQUIRE);
        if (!sent || !__atomic_load_n(&core->need_resched, __ATOMIC_ACQUIRE)) {
            burn(5);
            continue;
        }
        note_arrival(sent);
        core->need_resched = 0;
        __atomic_store_n(&sent_at, 0, __ATOMIC_RELEASE);
    }
}

static void send(uint32_t to)
{
    uint64_t flags = cpu_irq_save();

    cores[to].need_resched = 0; /* a tick may have left one */
    __atomic_store_n(&sent_at, core_clock(), __ATOMIC_RELEASE);
    core_ops->send_ipi(to);
    cpu_irq_restore(flags);
}

static void test_busy(void)
{
    uint32_t to = cores_count - 1;

    early = late = longest = 0;
    end_receiver = false;
    struct kthread *thread =
        kthread_start("receiver", receiver, NULL, 1ull << to);
    sleep_for(4 * (uint64_t)options.latency);
    for (int i = 0; i < IPIS; i++) {
        send(to);
        while (__atomic_load_n(&sent_at, __ATOMIC_ACQUIRE))
            burn(10);
        burn(100 + 91 * i);
    }
    __atomic_store_n(&end_receiver, true, __ATOMIC_RELEASE);
    kthread_join(thread);
    claim(!early && !late, "an IPI to a busy core takes its latency",
          "%lu early, %lu late, longest %lu of %u", early, late, longest,
          options.latency);
}

static void once(void *arg)
{
    note_arrival(*(uint64_t *)arg);
}

/* A thread that starts on an idle core is announced by an IPI. */
static void test_idle(void)
{
    uint32_t to = cores_count - 1;

    early = late = longest = 0;
    for (int i = 0; i < IPIS; i++) {
        sleep_for(3 * (uint64_t)options.latency + 77 * i);
        uint64_t sent = core_clock();
        kthread_join(kthread_start("once", once, &sent, 1ull << to));
    }
    claim(!early && !late, "an IPI to an idle core takes its latency",
          "%lu early, %lu late, longest %lu of %u", early, late, longest,
          options.latency);
}

/* ---- moving from core to core ---- */

static uint64_t backwards, misplaced, doubled;

static unsigned cores_that_run(const struct lwp *lwp)
{
    unsigned count = 0;
    for (uint32_t id = 0; id < cores_count; id++)
        count += cores[id].current == lwp;
    return count;
}

static void mover(unsigned index)
{
    uint64_t clock = core_clock(), state = index + 1;

    for (int i = 0; i < MOVES; i++) {
        struct core_set only = {{0}};
        core_set_add(&only, draw(&state) % cores_count);
        sched_set_affinity(current_lwp(), &only);
        schedule();
        bool right = core_set_has(&only, this_core()->id);
        __atomic_fetch_add(&backwards, went_back(&clock), __ATOMIC_RELAXED);
        __atomic_fetch_add(&misplaced, !right, __ATOMIC_RELAXED);
        __atomic_fetch_add(&doubled, cores_that_run(current_lwp()) != 1,
                           __ATOMIC_RELAXED);
        burn(1 + draw(&state) % 300);
    }
}

static void test_moving(void)
{
    backwards = misplaced = doubled = 0;
    kthread_each_free(2 * (cores_count < 8 ? cores_count : 8), mover);
    claim(!backwards && !misplaced && !doubled,
          "who moves takes its time along, and is on one core, the right one",
          "back %lu, on a wrong core %lu, on two %lu", backwards, misplaced,
          doubled);
}

void test_clocks(void)
{
    if (cores_count > 1) {
        test_busy();
        test_idle();
    }
    test_moving();
}
