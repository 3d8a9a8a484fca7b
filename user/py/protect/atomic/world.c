/* SPDX-License-Identifier: MIT
 *
 * An interpreter without a GIL.
 *
 * THE PROBLEM. The interpreter is written for threads of which one at a time
 * touches objects. Without a GIL each of its thousand functions would have to
 * be made safe, and one that was forgotten corrupts memory.
 *
 * THE PROTOCOL. What nearly all bytecode does is made safe; for the rest a
 * thread asks the others to stand still, as a JVM does for its collector.
 *  - Together: in the dispatch loop any number of threads run. There they touch
 *    their own frames; counts, by locked instructions; small ints and floats,
 *    which do not change; the items of lists and tuples, instances' attributes
 *    and cells, each under its object's lock; names, classes and inline caches,
 *    which they only read. An iterator or a generator they touch only if nobody
 *    else has a reference to it. Free memory is each thread's own (blocks.c).
 *  - Alone: whatever the loop calls for (alone.def) is in a bracket of
 *    world_alone and world_together. A thread that wants to be alone stops
 *    being together, takes a ticket and waits until nobody is together or
 *    alone. Who is together comes by at its next safepoint (a jump backwards or
 *    a call) or bracket, and lets those go first who had a ticket by then.
 *  - Where C code calls Python code (vm_run), and around calls that block, it
 *    is as with a GIL: others come in between, alone or not.
 *
 * WHY IT IS RIGHT. Code outside the loop runs alone: as it does under a GIL,
 * given away at the same places. The loop stops for it between two
 * instructions, where nothing but references is kept. In the loop two threads
 * meet only in counts, which are atomic, and in the places named above, which
 * have locks; a lock is held for a few instructions, nothing is freed and no
 * other taken in it. An object whose count becomes 0 together is freed alone,
 * with a count of 1 meanwhile: a table that lends references (open files,
 * classes) may give out another one. What refers to nothing (TYPE_LEAF) is
 * freed at once; the table of interned strs lends only to those who are alone.
 *
 * WHAT IT COSTS. On one thread two exchanges for a bracket, locked instructions
 * and the locks. On several, work made of calls to C, new lists and strs stands
 * in the queue for being alone, and is slower than under a GIL. Updates lost
 * between instructions (n = n + 1) are lost as before: that is the program's to
 * lock.
 *
 * LOCK ORDER: `mutex`, alone in its kind; an object's lock is never held with
 * it.
 */
#include "world.h"

#include <pthread.h>
#include <sched.h>

#include "protect.h"

/* The state: how many threads are together, how many wait for `changed`, and
 * whether one is alone. While somebody waits it changes with the mutex held,
 * and whoever changes it says so. */
#define TOGETHER 1U
#define TOGETHER_MASK 0xffffU
#define WAITER 0x10000U
#define ALONE 0x80000000U

#define SPINS 100 /* looks at a lock before giving the core away */

__thread uint32_t world_depth;
atomic_int world_request;
atomic_bool protect_locks[PROTECT_LOCKS];

static atomic_uint state;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static uint64_t tickets, served; /* to be alone; mutex */

static bool change(uint32_t from, uint32_t to)
{
    return atomic_compare_exchange_strong(&state, &from, to);
}

/* Be alone, the next after those with a ticket already. The mutex is held, and
 * we count as a WAITER. */
static void wait_for_turn(void)
{
    uint64_t ticket = tickets++;

    while (served != ticket || atomic_load(&state) & (ALONE | TOGETHER_MASK))
        pthread_cond_wait(&changed, &mutex);
    atomic_fetch_add(&state, ALONE - WAITER);
    if (++served == tickets)
        atomic_store(&world_request, 0);
}

/* From `part`, TOGETHER or 0 (outside), to alone. */
static void enter_alone(uint32_t part)
{
    if (change(part, ALONE))
        return;
    pthread_mutex_lock(&mutex);
    atomic_fetch_add(&state, WAITER - part);
    atomic_store(&world_request, 1);
    pthread_cond_broadcast(&changed);
    wait_for_turn();
    pthread_mutex_unlock(&mutex);
}

/* Be together once those have been alone who wait now. The mutex is held. */
static void enter_together(void)
{
    uint64_t first = tickets;

    atomic_fetch_add(&state, WAITER);
    while (served < first || atomic_load(&state) & ALONE)
        pthread_cond_wait(&changed, &mutex);
    atomic_fetch_add(&state, TOGETHER - WAITER);
}

static void leave_alone(uint32_t part)
{
    if (change(ALONE, part))
        return;
    pthread_mutex_lock(&mutex);
    atomic_fetch_sub(&state, ALONE);
    pthread_cond_broadcast(&changed);
    if (part)
        enter_together();
    pthread_mutex_unlock(&mutex);
}

void world_take(void)
{
    enter_alone(0);
    if (!world_depth)
        world_depth = 1;
}

void world_drop(void)
{
    leave_alone(0);
}

void world_alone(void)
{
    if (world_depth++ == 0)
        enter_alone(TOGETHER);
}

void world_together(void)
{
    if (--world_depth == 0)
        leave_alone(TOGETHER);
}

uint32_t world_share(void)
{
    uint32_t depth = world_depth;

    world_depth = 0;
    leave_alone(TOGETHER);
    return depth;
}

void world_unshare(uint32_t depth)
{
    enter_alone(TOGETHER);
    world_depth = depth;
}

void world_pause(void)
{
    pthread_mutex_lock(&mutex);
    if (world_requested()) {
        atomic_fetch_sub(&state, TOGETHER);
        pthread_cond_broadcast(&changed);
        enter_together();
    }
    pthread_mutex_unlock(&mutex);
}

void world_after_fork(void)
{
    pthread_mutex_init(&mutex, NULL);
    pthread_cond_init(&changed, NULL);
    tickets = served = 0;
    atomic_store(&world_request, 0);
    atomic_store(&state, ALONE);
}

void protect_lock_slowly(atomic_bool *lock)
{
    for (uint32_t i = 1;
         atomic_exchange_explicit(lock, true, memory_order_acquire); i++) {
        if (i % SPINS == 0)
            sched_yield();
    }
}
