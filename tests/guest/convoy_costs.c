/* SPDX-License-Identifier: MIT
 *
 * What processes, memory, pipes, sockets and signals cost, in instructions: the
 * same binary on Convoy and on Linux, where a machine with a fixed icount shift
 * of 0 lets RDTSC count them. Each row is the median of many rounds after some
 * to warm up, with the cost of measuring taken off. A machine of its own, with
 * one core; two processes take turns on it.
 *
 * Not here: what a row should cost, and Linux's figures (qemu/bench.py); threads
 * and futexes (convoy_bench.c).
 *
 * Arguments: [ROW]: this row alone, as qemu/profile.py wants it. "child" is what
 * the rows with an exec run.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>

#define MANY 1000 /* rounds of what takes a few thousand instructions */
#define SOME 40   /* of what takes more */
#define FEW 6     /* of what takes millions */
#define BLOCK 65536

extern char **environ;

static char *program;

/* ---- calls ---- */

static void null_call(void)
{
    bench_call(SYS_getppid);
}

static void open_close(void)
{
    close(open(program, O_RDONLY));
}

static void stat_file(void)
{
    struct stat st;

    if (stat(program, &st))
        check_die("stat");
}

static int epoll;

static void epoll_ready(void)
{
    struct epoll_event event;

    if (epoll_wait(epoll, &event, 1, -1) != 1)
        check_die("epoll_wait");
}

static int64_t measure_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int ready = eventfd(1, 0);

    epoll = epoll_create1(0);
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, ready, &event))
        check_die("epoll_ctl");
    int64_t value = bench_median(MANY, NULL, epoll_ready);
    close(ready);
    close(epoll);
    return value;
}

static void on_signal(int signal)
{
    (void)signal;
}

static pid_t self;

static void signal_self(void)
{
    kill(self, SIGUSR1);
}

/* ---- memory ---- */

static char *touched;

static void touch_page(void)
{
    *(volatile char *)touched = 1;
    touched += PAGE;
}

static void map_unmap(void)
{
    munmap(pages(1), PAGE);
}

static void map_touch_unmap(void)
{
    char *page = pages(1);

    *(volatile char *)page = 1;
    munmap(page, PAGE);
}

/* A write to each of many new pages. */
static int64_t measure_write_fault(void)
{
    char *memory = pages(MANY + BENCH_WARM_UP);

    touched = memory;
    int64_t value = bench_median(MANY, NULL, touch_page);
    munmap(memory, (MANY + BENCH_WARM_UP) * PAGE);
    return value;
}

/* ---- processes ---- */

static void await(pid_t child)
{
    int status;

    if (child < 0 || waitpid(child, &status, 0) != child || status)
        check_die("a child");
}

/* A child that does ONE for ever, or sleeps if there is none. */
static pid_t partner(void (*one)(void))
{
    pid_t child = fork();

    if (child < 0)
        check_die("fork");
    while (child == 0)
        one ? one() : (void)pause();
    return child;
}

