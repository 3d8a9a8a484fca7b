/* SPDX-License-Identifier: MIT
 *
 * A signal in every call that blocks: signal(7), "Interruption of system calls".
 * Each call is made by a child of its own, three times: a handler without
 * SA_RESTART ends it with EINTR; with SA_RESTART it goes on, or not, as the table
 * says; a stop and SIGCONT end those few that Linux ends.
 */
#define _GNU_SOURCE
#include "check.h"
#include "futex.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>

#define FIFO "/tmp/signal_blocking"
#define LOCKED "/tmp/signal_blocking_locked"
#define UNFINISHED 12345
#define LONG_TIME 1000 /* seconds: it never comes */

/* What the child tells, and what both see. */
static struct shared {
    volatile int handled; /* signals that its handler has seen */
    volatile long result; /* of the call, or minus errno */
    int word;             /* a futex */
} * shared;

static int empty[2], full[2]; /* pipes */
static int stream[2], dgram[2];
static int event, timer, epoll, other_side, locked;
static pid_t victim;

/* ---- the calls: made by the child ---- */

static char byte;
static struct iovec vector = {&byte, 1};
static struct timespec far = {LONG_TIME, 0};

static long read_pipe(void)
{
    return read(empty[0], &byte, 1);
}
static long readv_pipe(void)
{
    return readv(empty[0], &vector, 1);
}
static long write_pipe(void)
{
    return write(full[1], &byte, 1);
}
static long writev_pipe(void)
{
    return writev(full[1], &vector, 1);
}
static long open_read(void)
{
    return open(FIFO, O_RDONLY);
}
static long open_write(void)
{
    return open(FIFO, O_WRONLY);
}
static long receive(void)
{
    return recv(stream[0], &byte, 1, 0);
}
static long receive_dgram(void)
{
    return recv(dgram[0], &byte, 1, 0);
}
static long send_stream(void)
{
    return send(stream[1], &byte, 1, 0);
}
static long send_dgram(void)
{
    return send(dgram[1], &byte, 1, 0);
}

static long receive_msg(void)
{
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};

    return recvmsg(stream[0], &message, 0);
}

static long send_msg(void)
{
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};

    return sendmsg(stream[1], &message, 0);
}

static long read_event(void)
{
    uint64_t value;

    return read(event, &value, sizeof value);
}

static long write_event(void)
{
    uint64_t value = UINT64_MAX - 1;

    if (write(event, &value, sizeof value) != sizeof value)
        return -1;
    return write(event, &value, sizeof value);
}

static long read_timer(void)
{
    uint64_t count;

    return read(timer, &count, sizeof count);
}

/* The parent has both kinds of lock. */
static long lock_file(void)
{
    return flock(open(LOCKED, O_RDWR), LOCK_EX);
}

static long lock_range(void)
{
    struct flock all = {.l_type = F_WRLCK};

    return fcntl(open(LOCKED, O_RDWR), F_SETLKW, &all);
}

/* A child that ends when the word says so, or when its parent has ended. */
static int start_child(void)
{
    int parent = getpid(), pid = fork();

    if (pid)
        return pid;
    while (!shared->word && getppid() == parent)
        sleep_ms(1);
    _exit(0);
}

static long wait_child(void)
{
    return syscall(SYS_wait4, start_child(), NULL, 0, NULL);
}

static long waitid_child(void)
{
    siginfo_t info;

    return waitid(P_PID, (id_t)start_child(), &info, WEXITED);
}

/* The word may have changed before a call that is made again looks at it. */
static long wait_word(void)
{
    long got = futex_wait(&shared->word, FUTEX_WAIT, 0, NULL);

    return got == -1 && errno == EAGAIN ? 0 : got;
}

static long wait_word_until(void)
{
    return futex_wait(&shared->word, FUTEX_WAIT, 0, &far);
}

static long wait_word_bitset(void)
{
    struct timespec until = {LONG_TIME + now_ns(CLOCK_MONOTONIC) / 1000000000,
                             0};

    return syscall(SYS_futex, &shared->word, FUTEX_WAIT_BITSET, 0, &until, NULL,
                   -1);
}

