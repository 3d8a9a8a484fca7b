/* SPDX-License-Identifier: MIT
 *
 * User threads (user/uthread): creating and joining, mutexes and conditions,
 * sleeping, several workers, preemption, what belongs to a thread, and what is
 * refused.
 */
#include <fenv.h>
#include <signal.h>
#include <sys/wait.h>
#include "check.h"
#include "user/uthread/uthread.h"

enum { STACK = 16384, THREADS = 200, ROUNDS = 500, TURN_US = 1000 };

static unsigned workers;
static uint32_t preempt_us;

static int start(void *(*main)(void *))
{
    const struct uthread_options options = {workers, STACK, preempt_us};

    return uthread_start(&options, main, NULL);
}

static void *same(void *argument)
{
    return argument;
}

/* ---- creating and joining ---- */

static void *twice(void *number)
{
    void *half = uthread_join(uthread_create(same, number));

    return (void *)((uint64_t)number + (uint64_t)half);
}

static void *create_and_join(void *unused)
{
    struct uthread *threads[THREADS];

    for (uint64_t i = 0; i < THREADS; i++)
        threads[i] = uthread_create(twice, (void *)i);
    for (uint64_t i = 0; i < THREADS; i++)
        CHECK_EQ(uthread_join(threads[i]), 2 * i);
    for (uint64_t i = 0; i < ROUNDS; i++)
        CHECK_EQ(uthread_join(uthread_create(same, (void *)i)), i);
    CHECK(uthread_self() != NULL);
    return unused;
}

/* ---- order ---- */

static char order[16];
static unsigned at;

static void *write_letter(void *letter)
{
    for (int i = 0; i < 3; i++) {
        order[at++] = (char)(uint64_t)letter;
        uthread_yield();
    }
    return NULL;
}

static void *take_turns(void *unused)
{
    struct uthread *a = uthread_create(write_letter, (void *)'a');
    struct uthread *b = uthread_create(write_letter, (void *)'b');
    struct uthread *c = uthread_create(write_letter, (void *)'c');

    uthread_join(a);
    uthread_join(b);
    uthread_join(c);
    CHECK_EQ(strcmp(order, "abcabcabc"), 0);
    return unused;
}

/* ---- mutex and condition ---- */

static struct uthread_mutex mutex;
static struct uthread_condition not_empty, not_full;
static volatile long counter;

