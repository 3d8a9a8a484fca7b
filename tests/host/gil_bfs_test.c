/* SPDX-License-Identifier: MIT
 *
 * GIL=bfs: slices and deadlines, by a clock that the test sets, and a crowd by
 * the real one.
 *
 * LINK: gil/[!b]?*.c gil/b[!f]?*.c
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "gil/gil.h"

static _Atomic uint64_t clock_ns; /* 0: the real clock */

static void test_clock(struct timespec *time, uint32_t us)
{
    uint64_t now = atomic_load(&clock_ns);

    gil_deadline(time, us);
    if (now) {
        time->tv_sec = (time_t)(now / 1000000000u);
        time->tv_nsec = (long)(now % 1000000000u);
    }
}

#define gil_deadline test_clock /* in bfs.c alone */
#include "gil/bfs.c"
#undef gil_deadline

#include "gil_test.h"

#define MS UINT64_C(1000000)
#define START (1000 * MS)
#define SLICE (6 * MS)

static struct gil_thread me;

/* The calling thread holds, since START, with a new slice of this length. */
static void begin_with(uint64_t slice)
{
    memset(&me, 0, sizeof me);
    ordered = 0;
    atomic_store(&clock_ns, START);
    select_policy(&gil_bfs, (uint32_t)(slice / 1000), 1);
    gil_thread_init(&me, GIL_ROLE_MAIN, 1);
    gil_take(&me);
    CHECK(own_of(&me)->deadline == START + slice);
}

static void begin(void)
{
    begin_with(SLICE);
}

static void pass(uint64_t ns)
{
    atomic_fetch_add(&clock_ns, ns);
}

static void check_own(int64_t left, uint64_t deadline)
{
    CHECK(own_of(&me)->left == left);
    CHECK(own_of(&me)->deadline == deadline);
}

/* A waiter's deadline: that many ms after START. */
static void set_deadline(struct gil_thread *t, int ms)
{
    new_slice(own_of(t), START);
    own_of(t)->deadline = START + (uint64_t)ms * MS;
}

static void set_none(struct gil_thread *t, int number)
{
    CHECK(own_of(t)->deadline == 0 && number > 0);
}

static unsigned queue_length(void)
{
    unsigned length = 0;

    pthread_mutex_lock(&mutex);
    for (struct gil_thread *t = queue; t; t = own_of(t)->next)
        length++;
    pthread_mutex_unlock(&mutex);
    return length;
}

static void start_waiting(struct queuer *q, int ms)
{
    unsigned before = queue_length();

    queuer_start(q, ms, set_deadline);
    while (queue_length() == before)
        sched_yield();
}

static void test_rest_is_kept(void)
{
    begin();
    pass(2 * MS);
    gil_drop(&me, GIL_WHY_BLOCK);
    check_own(4 * MS, START + SLICE);
    pass(100 * MS); /* asleep: that costs nothing */
    gil_take(&me);
    pass(3 * MS);
    gil_drop(&me, GIL_WHY_BLOCK);
    check_own(1 * MS, START + SLICE);
    gil_take(&me);
    pass(1 * MS); /* all of it: a new one, and a later deadline */
    gil_drop(&me, GIL_WHY_EXIT);
    check_own(SLICE, START + 106 * MS + SLICE);
}

static void test_earliest_is_next(void)
{
    struct queuer q[4];

    begin_with(1000000 * MS); /* nobody wakes by himself before the alarm */
    start_waiting(&q[0], 30);
    start_waiting(&q[1], 10);
    start_waiting(&q[2], 20);
    start_waiting(&q[3], 10); /* after its equal */
    CHECK(queue == &q[1].t && own_of(queue)->next == &q[3].t);
    gil_drop(&me, GIL_WHY_EXIT);
    for (int i = 0; i < 4; i++)
        pthread_join(q[i].thread, NULL);
    CHECK(ordered == 4 && order[0] == 10 && order[1] == 10 && order[2] == 20);
}

static void test_earlier_preempts(void)
{
    struct queuer q;

    begin();
    pass(1 * MS);
    start_waiting(&q, 5);
    CHECK(request_asked(&request) == ASKED_TO_YIELD);
    pass(1 * MS);
    gil_safepoint(&me);
    CHECK(ordered == 1);
    CHECK(account_of(&me).drops[GIL_WHY_PREEMPT] == 1);
    check_own(4 * MS, START + SLICE);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
}

/* A later one waits for the end of the slice, and then asks. */
static void test_slice_ends(void)
{
    struct queuer q;

    begin();
    start_waiting(&q, 7);
    pass(SLICE - 1);
    usleep(2 * SLICE / 1000); /* it looks at the clock meanwhile */
    CHECK(request_asked(&request) == 0);
    pass(1);
    while (ordered == 0)
        gil_safepoint(&me);
    CHECK(account_of(&me).drops[GIL_WHY_REQUEST] == 1);
    check_own(SLICE, START + 2 * SLICE);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
}

/* Who held alone for three slices and 2 ms is 2 ms into its fourth. */
static void test_slices_pass_unseen(void)
{
    struct queuer q;

    begin();
    pass(3 * SLICE + 2 * MS);
    queuer_start(&q, 1, set_none);
    while (queue_length() == 0)
        sched_yield();
    check_own(SLICE, START + 4 * SLICE);
    CHECK(own_of(&me)->since == START + 3 * SLICE);
    CHECK(own_of(&q.t)->deadline == START + 4 * SLICE + 2 * MS);
    CHECK(request_asked(&request) == 0);
    gil_drop(&me, GIL_WHY_EXIT);
    pthread_join(q.thread, NULL);
}

static void test_crowd(void)
{
    struct account sum;

    atomic_store(&clock_ns, 0);
    sum = gil_test_crowd(&gil_bfs);

    CHECK(sum.drops[GIL_WHY_TICKS] == 0);
    CHECK(sum.unforced == 0);
}

int main(void)
{
    alarm(120); /* a hang fails the test */
    test_rest_is_kept();
    test_earliest_is_next();
    test_earlier_preempts();
    test_slice_ends();
    test_slices_pass_unseen();
    test_crowd();
    return checks_failed ? 1 : 0;
}
