/* SPDX-License-Identifier: MIT
 *
 * Lab 11, a reference solution: visitors. Who has been away from the GIL has
 * earned a little time in it, and gets that at once; all else is taken in turn.
 *
 * THE PROTOCOL.
 *
 * 1. A thread that blocks earns credit until it has the GIL again, EARNS ns for
 *    each ns, and up to CREDIT_MOST. One that is sent away earns nothing.
 * 2. Who comes for the GIL with credit for a visit, CREDIT_LEAST, is a visitor:
 *    it waits before the line, behind other visitors, and asks at once. Who has
 *    less stands in line until it has so much.
 * 3. Everybody else stands in line, for a turn of INTERVAL_US.
 * 4. A holder that is interrupted by a visitor goes back to the head of the
 *    line, and keeps what is left of its turn.
 * 5. A visitor pays for the gap that it makes in a turn: for what it holds, and
 *    for the time until the line goes on.
 * 6. Whoever waits sleeps until the holder's turn, or credit, is over, and asks
 *    then. A visitor that has to be asked is a thread that computes: it goes to
 *    the end of the line, as does a holder at the end of its turn.
 *
 * WHY IT IS RIGHT. holder changes under the mutex only, by hand-off, and each
 * waiter sleeps on a condition of its own, as in bfs.c. Nobody starves: a
 * visitor has no more than EARNS of the time, and the line is served in its
 * order. A gamer that does tiny I/O gives its turn away each time, and gets
 * EARNS in the place of it; one that sleeps long has CREDIT_MOST at best, which
 * is less than a reply may be late.
 *
 * WHERE IT FAILS. With many servers each has EARNS: the hogs have what is left.
 * And an honest thread that computes a lot and does some I/O is taken for a
 * gamer.
 */
#include <pthread.h>

#include "request.h"

#define EARNS (1.0 / 35)
#define CREDIT_MOST 100000 /* ns */
#define CREDIT_LEAST 8000  /* ns; about what a visit costs */

/* Protected by `mutex`. Times are ns. */
struct own {
    int64_t credit;           /* less than 0: it has to earn that first */
    int64_t turn;             /* what is left of its turn */
    uint64_t since;           /* when it became the holder, or went away */
    int visits;               /* it holds, or waits, on credit */
    struct gil_thread *next;  /* in its line */
    struct gil_cond is_given; /* it is the holder now */
};

_Static_assert(sizeof(struct own) <= GIL_PRIVATE_BYTES, "private bytes");

static struct own *own_of(struct gil_thread *t)
{
    return (struct own *)t->private.bytes;
}

/* All protected by `mutex`; `request` is also read without it. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_thread *holder; /* NULL: the GIL is free */
static struct gil_thread *visitors, *line;
static struct gil_thread *debtor; /* the last visitor; NULL: it has paid ... */
static uint64_t gap_since;        /* ... for the time until then */
static uint32_t last_holder;
static uint64_t switches;
static int64_t turn_ns;
static atomic_int request;