static void *add_slowly(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        uthread_mutex_lock(&mutex);
        long old = counter;
        if (i % 16 == 0)
            uthread_yield();
        counter = old + 1;
        uthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void *exclude(void *unused)
{
    struct uthread *threads[8];

    counter = 0;
    for (int i = 0; i < 8; i++)
        threads[i] = uthread_create(add_slowly, NULL);
    for (int i = 0; i < 8; i++)
        uthread_join(threads[i]);
    CHECK_EQ(counter, 8 * ROUNDS);
    return unused;
}

static int items;
static long consumed;

static void *produce(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        uthread_mutex_lock(&mutex);
        while (items == 3)
            uthread_wait(&not_full, &mutex);
        items++;
        uthread_signal(&not_empty);
        uthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void *consume(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        uthread_mutex_lock(&mutex);
        while (items == 0)
            uthread_wait(&not_empty, &mutex);
        items--;
        consumed++;
        uthread_signal(&not_full);
        uthread_mutex_unlock(&mutex);
    }
    return unused;
}

static void *hand_over(void *unused)
{
    struct uthread *threads[6];

    items = 0, consumed = 0;
    for (int i = 0; i < 6; i++)
        threads[i] = uthread_create(i % 2 ? produce : consume, NULL);
    for (int i = 0; i < 6; i++)
        uthread_join(threads[i]);
    CHECK_EQ(consumed, 3 * ROUNDS);
    CHECK_EQ(items, 0);
    return unused;
}

static void *wait_for_all(void *unused)
{
    uthread_mutex_lock(&mutex);
    counter++;
    uthread_wait(&not_empty, &mutex);
    counter--;
    uthread_mutex_unlock(&mutex);
    return unused;
}

static void *broadcast(void *unused)
{
    struct uthread *threads[THREADS];

    counter = 0;
    for (int i = 0; i < THREADS; i++)
        threads[i] = uthread_create(wait_for_all, NULL);
    for (;;) {
        uthread_mutex_lock(&mutex);
        long there = counter;
        uthread_mutex_unlock(&mutex);
        if (there == THREADS)
            break;
        uthread_yield();
    }
    uthread_broadcast(&not_empty);
    for (int i = 0; i < THREADS; i++)
        uthread_join(threads[i]);
    CHECK_EQ(counter, 0);
    return unused;
}

/* ---- sleeping ---- */

static uint64_t microseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void *sleep_and_write(void *letter)
{
    uint64_t begin = microseconds(), us = 30000 * ((uint64_t)letter - '0');

    uthread_sleep(us);
    CHECK(microseconds() - begin >= us);
    uthread_mutex_lock(&mutex);
    order[at++] = (char)(uint64_t)letter;
    uthread_mutex_unlock(&mutex);
    return NULL;
}

static void *sleepers(void *unused)
{
    struct uthread *threads[4];
    static const char letters[] = "3142";

    at = 0;
    for (int i = 0; i < 4; i++)
        threads[i] =
            uthread_create(sleep_and_write, (void *)(uint64_t)letters[i]);
    for (int i = 0; i < 4; i++)
        uthread_join(threads[i]);
    CHECK_EQ(memcmp(order, "1234", 4), 0);
    uthread_sleep(0);
    return unused;
}

/* ---- preemption ---- */

static volatile int spinning;

/* Goes on only if every other one does, without a yield anywhere. */
static void *spin_together(void *unused)
{
    __atomic_add_fetch(&spinning, 1, __ATOMIC_SEQ_CST);
    while (spinning < 5)
        ;
    return unused;
}

static void *preempt(void *unused)
{
    struct uthread *threads[4];

    spinning = 0;
    for (int i = 0; i < 4; i++)
        threads[i] = uthread_create(spin_together, NULL);
    spin_together(NULL);
    for (int i = 0; i < 4; i++)
        uthread_join(threads[i]);
    return unused;
}

/* Registers of all kinds live through preemption. */
static void *compute(void *number)
{
    double sum = (double)(uint64_t)number;
    uint64_t hash = (uint64_t)number;

    for (int i = 0; i < 300000; i++) {
        sum = sum * 0.5 + 1;
        hash = hash * 6364136223846793005u + 1442695040888963407u;
    }
    CHECK(sum > 1.999 && sum < 2.001);
    return (void *)hash;
}

static void *registers(void *unused)
{
    struct uthread *threads[6];
    uint64_t want[6];

    for (uint64_t i = 0; i < 6; i++) {
        threads[i] = uthread_create(compute, (void *)i);
        want[i] = (uint64_t)compute((void *)i);
    }
    for (int i = 0; i < 6; i++)
        CHECK_EQ(uthread_join(threads[i]), want[i]);
    CHECK(uthread_counts().preemptions > 0);
    return unused;
}

/* In a critical section nobody else runs, however long it is. */
static void *raise_flag(void *unused)
{
    spinning = 1;
    return unused;
}

static void *critical(void *unused)
{
    spinning = 0;
    uthread_critical_begin();
    struct uthread *other = uthread_create(raise_flag, NULL);
    uint64_t begin = microseconds();
    while (microseconds() - begin < 10 * TURN_US)
        ;
    CHECK_EQ(spinning, 0);
    uthread_critical_end();
    while (!spinning)
        ;
    uthread_join(other);
    return unused;
}

/* ---- what belongs to a thread ---- */

static void *round_up(void *unused)
{
    fesetround(FE_UPWARD);
    uthread_yield();
    CHECK_EQ(fegetround(), FE_UPWARD);
    return unused;
}

static void *rounding(void *unused)
{
    struct uthread *other = uthread_create(round_up, NULL);

    uthread_yield();
    CHECK_EQ(fegetround(), FE_TONEAREST);
    uthread_join(other);
    CHECK_EQ(fegetround(), FE_TONEAREST);
    return unused;
}

static void *aligned(void *unused)
{
    _Alignas(16) volatile char bytes[16];

    CHECK_EQ((uintptr_t)bytes % 16, 0);
    CHECK_EQ((uintptr_t)__builtin_frame_address(0) % 16, 0);
    return unused;
}

static void *stacks(void *unused)
{
    uthread_join(uthread_create(aligned, NULL));
    return unused;
}

/* ---- what is refused ---- */

static void *overflow(void *unused)
{
    volatile char large[STACK - 96];

    for (unsigned i = 0; i < sizeof(large); i++)
        large[i] = 1;
    uthread_yield();
    return unused;
}

static void *unlock_free(void *unused)
{
    uthread_mutex_unlock(&mutex);
    return unused;
}

static void *yield_in_critical(void *unused)
{
    uthread_critical_begin();
    uthread_yield();
    return unused;
}

/* The signal that a process dies of which starts `main`. */
static int dies_of(void *(*main)(void *))
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        close(2);
        start(main);
        _exit(0);
    }
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void refused(void)
{
    struct uthread_options none = {0, STACK, 0}, many = {65, STACK, 0};
    struct uthread_options small = {1, 512, 0}, odd = {1, STACK + 8, 0};

    CHECK_EQ(uthread_start(&none, same, NULL), EINVAL);
    CHECK_EQ(uthread_start(&many, same, NULL), EINVAL);
    CHECK_EQ(uthread_start(&small, same, NULL), EINVAL);
    CHECK_EQ(uthread_start(&odd, same, NULL), EINVAL);
    CHECK_EQ(dies_of(overflow), SIGABRT);
    CHECK_EQ(dies_of(unlock_free), SIGABRT);
    CHECK_EQ(dies_of(yield_in_critical), SIGABRT);
}

static void everywhere(void)
{
    CHECK_EQ(start(create_and_join), 0);
    CHECK_EQ(start(exclude), 0);
    CHECK_EQ(start(hand_over), 0);
    CHECK_EQ(start(broadcast), 0);
    CHECK_EQ(start(sleepers), 0);
    CHECK_EQ(start(rounding), 0);
    CHECK_EQ(start(stacks), 0);
}

int main(void)
{
    workers = 1;
    CHECK_EQ(start(take_turns), 0);
    everywhere();
    ok("one worker");
    workers = 4;
    everywhere();
    ok("four workers");
    preempt_us = TURN_US;
    everywhere();
    CHECK_EQ(start(preempt), 0);
    CHECK_EQ(start(registers), 0);
    ok("four workers, preempted");
    workers = 1;
    CHECK_EQ(start(preempt), 0);
    CHECK_EQ(start(registers), 0);
    CHECK_EQ(start(critical), 0);
    ok("one worker, preempted");
    preempt_us = 0;
    refused();
    ok("refused");
    return check_status();
}
