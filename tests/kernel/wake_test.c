/* SPDX-License-Identifier: MIT
 *
 * No wake-up is lost: sleepers and wakers on all cores, without any timeout; if
 * one were lost, all would sleep in the end and the machine report a deadlock.
 * And what a wake-up tells of was done before it.
 */
#include "kernel_test.h"
#include "kthread.h"
#include "lock.h"
#include "task/sched.h"
#include "task/waitq.h"

#define PASSES_ALL 240 /* of all runners together */
#define NAPS 400

static struct spinlock lock = SPINLOCK("baton");
static struct waitq sleepers;
static unsigned holder, runners; /* under the lock: whose turn it is */
static uint64_t passed_at;       /* under the lock */
static uint64_t backwards, passes;

/* All wait on one queue for their turn; each turn wakes them all. */
static void runner(unsigned index)
{
    for (unsigned i = 0; i < PASSES_ALL / runners; i++) {
        spin_lock(&lock);
        while (holder != index)
            waitq_sleep(&sleepers, &lock,
                        (struct wait_reason){WAIT_CHILD, holder}, CLOCK_NEVER);
        backwards += went_back(&passed_at);
        passes++;
        holder = (holder + 1) % runners;
        passed_at = core_clock();
        waitq_wake(&sleepers, WAKE_ALL);
        spin_unlock(&lock);
        burn(1 + index * 17 % 400);
    }
}

static void run(unsigned count, void (*start)(unsigned, void (*)(unsigned)),
                const char *name)
{
    waitq_init(&sleepers);
    holder = 0;
    runners = count;
    passes = backwards = passed_at = 0;
    start(count, runner);
    claim(passes == PASSES_ALL / count * count && !backwards, name,
          "%lu of %u passes, clock went back %lu times", passes,
          PASSES_ALL / count * count, backwards);
}

/* ---- a sleeper that is woken at every point of going to sleep ---- */

static uint32_t word; /* changed by the waker, before it wakes */
static uint64_t naps;

static void napper(void *arg)
{
    (void)arg;
    for (uint32_t i = 1; i <= NAPS; i++) {
        for (;;) {
            lwp_prepare_sleep((struct wait_reason){WAIT_CHILD, i});
            if (__atomic_load_n(&word, __ATOMIC_ACQUIRE) >= i)
                break;
            lwp_sleep(CLOCK_NEVER);
        }
        lwp_cancel_sleep();
        __atomic_fetch_add(&naps, 1, __ATOMIC_RELEASE);
    }
}

static void waker(unsigned index)
{
    static struct lwp *sleeper;
    static struct kthread *thread;

    (void)index;
    naps = word = 0;
    thread = kthread_start("napper", napper, NULL, 1ull << (cores_count - 1));
    sleeper = kthread_lwp(thread);
    for (uint32_t i = 1; i <= NAPS; i++) {
        burn(1 + i * 13 % 400);
        __atomic_store_n(&word, i, __ATOMIC_RELEASE);
        lwp_wake(sleeper);
        while (__atomic_load_n(&naps, __ATOMIC_ACQUIRE) < i)
            cores_count > 1 ? burn(10) : sched_yield();
    }
    kthread_join(thread);
}

void test_wake_ups(void)
{
    unsigned count = cores_count < 16 ? cores_count : 16;

    run(count, kthread_each, "no wake-up is lost between cores");
    run(2 * count, kthread_each_free, "no wake-up is lost by who may move");
    waker(0);
    claim(naps == NAPS, "who is about to sleep can be woken", "%lu", naps);
}