static long sleep_relative(void)
{
    struct timespec rest = {0, 0};
    long got = syscall(SYS_nanosleep, &far, &rest);

    CHECK(rest.tv_sec > LONG_TIME - 100 && rest.tv_sec <= LONG_TIME);
    return got;
}

static long sleep_clock(void)
{
    struct timespec rest = {0, 0};
    long got = syscall(SYS_clock_nanosleep, CLOCK_REALTIME, 0, &far, &rest);

    CHECK(rest.tv_sec > LONG_TIME - 100 && rest.tv_sec <= LONG_TIME);
    return got;
}

/* The rest of an absolute sleep is not told. */
static long sleep_absolute(void)
{
    struct timespec rest = {7, 8};
    struct timespec until = {LONG_TIME + now_ns(CLOCK_MONOTONIC) / 1000000000,
                             0};
    long got = syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME,
                       &until, &rest);

    CHECK(rest.tv_sec == 7 && rest.tv_nsec == 8);
    return got;
}

static long poll_pipe(void)
{
    struct pollfd p = {empty[0], POLLIN, 0};

    return poll(&p, 1, -1);
}

static long poll_pipe_until(void)
{
    struct pollfd p = {empty[0], POLLIN, 0};

    return poll(&p, 1, LONG_TIME * 1000);
}

/* The bare call tells what is left. */
static long ppoll_pipe(void)
{
    struct pollfd p = {empty[0], POLLIN, 0};
    struct timespec left = far;
    long got = syscall(SYS_ppoll, &p, 1, &left, NULL, 8);

    CHECK(left.tv_sec > LONG_TIME - 100 && left.tv_sec <= LONG_TIME);
    return got;
}

static long select_pipe(void)
{
    struct timeval left = {LONG_TIME, 0};
    fd_set in;

    FD_ZERO(&in);
    FD_SET(empty[0], &in);
    long got = syscall(SYS_select, empty[0] + 1, &in, NULL, NULL, &left);
    CHECK(left.tv_sec > LONG_TIME - 100 && left.tv_sec <= LONG_TIME);
    CHECK(FD_ISSET(empty[0], &in)); /* as they were, or ready */
    return got;
}

static long pselect_pipe(void)
{
    struct timespec left = far;
    fd_set in;

    FD_ZERO(&in);
    FD_SET(empty[0], &in);
    long got =
        syscall(SYS_pselect6, empty[0] + 1, &in, NULL, NULL, &left, NULL);
    CHECK(left.tv_sec > LONG_TIME - 100 && left.tv_sec <= LONG_TIME);
    return got;
}

static long epoll_pipe(void)
{
    struct epoll_event found;

    return epoll_wait(epoll, &found, 1, -1);
}

static long epoll_pipe_masked(void)
{
    struct epoll_event found;
    sigset_t none;

    sigemptyset(&none);
    return epoll_pwait(epoll, &found, 1, LONG_TIME * 1000, &none);
}

static long suspend(void)
{
    sigset_t none;

    sigemptyset(&none);
    return sigsuspend(&none);
}

static long wait_signal(void)
{
    sigset_t other;

    sigemptyset(&other);
    sigaddset(&other, SIGUSR2);
    return syscall(SYS_rt_sigtimedwait, &other, NULL, NULL, 8);
}

static long wait_signal_until(void)
{
    sigset_t other;

    sigemptyset(&other);
    sigaddset(&other, SIGUSR2);
    return syscall(SYS_rt_sigtimedwait, &other, NULL, &far, 8);
}

static long pause_call(void)
{
    return pause();
}

/* ---- what lets them end: done by the parent ---- */

static void fill_empty(void)
{
    CHECK_EQ(write(empty[1], "x", 1), 1);
}

static void drain_full(void)
{
    static char bytes[PAGE];

    CHECK_EQ(read(full[0], bytes, sizeof bytes), sizeof bytes);
}

/* Both sides at once. */
static void open_fifo(void)
{
    other_side = open(FIFO, O_RDWR);
    CHECK(other_side >= 0);
}

static void feed_stream(void)
{
    CHECK_EQ(write(stream[1], "x", 1), 1);
}
static void feed_dgram(void)
{
    CHECK_EQ(write(dgram[1], "x", 1), 1);
}

