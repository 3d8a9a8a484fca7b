/* SPDX-License-Identifier: MIT
 *
 * What calls, switches and wake-ups cost, in instructions by RDTSC: the same
 * binary on Convoy and on Linux, as the machine's only program. Round trips are
 * between two threads bound to one core, and, under names that end in _cores,
 * to two cores (idle in between, so that the latency of an IPI is in them,
 * twice).
 *
 *     yield_switch, yield_processes   sched_yield until the other has had a turn,
 *                                     half of the way there and back
 *     wake_to_run                     from before a futex's wake-up to the woken
 *                                     thread's next instruction; the waker sleeps
 *     ring_hop                        a token's way through 20 threads, for one
 *     sleep_late                      of a sleep of 1 ms: what it is too long
 *
 * Not here: what a row should cost (qemu/bench.py, qemu/bench_sched.py);
 * processes, memory, signals (convoy_costs.c).
 *
 * Arguments: [ROW]: this row alone, as qemu/profile.py wants it.
 */
#define _GNU_SOURCE
#include "bench.h"
#include "futex.h"
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>

#define ROUNDS 1000
#define SEATS 20 /* of the ring */
#define SLEEP_NS 1000000l

static int partner_core, stop;

/* ---- calls ---- */

static void null_call(void)
{
    bench_call(SYS_getppid);
}

static void read_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
}

static char *fresh;

static void map_page(void)
{
    if (fresh)
        munmap(fresh, PAGE);
    fresh = pages(1);
}

static void touch_page(void)
{
    *(volatile char *)fresh = 1;
}

static int64_t measure_null_call(void)
{
    return bench_median(ROUNDS, NULL, null_call);
}

static int64_t measure_clock(void)
{
    return bench_median(ROUNDS, NULL, read_clock);
}

static int64_t measure_page_fault(void)
{
    return bench_median(ROUNDS, map_page, touch_page);
}

static void *same(void *arg)
{
    return arg;
}

static void thread_round(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, same, NULL) || pthread_join(thread, NULL))
        check_die("pthread_create");
}

static int64_t measure_create_join(void)
{
    return bench_median(ROUNDS, NULL, thread_round);
}

/* ---- with a partner: a thread of its own on partner_core ---- */

/* Measure ONE while PARTNER runs, which ends after a round that begins with
 * `stop` set. */
static int64_t with_partner(void *(*partner)(void *), void (*one)(void))
{
    pthread_t thread;

    stop = 0;
    if (pthread_create(&thread, NULL, partner, NULL))
        check_die("pthread_create");
    int64_t value = bench_median(ROUNDS, NULL, one);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    one();
    pthread_join(thread, NULL);
    return value;
}

static int stopped(void)
{
    return __atomic_load_n(&stop, __ATOMIC_SEQ_CST);
}

/* The other had a turn. In memory that is shared with a child, too. Not every
 * policy gives one at each yield. */
static volatile int *turned;

static void yield_round(void)
{
    *turned = 0;
    while (!*turned && !stopped())
        bench_call(SYS_sched_yield);
}

static void *yields(void *arg)
{
    while (!stopped()) {
        *turned = 1;
        bench_call(SYS_sched_yield);
    }
    return arg;
}

static int64_t measure_yield_lwps(void)
{
    return with_partner(yields, yield_round) / 2;
}

static int64_t measure_yield_processes(void)
{
    stop = 0;
    pid_t child = fork();
    if (child < 0)
        check_die("fork");
    if (child == 0)
        yields(NULL);
    int64_t value = bench_median(ROUNDS, NULL, yield_round);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return value / 2;
}

/* ---- futexes: a ball that was thrown to a seat lies there as a 1 ---- */

static int seats[SEATS];

static void throw_ball(int seat)
{
    __atomic_store_n(&seats[seat], 1, __ATOMIC_SEQ_CST);
    futex_wake(&seats[seat], FUTEX_WAKE | FUTEX_PRIVATE, 1, 0);
}

static void catch_ball(int seat)
{
    while (!__atomic_load_n(&seats[seat], __ATOMIC_SEQ_CST))
        futex_wait(&seats[seat], FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL);
    seats[seat] = 0;
}

static void futex_round(void)
{
    throw_ball(1);
    catch_ball(0);
}

