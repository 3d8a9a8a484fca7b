/* SPDX-License-Identifier: MIT
 *
 * What the building blocks of every figure cost on this machine, each averaged
 * over a fixed number of repetitions:
 *
 *   drop_take        gil_drop and gil_take, nobody else there
 *   clock            clock_gettime(CLOCK_MONOTONIC)
 *   null_call        getppid()
 *   signal_none      gil_cond_signal, nobody waits
 *   signal_wake      gil_cond_signal, a sleeping thread waits: what the
 *                    signaller pays (until it runs on)
 *   wake_latency     from that signal until the waiter runs and has the mutex,
 *                    where the signaller goes to sleep: the waiter may have its
 *                    core
 *   wake_latency_busy
 *                    the same where the signaller computes on, for BUSY_NS: the
 *                    waiter needs another core, or has to be patient; these
 *                    three contain one reading of the clock
 *   cond_roundtrip   two threads pass a turn to and fro by condition variable
 *   futex_roundtrip  the same with bare futexes
 *   pipe_roundtrip   a byte through one pipe, and one back through another
 *   pipe_pair        a byte into a pipe, and out of it, by one thread
 *   pipe_write       a write of one byte that wakes a sleeping reader
 *   socket_*         the same three with pairs of Unix sockets
 *   wake_none        FUTEX_WAKE where nobody sleeps
 *   wait_again       FUTEX_WAIT where the word has changed already
 *   yield_switch     sched_yield to another thread on the same core
 *   timedwait_late   by how much a timed wait that times out is late
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "user/measure/measure.h"

/* From <linux/futex.h>, which musl does not bring. */
#define FUTEX_WAIT_PRIVATE 128
#define FUTEX_WAKE_PRIVATE 129

#define COMM_SIZE 16     /* of a thread's name, its final 0 included */
#define WAKES 32         /* repetitions of the two wake-up figures */
#define ASLEEP_NS 100000 /* after this long a thread that went to wait waits */
#define BUSY_NS 20000    /* longer than waking another core takes */
#define TIMEOUTS 8       /* repetitions of timedwait_late */
#define TIMEOUT_NS 100000u /* their length */

/* During measure_primitives: whose GIL thread measures, and where the figures
 * go. */
static struct gil_thread *self;
static struct measured *results;
static uint32_t result_count;

static void found(const char *name, uint64_t ns, uint64_t count)
{
    results[result_count++] =
        (struct measured){.name = name, .picoseconds = ns * 1000 / count};
}

/* --- one thread --- */

static void drops_and_takes(uint32_t count)
{
    while (count--) {
        gil_drop(self, GIL_WHY_YIELD);
        gil_take(self);
    }
}

static void clocks(uint32_t count)
{
    while (count--)
        measure_now();
}

static void null_calls(uint32_t count)
{
    while (count--)
        syscall(SYS_getppid);
}

static void signals_to_none(uint32_t count)
{
    static struct gil_cond nobody = GIL_COND_INITIALIZER;

    while (count--)
        gil_cond_signal(&nobody);
}

static atomic_uint idle_word; /* 0; nobody sleeps on it */

