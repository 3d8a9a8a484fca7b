/* SPDX-License-Identifier: MIT
 *
 * A handler ends a sleeping call: with EINTR, or, for calls that SA_RESTART
 * restarts, not at all.
 */
#define _GNU_SOURCE
#include "check.h"
#include "futex.h"
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#define MS 1000000ll

static pthread_t main_thread;
static volatile int handled;
static int fds[2], word, answered;

static void handler(int number)
{
    handled += number == SIGUSR1;
}

static void install(int flags)
{
    struct sigaction a = {.sa_handler = handler, .sa_flags = flags};

    CHECK_EQ(sigaction(SIGUSR1, &a, NULL), 0);
    handled = answered = 0;
}

/* Interrupts main again and again until its call has come back (the first
 * signal may well come before main sleeps). Where the call is restarted, a
 * byte ends it after five. */
static void *interrupts(void *arg)
{
    for (int i = 0; !__atomic_load_n(&answered, __ATOMIC_SEQ_CST); i++) {
        sleep_ms(5);
        if (arg && i == 5) {
            CHECK_EQ(write(fds[1], "i", 1), 1);
            break;
        }
        pthread_kill(main_thread, SIGUSR1);
    }
    return NULL;
}

static pthread_t start(int flags, void *arg)
{
    pthread_t thread;

    install(flags);
    CHECK_EQ(pthread_create(&thread, NULL, interrupts, arg), 0);
    return thread;
}

static void end(pthread_t thread, const char *topic)
{
    __atomic_store_n(&answered, 1, __ATOMIC_SEQ_CST);
    pthread_join(thread, NULL);
    CHECK(handled >= 1);
    ok(topic);
}

/* The rest that nanosleep tells and the time that passed make the whole. */
static void check_nanosleep(void)
{
    struct timespec t = {1000, 0}, rest = {0, 0};
    int64_t begin = now_ns(CLOCK_MONOTONIC), passed;
    pthread_t thread = start(SA_RESTART, NULL);

    CHECK_ERR(nanosleep(&t, &rest), EINTR);
    passed = now_ns(CLOCK_MONOTONIC) - begin;
    CHECK(rest.tv_sec * 1000 * MS + rest.tv_nsec + passed >= 1000000 * MS);
    CHECK(rest.tv_sec < 1000 && rest.tv_sec > 0);
    end(thread, "nanosleep");
    thread = start(0, NULL);
    t.tv_sec = now_ns(CLOCK_MONOTONIC) / (1000 * MS) + 1000;
    CHECK_ERR(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, TIMER_ABSTIME, &t,
                      NULL),
              EINTR);
    end(thread, "clock_nanosleep");
}

static void check_read(void)
{
    char c = 0;
    pthread_t thread = start(0, NULL);

    CHECK_ERR(read(fds[0], &c, 1), EINTR);
    end(thread, "read");
    thread = start(SA_RESTART, fds);
    CHECK_EQ(read(fds[0], &c, 1), 1);
    CHECK_EQ(c, 'i');
    end(thread, "read, restarted");
}

static void check_poll(void)
{
    struct pollfd p = {fds[0], POLLIN, 0};
    pthread_t thread = start(SA_RESTART, NULL);

    CHECK_ERR(poll(&p, 1, -1), EINTR);
    end(thread, "poll");
}

static void check_futex(void)
{
    struct timespec t = {1000, 0};
    pthread_t thread = start(0, NULL);

    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL), EINTR);
    end(thread, "futex");
    thread = start(0, NULL);
    CHECK_ERR(futex_wait(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, &t), EINTR);
    end(thread, "futex with a timeout");
    CHECK_EQ(futex_wake(&word, FUTEX_WAKE | FUTEX_PRIVATE, FUTEX_ALL, 0), 0);
}

static void check_pause(void)
{
    pthread_t thread = start(SA_RESTART, NULL);

    CHECK_ERR(pause(), EINTR);
    end(thread, "pause");
}

/* A signal that is ignored does not wake anybody. */
static void *annoys(void *arg)
{
    for (int i = 0; i < 3; i++) {
        sleep_ms(5);
        pthread_kill(main_thread, SIGUSR2);
    }
    return arg;
}

static void check_ignored(void)
{
    struct timespec t = {0, 30 * MS};
    pthread_t thread;

    signal(SIGUSR2, SIG_IGN);
    CHECK_EQ(pthread_create(&thread, NULL, annoys, NULL), 0);
    CHECK_EQ(nanosleep(&t, NULL), 0);
    pthread_join(thread, NULL);
    ok("ignored");
}

int main(void)
{
    main_thread = pthread_self();
    CHECK_EQ(pipe(fds), 0);
    check_nanosleep();
    check_read();
    check_poll();
    check_futex();
    check_pause();
    check_ignored();
    return check_status();
}