static uint64_t now_ns(void)
{
    struct timespec now;

    gil_deadline(&now, 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

static void mine_set_params(const struct gil_params *params)
{
    pthread_mutex_lock(&mutex);
    turn_ns = params->interval_us * INT64_C(1000);
    pthread_mutex_unlock(&mutex);
}

static int mine_init(const struct gil_params *params)
{
    mine_set_params(params);
    return 0;
}

static void mine_thread_init(struct gil_thread *t)
{
    *own_of(t) = (struct own){.since = now_ns()};
    gil_cond_init(&own_of(t)->is_given);
}

static void mine_thread_exit(struct gil_thread *t)
{
    pthread_mutex_lock(&mutex);
    if (debtor == t)
        debtor = NULL;
    pthread_mutex_unlock(&mutex);
}

/* The rest is called with the mutex held. */

static void append(struct gil_thread **place, struct gil_thread *t)
{
    while (*place)
        place = &own_of(*place)->next;
    own_of(t)->next = NULL;
    *place = t;
}

static void leave_line(struct gil_thread *t)
{
    struct gil_thread **place = &line;

    while (*place != t)
        place = &own_of(*place)->next;
    *place = own_of(t)->next;
}

static void become_holder(struct gil_thread *t, uint64_t now)
{
    holder = t;
    own_of(t)->since = now;
    switches += last_holder != t->tid;
    last_holder = t->tid;
    request_forget(&request);
}

static void hand_off(uint64_t now)
{
    struct gil_thread **from = visitors ? &visitors : &line;
    struct gil_thread *next = *from;

    holder = NULL;
    if (!next)
        return;
    *from = own_of(next)->next;
    become_holder(next, now);
    gil_cond_signal(&own_of(next)->is_given);
}

/* When the holder has had what is its due. */
static uint64_t due_end(const struct own *own)
{
    return own->since + (uint64_t)(own->visits ? own->credit : own->turn);
}

static void earn(struct own *own, uint64_t now)
{
    own->credit += (int64_t)((double)(now - own->since) * EARNS);
    if (own->credit > CREDIT_MOST)
        own->credit = CREDIT_MOST;
    own->since = now;
}

static void come_as_visitor(struct gil_thread *t)
{
    own_of(t)->visits = 1;
    append(&visitors, t);
    if (!own_of(holder)->visits)
        request_ask(&request, t, last_holder, ASKED_TO_YIELD);
}

/* When t, which has come from outside and is in line, can pay for a visit. */
static uint64_t visit_at(const struct own *own)
{
    return own->since +
           (uint64_t)((double)(CREDIT_LEAST - own->credit) / EARNS);
}

/* Sleep until t is given the GIL, or something is due at `until` or because of
 * the holder's time. */
static void wait_for_due(struct gil_thread *t, uint64_t until)
{
    uint64_t now = now_ns(), end = due_end(own_of(holder));

    if ((int64_t)(end - now) <= 0) {
        request_ask(&request, t, last_holder, ASKED_TO_DROP);
        end = now + (uint64_t)turn_ns;
    }
    if (until < end)
        end = until > now ? until : now + 1;
    gil_cond_wait_us(&own_of(t)->is_given, &mutex, t,
                     (uint32_t)((end - now + 999) / 1000));
}

static void wait_until_given(struct gil_thread *t)
{
    while (holder != t)
        wait_for_due(t, UINT64_MAX);
}

/* The same for who has come from outside. */
static void wait_and_earn(struct gil_thread *t)
{
    struct own *own = own_of(t);

    if (own->credit >= CREDIT_LEAST)
        come_as_visitor(t);
    else
        append(&line, t);
    while (holder != t && !own->visits) {
        wait_for_due(t, visit_at(own));
        if (holder == t)
            return;
        earn(own, now_ns());
        if (own->credit >= CREDIT_LEAST) {
            leave_line(t);
            come_as_visitor(t);
        }
    }
    wait_until_given(t);
}

/* t, which has come from outside or has a turn, holds now. */
static void begin(struct gil_thread *t)
{
    if (debtor && !own_of(t)->visits) {
        own_of(debtor)->credit -= (int64_t)(now_ns() - gap_since);
        debtor = NULL;
    }
    gil_report_acquired(&t->trace, switches);
}

static void mine_take(struct gil_thread *t)
{
    struct own *own = own_of(t);

    pthread_mutex_lock(&mutex);
    earn(own, now_ns());
    own->turn = turn_ns;
    own->visits = 0;
    if (holder) {
        gil_report_wait(&t->trace, last_holder);
        wait_and_earn(t);
    } else {
        own->visits = own->credit >= CREDIT_LEAST;
        become_holder(t, own->since);
    }
    begin(t);
    pthread_mutex_unlock(&mutex);
}

/* t has held since own->since: it pays. */
static void let_go(struct gil_thread *t, enum gil_why why, uint64_t now)
{
    struct own *own = own_of(t);
    int64_t held = (int64_t)(now - own->since);

    gil_report_drop(&t->trace, why);
    own->since = now;
    if (!own->visits) {
        own->turn -= held;
        return;
    }
    own->credit -= held;
    debtor = line ? t : NULL;
    gap_since = now;
}

static void mine_drop(struct gil_thread *t, enum gil_why why)
{
    uint64_t now;

    pthread_mutex_lock(&mutex);
    now = now_ns();
    let_go(t, why, now);
    hand_off(now);
    pthread_mutex_unlock(&mutex);
}

/* Back into the line: to its head with what is left of a turn, or to its end
 * for a new one. */
static void line_up(struct gil_thread *t)
{
    struct own *own = own_of(t);

    if (!own->visits && own->turn > 0) {
        own->next = line;
        line = t;
        return;
    }
    own->visits = 0;
    own->turn = turn_ns;
    append(&line, t);
}

static void mine_safepoint(struct gil_thread *t)
{
    int wanted = request_seen(&request);
    uint64_t now;

    if (!(wanted & ASKED_TO_LET_GO))
        return;
    pthread_mutex_lock(&mutex);
    now = now_ns();
    let_go(t, wanted & ASKED_TO_YIELD ? GIL_WHY_PREEMPT : GIL_WHY_REQUEST, now);
    line_up(t);
    hand_off(now);
    if (holder != t) {
        gil_report_wait(&t->trace, last_holder);
        wait_until_given(t);
    }
    begin(t);
    pthread_mutex_unlock(&mutex);
}

static void mine_attend(void)
{
    request_attend(&request);
}

static void mine_after_fork(struct gil_thread *t)
{
    pthread_mutex_init(&mutex, NULL);
    mine_thread_init(t);
    own_of(t)->turn = turn_ns;
    visitors = NULL;
    line = NULL;
    debtor = NULL;
    switches = 0;
    become_holder(t, now_ns());
    gil_report_acquired(&t->trace, switches);
}

const struct gil_ops gil_mine = {
    .name = "mine",
    .summary = "visitors: who was away is let in at once, for what it earned",
    .where = GIL_AT_JUMP | GIL_AT_CALL,
    .request = &request,
    .init = mine_init,
    .thread_init = mine_thread_init,
    .thread_exit = mine_thread_exit,
    .take = mine_take,
    .drop = mine_drop,
    .safepoint = mine_safepoint,
    .set_params = mine_set_params,
    .attend = mine_attend,
    .after_fork = mine_after_fork,
};