static void drain(int fd)
{
    static char bytes[1 << 20];

    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        ;
}

static void drain_stream(void)
{
    drain(stream[0]);
}
static void drain_dgram(void)
{
    drain(dgram[0]);
}

static void feed_event(void)
{
    CHECK_EQ(write(event, &(uint64_t){1}, 8), 8);
}

static void drain_event(void)
{
    uint64_t value;

    CHECK_EQ(read(event, &value, 8), 8);
}

static void end_timer(void)
{
    struct itimerspec soon = {.it_value = {0, 1}};

    CHECK_EQ(timerfd_settime(timer, 0, &soon, NULL), 0);
}

static void unlock(void)
{
    struct flock all = {.l_type = F_UNLCK};

    CHECK_EQ(flock(locked, LOCK_UN), 0);
    CHECK_EQ(fcntl(locked, F_SETLK, &all), 0);
}

static void wake(void)
{
    shared->word = 1;
    futex_wake(&shared->word, FUTEX_WAKE, FUTEX_ALL, 0);
}

/* Nothing ends it but a signal. */
static void interrupt(void)
{
    kill(victim, SIGUSR1);
}

/* ---- how they shall end ---- */

enum { RESTARTS = 1, STOP_ENDS = 2 };

static const struct call {
    const char *name;
    long (*call)(void);
    void (*finish)(void);
    int flags;
} calls[] = {
    {"read", read_pipe, fill_empty, RESTARTS},
    {"readv", readv_pipe, fill_empty, RESTARTS},
    {"write", write_pipe, drain_full, RESTARTS},
    {"writev", writev_pipe, drain_full, RESTARTS},
    {"open to read", open_read, open_fifo, RESTARTS},
    {"open to write", open_write, open_fifo, RESTARTS},
    {"recv", receive, feed_stream, RESTARTS},
    {"recv, datagram", receive_dgram, feed_dgram, RESTARTS},
    {"recvmsg", receive_msg, feed_stream, RESTARTS},
    {"send", send_stream, drain_stream, RESTARTS},
    {"send, datagram", send_dgram, drain_dgram, RESTARTS},
    {"sendmsg", send_msg, drain_stream, RESTARTS},
    {"read eventfd", read_event, feed_event, RESTARTS},
    {"write eventfd", write_event, drain_event, RESTARTS},
    {"read timerfd", read_timer, end_timer, RESTARTS},
    {"flock", lock_file, unlock, RESTARTS},
    {"F_SETLKW", lock_range, unlock, RESTARTS},
    {"wait4", wait_child, wake, RESTARTS},
    {"waitid", waitid_child, wake, RESTARTS},
    {"futex", wait_word, wake, RESTARTS},
    {"futex with a time-out", wait_word_until, wake, 0},
    {"futex, bitset, with a time-out", wait_word_bitset, wake, 0},
    {"nanosleep", sleep_relative, interrupt, 0},
    {"clock_nanosleep", sleep_clock, interrupt, 0},
    {"clock_nanosleep, absolute", sleep_absolute, interrupt, 0},
    {"poll", poll_pipe, fill_empty, 0},
    {"poll with a time-out", poll_pipe_until, fill_empty, 0},
    {"ppoll", ppoll_pipe, fill_empty, 0},
    {"select", select_pipe, fill_empty, 0},
    {"pselect", pselect_pipe, fill_empty, 0},
    {"epoll_wait", epoll_pipe, fill_empty, STOP_ENDS},
    {"epoll_pwait", epoll_pipe_masked, fill_empty, STOP_ENDS},
    {"pause", pause_call, interrupt, 0},
    {"sigsuspend", suspend, interrupt, 0},
    {"sigwaitinfo", wait_signal, interrupt, STOP_ENDS},
    {"sigtimedwait", wait_signal_until, interrupt, STOP_ENDS},
};

/* ---- doing it ---- */

static void handler(int number)
{
    (void)number;
    shared->handled++;
}

static void fill(int fd)
{
    static char bytes[PAGE];

    fcntl(fd, F_SETFL, O_NONBLOCK);
    while (write(fd, bytes, sizeof bytes) > 0 || write(fd, bytes, 1) > 0)
        ;
    fcntl(fd, F_SETFL, 0);
}