static void end_partner(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void fork_exit(void)
{
    pid_t child = fork();

    if (child == 0)
        _exit(0);
    await(child);
}

static char *child_arguments[] = {"convoy_costs", "child", NULL};

static void fork_exec(void)
{
    pid_t child = fork();

    if (child == 0) {
        execve(program, child_arguments, environ);
        _exit(1);
    }
    await(child);
}

static void spawn(void)
{
    pid_t child;

    if (posix_spawn(&child, program, NULL, NULL, child_arguments, environ))
        check_die("posix_spawn");
    await(child);
}

/* With 64 MiB that the child inherits. */
static int64_t measure_fork_large(void)
{
    unsigned long bytes = 64ul << 20;
    char *memory = pages(bytes / PAGE);

    for (unsigned long i = 0; i < bytes; i += PAGE)
        memory[i] = 1;
    int64_t value = bench_median(FEW, NULL, fork_exit);
    munmap(memory, bytes);
    return value;
}

/* A write to each of many pages that a sleeping child shares. */
static int64_t measure_cow_fault(void)
{
    char *memory = pages(MANY + BENCH_WARM_UP);

    for (unsigned long i = 0; i < MANY + BENCH_WARM_UP; i++)
        memory[i * PAGE] = 1;
    pid_t child = partner(NULL);
    touched = memory;
    int64_t value = bench_median(MANY, NULL, touch_page);
    end_partner(child);
    munmap(memory, (MANY + BENCH_WARM_UP) * PAGE);
    return value;
}

/* ---- two processes ---- */

static int there[2], back[2];
static char block[BLOCK], piece[BLOCK];

static void pass(int from, int to)
{
    char c = 'p';

    if (from >= 0 && read(from, &c, 1) != 1)
        check_die("read");
    if (to >= 0 && write(to, &c, 1) != 1)
        check_die("write");
}

static void throw_catch(void)
{
    pass(-1, there[1]);
    pass(back[0], -1);
}

static void catch_throw(void)
{
    pass(there[0], back[1]);
}

/* A block there, and one byte back to say that it has arrived: the reader
 * reads as much as it gets at a time. */
static void block_there(void)
{
    if (write(there[1], block, BLOCK) != BLOCK)
        check_die("write");
    pass(back[0], -1);
}

static void block_taken(void)
{
    long all = 0;

    while (all < BLOCK) {
        long bytes = read(there[0], piece, BLOCK);

        if (bytes <= 0)
            check_die("read");
        all += bytes;
    }
    pass(-1, back[1]);
}

static int64_t with_partner(void (*theirs)(void), void (*ours)(void))
{
    pid_t child = partner(theirs);
    int64_t value = bench_median(MANY, NULL, ours);

    end_partner(child);
    return value;
}

static void close_all(void)
{
    close(there[0]);
    close(there[1]);
    close(back[0]);
    close(back[1]);
}

static int64_t between_pipes(void (*theirs)(void), void (*ours)(void))
{
    if (pipe(there) || pipe(back))
        check_die("pipe");
    int64_t value = with_partner(theirs, ours);
    close_all();
    return value;
}

static int64_t measure_pipe_round(void)
{
    return between_pipes(catch_throw, throw_catch);
}

static int64_t measure_pipe_block(void)
{
    return between_pipes(block_taken, block_there);
}

static int64_t measure_socket_round(void)
{
    int pair[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
        check_die("socketpair");
    there[1] = back[0] = pair[0];
    there[0] = back[1] = pair[1];
    int64_t value = with_partner(catch_throw, throw_catch);
    close(pair[0]);
    close(pair[1]);
    return value;
}

/* ---- switching ---- */

static void yield(void)
{
    bench_call(SYS_sched_yield);
}

static int stop;

static void *yields(void *arg)
{
    while (!__atomic_load_n(&stop, __ATOMIC_SEQ_CST))
        yield();
    return arg;
}

/* Under SCHED_FIFO, which children and threads inherit, a yield is a switch;
 * Linux's default policy often stays where it is. (musl refuses the call.) */
static void set_policy(int policy)
{
    struct sched_param parameters = {.sched_priority = policy == SCHED_FIFO};

    if (syscall(SYS_sched_setscheduler, 0, policy, &parameters))
        check_die("sched_setscheduler");
}

static int64_t measure_switch_processes(void)
{
    set_policy(SCHED_FIFO);
    int64_t value = with_partner(yield, yield);
    set_policy(SCHED_OTHER);
    return value / 2;
}

static int64_t measure_switch_lwps(void)
{
    pthread_t thread;

    stop = 0;
    set_policy(SCHED_FIFO);
    if (pthread_create(&thread, NULL, yields, NULL))
        check_die("pthread_create");
    int64_t value = bench_median(MANY, NULL, yield);
    __atomic_store_n(&stop, 1, __ATOMIC_SEQ_CST);
    pthread_join(thread, NULL);
    set_policy(SCHED_OTHER);
    return value / 2;
}

/* ---- rows ---- */

static const struct row {
    const char *name;
    int rounds;
    void (*one)(void);        /* or, for what has to be prepared: */
    int64_t (*measure)(void); /* instructions */
} rows[] = {
    {"fork_exit_wait", SOME, fork_exit, NULL},
    {"fork_64m", 0, NULL, measure_fork_large},
    {"fork_exec", SOME, fork_exec, NULL},
    {"vfork_exec", SOME, spawn, NULL},
    {"write_fault", 0, NULL, measure_write_fault},
    {"cow_fault", 0, NULL, measure_cow_fault},
    {"mmap_munmap", MANY, map_unmap, NULL},
    {"mmap_touch_munmap", MANY, map_touch_unmap, NULL},
    {"pipe_round_processes", 0, NULL, measure_pipe_round},
    {"pipe_64k", 0, NULL, measure_pipe_block},
    {"socketpair_round", 0, NULL, measure_socket_round},
    {"signal", MANY, signal_self, NULL},
    {"switch_processes", 0, NULL, measure_switch_processes},
    {"switch_lwps", 0, NULL, measure_switch_lwps},
    {"getppid", MANY, null_call, NULL},
    {"open_close", MANY, open_close, NULL},
    {"stat", MANY, stat_file, NULL},
    {"epoll_wait", 0, NULL, measure_epoll},
};

static void run(const struct row *row)
{
    int64_t value =
        row->one ? bench_median(row->rounds, NULL, row->one) : row->measure();

    bench_show(row->name, value);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal};
    const char *only = argc > 1 ? argv[1] : NULL;

    if (only && strcmp(only, "child") == 0)
        _exit(0);
    program = argv[0];
    self = getpid();
    sigaction(SIGUSR1, &action, NULL);
    if (!only)
        bench_empty = bench_median(MANY, NULL, bench_nothing);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!only || strcmp(only, rows[i].name) == 0)
            run(&rows[i]);
    tcdrain(1); /* Linux drops what the line has not sent when init ends */
    return check_status();
}