static void wakes_of_none(uint32_t count)
{
    while (count--)
        syscall(SYS_futex, &idle_word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void waits_in_vain(uint32_t count)
{
    while (count--)
        syscall(SYS_futex, &idle_word, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
}

/* --- two threads that take turns: 0 is the measuring one's --- */

static pthread_mutex_t turn_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct gil_cond turn_cond[2] = {GIL_COND_INITIALIZER,
                                       GIL_COND_INITIALIZER};
static struct gil_thread turner[2]; /* only their places in the queues */
static atomic_uint turn;

/* Hand the turn to the other and wait until it comes back to `me`. */
static void cond_pass(unsigned me, int wait_for_it)
{
    pthread_mutex_lock(&turn_mutex);
    atomic_store(&turn, !me);
    gil_cond_signal(&turn_cond[!me]);
    while (wait_for_it && atomic_load(&turn) != me)
        gil_cond_wait(&turn_cond[me], &turn_mutex, &turner[me]);
    pthread_mutex_unlock(&turn_mutex);
}

static void cond_await(unsigned me)
{
    pthread_mutex_lock(&turn_mutex);
    while (atomic_load(&turn) != me)
        gil_cond_wait(&turn_cond[me], &turn_mutex, &turner[me]);
    pthread_mutex_unlock(&turn_mutex);
}

static void *cond_partner(void *argument)
{
    uint32_t count = *(uint32_t *)argument;

    cond_await(1);
    while (--count)
        cond_pass(1, 1);
    cond_pass(1, 0);
    return NULL;
}

static void cond_roundtrips(uint32_t count)
{
    while (count--)
        cond_pass(0, 1);
}

static void futex_await(unsigned me)
{
    while (atomic_load(&turn) != me)
        syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, !me, NULL, NULL, 0);
}

static void futex_pass(unsigned me)
{
    atomic_store(&turn, !me);
    syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *futex_partner(void *argument)
{
    for (uint32_t count = *(uint32_t *)argument; count; count--) {
        futex_await(1);
        futex_pass(1);
    }
    return NULL;
}

static void futex_roundtrips(uint32_t count)
{
    while (count--) {
        futex_pass(0);
        futex_await(0);
    }
}

static int there[2], back[2]; /* pipes or sockets: [0] to read, [1] to write */

static void move_byte(int from, int to)
{
    char byte;

    if (read(from, &byte, 1) != 1 || write(to, &byte, 1) != 1)
        measure_fail("a pipe lost a byte");
}

static void pipe_pairs(uint32_t count)
{
    char byte = 'x';

    while (count--)
        if (write(there[1], &byte, 1) != 1 || read(there[0], &byte, 1) != 1)
            measure_fail("a pipe lost a byte");
}

static void *pipe_partner(void *argument)
{
    for (uint32_t count = *(uint32_t *)argument; count; count--)
        move_byte(there[0], back[1]);
    return NULL;
}

static void pipe_roundtrips(uint32_t count)
{
    if (write(there[1], "x", 1) != 1)
        measure_fail("a pipe lost a byte");
    while (--count)
        move_byte(back[0], there[1]);
    if (read(back[0], &(char){0}, 1) != 1)
        measure_fail("a pipe lost a byte");
}

/* --- the table of those that are one loop --- */

struct primitive {
    const char *name;
    uint32_t count;
    void (*run)(uint32_t count);
    void *(*partner)(void *count); /* the other thread's body, or NULL */
};

static const struct primitive primitives[] = {
    {"drop_take", 1000, drops_and_takes, NULL},
    {"clock", 1000, clocks, NULL},
    {"null_call", 1000, null_calls, NULL},
    {"signal_none", 1000, signals_to_none, NULL},
    {"wake_none", 1000, wakes_of_none, NULL},
    {"wait_again", 1000, waits_in_vain, NULL},
    {"cond_roundtrip", 200, cond_roundtrips, cond_partner},
    {"futex_roundtrip", 200, futex_roundtrips, futex_partner},
};

/* Bytes through pipes, and the same through sockets. */
static const struct primitive pipe_primitives[] = {
    {"pipe_pair", 200, pipe_pairs, NULL},
    {"pipe_roundtrip", 200, pipe_roundtrips, pipe_partner},
};
static const struct primitive socket_primitives[] = {
    {"socket_pair", 200, pipe_pairs, NULL},
    {"socket_roundtrip", 200, pipe_roundtrips, pipe_partner},
};

/* Start the other thread. So that a trace tells it from the caller's it has a
 * name of its own, which it inherits. */
static pthread_t start_partner(void *(*body)(void *), void *argument)
{
    char name[COMM_SIZE] = "";
    pthread_t partner;

    prctl(PR_GET_NAME, name);
    prctl(PR_SET_NAME, "partner");
    partner = measure_start(body, argument);
    prctl(PR_SET_NAME, name);
    return partner;
}

static void measure(const struct primitive *primitive)
{
    uint32_t count = primitive->count;
    pthread_t partner = 0;
    uint64_t begun;

    atomic_store(&turn, 0);
    if (primitive->partner)
        partner = start_partner(primitive->partner, &count);
    begun = measure_now();
    primitive->run(count);
    found(primitive->name, measure_now() - begun, count);
    if (primitive->partner)
        measure_join(partner);
}

/* --- waking one sleeping thread --- */

static uint64_t woken_at; /* by the waiter, under turn_mutex */

static void *wake_partner(void *unused)
{
    for (int i = 0; i < WAKES; i++) {
        pthread_mutex_lock(&turn_mutex);
        while (atomic_load(&turn) != 1)
            gil_cond_wait(&turn_cond[1], &turn_mutex, &turner[1]);
        woken_at = measure_now();
        atomic_store(&turn, 0);
        gil_cond_signal(&turn_cond[0]);
        pthread_mutex_unlock(&turn_mutex);
    }
    return unused;
}

static void let_it_sleep(void)
{
    nanosleep(&(struct timespec){.tv_nsec = ASLEEP_NS}, NULL);
}

/* What all wakes took together, in ns. */
struct wakes {
    uint64_t paid;    /* by the signaller, one reading of the clock included */
    uint64_t latency; /* from the signal until the waiter ran */
};

/* Wake the partner WAKES times, each time computing for busy_ns afterwards. */
static struct wakes wake_often(uint64_t busy_ns)
{
    pthread_t partner = start_partner(wake_partner, NULL);
    struct wakes all = {0};

    for (int i = 0; i < WAKES; i++) {
        uint64_t begun, signalled;

        let_it_sleep();
        pthread_mutex_lock(&turn_mutex);
        atomic_store(&turn, 1);
        pthread_mutex_unlock(&turn_mutex);
        begun = measure_now();
        gil_cond_signal(&turn_cond[1]);
        signalled = measure_now();
        all.paid += signalled - begun;
        while (measure_now() - signalled < busy_ns)
            ;
        cond_await(0);
        all.latency += woken_at - begun; /* the turn's mutex orders the two */
    }
    measure_join(partner);
    return all;
}

static void measure_wakes(void)
{
    struct wakes wakes = wake_often(0);

    found("signal_wake", wakes.paid, WAKES);
    found("wake_latency", wakes.latency, WAKES);
    found("wake_latency_busy", wake_often(BUSY_NS).latency, WAKES);
}

static void *read_partner(void *unused)
{
    char byte;

    while (read(there[0], &byte, 1) == 1 && byte != 'q')
        ;
    return unused;
}

static void measure_writes(const char *name)
{
    pthread_t partner = start_partner(read_partner, NULL);
    uint64_t paid = 0;

    for (int i = 0; i < WAKES; i++) {
        uint64_t begun;

        let_it_sleep();
        begun = measure_now();
        if (write(there[1], i < WAKES - 1 ? "x" : "q", 1) != 1)
            measure_fail("a pipe lost a byte");
        paid += measure_now() - begun;
    }
    measure_join(partner);
    found(name, paid, WAKES);
}

/* --- waiting in vain --- */

static void measure_timeouts(void)
{
    static struct gil_cond never = GIL_COND_INITIALIZER;
    uint64_t late = 0;

    pthread_mutex_lock(&turn_mutex);
    for (int i = 0; i < TIMEOUTS; i++) {
        uint64_t end = measure_now() + TIMEOUT_NS;
        struct timespec deadline = {.tv_sec = (time_t)(end / 1000000000u),
                                    .tv_nsec = (long)(end % 1000000000u)};

        gil_cond_wait_until(&never, &turn_mutex, &turner[0], &deadline);
        late += measure_now() - end;
    }
    pthread_mutex_unlock(&turn_mutex);
    found("timedwait_late", late, TIMEOUTS);
}

/* --- switching on one core --- */

#define YIELDS 200

static void *yield_partner(void *unused)
{
    for (int i = 0; i < YIELDS; i++)
        sched_yield();
    return unused;
}

/* Two threads on one core yield to each other. Leaves the figure out where
 * threads cannot be bound to a core. */
static void measure_yields(void)
{
    cpu_set_t all, first;
    pthread_t partner;
    uint64_t begun;

    CPU_ZERO(&first);
    CPU_SET(0, &first);
    if (sched_getaffinity(0, sizeof all, &all) ||
        sched_setaffinity(0, sizeof first, &first))
        return;
    partner = start_partner(yield_partner, NULL); /* inherits the binding */
    begun = measure_now();
    for (int i = 0; i < YIELDS; i++)
        sched_yield();
    found("yield_switch", measure_now() - begun, 2 * YIELDS);
    measure_join(partner);
    sched_setaffinity(0, sizeof all, &all);
}

static void close_both(void)
{
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

static void measure_pipes(void)
{
    if (pipe2(there, O_CLOEXEC) || pipe2(back, O_CLOEXEC))
        measure_fail("cannot make a pipe");
    measure(&pipe_primitives[0]);
    measure(&pipe_primitives[1]);
    measure_writes("pipe_write");
    close_both();
}

static void measure_sockets(void)
{
    int type = SOCK_STREAM | SOCK_CLOEXEC;

    if (socketpair(AF_UNIX, type, 0, there) ||
        socketpair(AF_UNIX, type, 0, back))
        measure_fail("cannot make a socket");
    measure(&socket_primitives[0]);
    measure(&socket_primitives[1]);
    measure_writes("socket_write");
    close_both();
}

uint32_t measure_primitives(struct gil_thread *t, struct measured *out)
{
    self = t;
    results = out;
    result_count = 0;
    for (size_t i = 0; i < sizeof primitives / sizeof primitives[0]; i++)
        measure(&primitives[i]);
    measure_pipes();
    measure_sockets();
    measure_wakes();
    measure_timeouts();
    measure_yields();
    return result_count;
}