static void *catches(void *arg)
{
    move_to(partner_core);
    for (int last = 0; !last;) {
        catch_ball(1);
        last = stopped();
        throw_ball(0);
    }
    return arg;
}

static int64_t measure_futex(void)
{
    return with_partner(catches, futex_round);
}

/* When the partner went on, and how long after the wake-up had begun. */
static int64_t woken_at, wakings[ROUNDS + BENCH_WARM_UP + 1];
static int wakings_count;

static void *notes(void *arg)
{
    for (int last = 0; !last;) {
        catch_ball(1);
        woken_at = rdtsc();
        last = stopped();
        throw_ball(0);
    }
    return arg;
}

static void wake_round(void)
{
    int64_t start = rdtsc();

    futex_round();
    wakings[wakings_count++] = woken_at - start;
}

static int64_t measure_wake(void)
{
    wakings_count = 0;
    with_partner(notes, wake_round);
    memcpy(bench_sample, wakings + BENCH_WARM_UP,
           ROUNDS * sizeof *bench_sample);
    return bench_middle(ROUNDS) - bench_empty;
}

/* The seat at `arg` hands on what it catches, until it catches the last. */
static void *sits(void *arg)
{
    int seat = (int)((int *)arg - seats);

    for (int last = 0; !last;) {
        catch_ball(seat);
        last = stopped();
        throw_ball((seat + 1) % SEATS);
    }
    return arg;
}

static int64_t measure_ring(void)
{
    pthread_t threads[SEATS];

    for (int seat = 2; seat < SEATS; seat++)
        if (pthread_create(&threads[seat], NULL, sits, &seats[seat]))
            check_die("pthread_create");
    stop = 0;
    pthread_create(&threads[1], NULL, sits, &seats[1]);
    int64_t value = bench_median(ROUNDS, NULL, futex_round);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    futex_round();
    for (int seat = 1; seat < SEATS; seat++)
        pthread_join(threads[seat], NULL);
    return value / SEATS;
}

/* ---- pipes ---- */

static int there[2], back[2];

static void pass(int from, int to)
{
    char c = 'p';

    if (from >= 0 && read(from, &c, 1) != 1)
        check_die("read");
    if (to >= 0 && write(to, &c, 1) != 1)
        check_die("write");
}

static void pipe_round(void)
{
    pass(-1, there[1]);
    pass(back[0], -1);
}

static void *passes(void *arg)
{
    move_to(partner_core);
    for (int last = 0; !last;) {
        pass(there[0], -1);
        last = stopped();
        pass(-1, back[1]);
    }
    return arg;
}

static int64_t measure_pipe(void)
{
    return with_partner(passes, pipe_round);
}

/* ---- time ---- */

static void sleep_once(void)
{
    struct timespec t = {0, SLEEP_NS};

    nanosleep(&t, NULL);
}

/* An instruction is a nanosecond, in both machines. */
static int64_t measure_sleep(void)
{
    return bench_median(ROUNDS, NULL, sleep_once) - SLEEP_NS;
}

/* ---- rows ---- */

static const struct row {
    const char *name;
    int64_t (*measure)(void); /* instructions */
    int partner_core;
} rows[] = {
    {"null_call", measure_null_call, 0},
    {"clock_gettime", measure_clock, 0},
    {"page_fault", measure_page_fault, 0},
    {"yield_switch", measure_yield_lwps, 0},
    {"yield_processes", measure_yield_processes, 0},
    {"futex_round_trip", measure_futex, 0},
    {"pipe_round_trip", measure_pipe, 0},
    {"wake_to_run", measure_wake, 0},
    {"thread_create_join", measure_create_join, 0},
    {"ring_hop", measure_ring, 0},
    {"sleep_late", measure_sleep, 0},
    {"futex_round_trip_cores", measure_futex, 1},
    {"pipe_round_trip_cores", measure_pipe, 1},
};

static void run(const struct row *row)
{
    partner_core = row->partner_core;
    bench_show(row->name, row->measure());
}

int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : NULL;
    int cores = core_count();

    if (pipe(there) || pipe(back))
        check_die("pipe");
    turned = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    move_to(0);
    if (!only)
        bench_empty = bench_median(ROUNDS, NULL, bench_nothing);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((!only || strcmp(only, rows[i].name) == 0) &&
            rows[i].partner_core < cores)
            run(&rows[i]);
    tcdrain(1); /* Linux drops what the line has not sent when init ends */
    return check_status();
}