/* Everything is as the call needs it: it will block. */
static void prepare(const struct call *call)
{
    struct epoll_event in = {.events = EPOLLIN};

    memset(shared, 0, sizeof *shared);
    shared->result = UNFINISHED;
    other_side = -1;
    CHECK_EQ(pipe(empty), 0);
    CHECK_EQ(pipe(full), 0);
    fill(full[1]);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, stream), 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, dgram), 0);
    if (call->finish == drain_stream)
        fill(stream[1]);
    if (call->finish == drain_dgram)
        fill(dgram[1]);
    event = eventfd(0, 0);
    timer = timerfd_create(CLOCK_MONOTONIC, 0);
    locked = open(LOCKED, O_RDWR | O_CREAT, 0600);
    CHECK_EQ(flock(locked, LOCK_EX), 0);
    CHECK_EQ(fcntl(locked, F_SETLK, &(struct flock){.l_type = F_WRLCK}), 0);
    epoll = epoll_create1(0);
    CHECK_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, empty[0], &in), 0);
}

static void clean_up(void)
{
    const int all[] = {empty[0],  empty[1], full[0],   full[1], stream[0],
                       stream[1], dgram[0], dgram[1],  event,   locked,
                       timer,     epoll,    other_side};

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        close(all[i]);
}

/* A child makes the call; its handler has these flags. */
static void start(const struct call *call, int flags)
{
    struct sigaction act = {.sa_handler = handler, .sa_flags = flags};

    prepare(call);
    CHECK_EQ(sigaction(SIGUSR1, &act, NULL), 0);
    victim = fork();
    if (victim)
        return;
    long got = call->call();
    shared->result = got == -1 ? -errno : got;
    _exit(check_failures != 0);
}

static void end(void)
{
    int status;

    CHECK_EQ(waitpid(victim, &status, 0), victim);
    CHECK_EQ(status, 0);
    clean_up();
}

/* Signals it until the call has come back: it may not have got to it yet. */
static void check_ends(const struct call *call, int flags)
{
    start(call, flags);
    while (shared->result == UNFINISHED) {
        kill(victim, SIGUSR1);
        sleep_ms(1);
    }
    end();
    CHECK_EQ(shared->result, -EINTR);
}

static void check_restarts(const struct call *call)
{
    start(call, SA_RESTART);
    for (int i = 0; i < 4 || shared->handled < 2; i++) {
        kill(victim, SIGUSR1);
        sleep_ms(1);
    }
    CHECK_EQ(shared->result, UNFINISHED);
    call->finish();
    end();
    CHECK(shared->result >= 0);
}

static void stop_and_continue(void)
{
    int status;

    kill(victim, SIGSTOP);
    CHECK_EQ(waitpid(victim, &status, WUNTRACED), victim);
    CHECK(WIFSTOPPED(status) || shared->result != UNFINISHED);
    kill(victim, SIGCONT);
    sleep_ms(1);
}

/* Nothing happens in its sight, but for the few that Linux ends. */
static void check_stop(const struct call *call)
{
    start(call, 0);
    sleep_ms(2);
    if (call->flags & STOP_ENDS) {
        while (shared->result == UNFINISHED)
            stop_and_continue();
        CHECK_EQ(shared->result, -EINTR);
        CHECK_EQ(shared->handled, 0);
        clean_up();
        waitpid(victim, NULL, 0);
        return;
    }
    for (int i = 0; i < 3; i++)
        stop_and_continue();
    CHECK_EQ(shared->result, UNFINISHED);
    call->finish();
    end();
    CHECK(shared->result >= 0 || shared->handled > 0);
}

int main(void)
{
    shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    unlink(FIFO);
    CHECK_EQ(mkfifo(FIFO, 0600), 0);
    for (unsigned i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        check_ends(&calls[i], 0);
        if (calls[i].flags & RESTARTS)
            check_restarts(&calls[i]);
        else
            check_ends(&calls[i], SA_RESTART);
        check_stop(&calls[i]);
        ok(calls[i].name);
    }
    unlink(FIFO);
    unlink(LOCKED);
    return check_status();
}
