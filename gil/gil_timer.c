/* SPDX-License-Identifier: MIT
 *
 * A policy's own thread. See gil_timer.h.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gil.h"
#include "gil_timer.h"

/* All signals are blocked while the thread is made, since it inherits that: a
 * handler must run in a thread that the interpreter knows. */
static int start(void *(*body)(void *))
{
    sigset_t all, before;
    pthread_attr_t attributes;
    pthread_t thread;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    error = pthread_create(&thread, &attributes, body, NULL);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

void gil_timer_thread_init(struct gil_timer *timer, void *(*body)(void *))
{
    int error;

    if (atomic_fetch_add(&timer->threads, 1) == 0 ||
        atomic_exchange(&timer->started, 1))
        return;
    error = start(body);
    if (!error)
        return;
    atomic_store(&timer->started, 0);
    fprintf(stderr, "GIL=%s: no timer: %s; nobody will be asked to let go\n",
            gil->name, strerror(error));
}

void gil_timer_thread_exit(struct gil_timer *timer)
{
    atomic_fetch_sub(&timer->threads, 1);
}

int gil_timer_alone(const struct gil_timer *timer)
{
    return atomic_load(&timer->threads) <= 1;
}

void gil_timer_after_fork(struct gil_timer *timer)
{
    atomic_store(&timer->threads, 1);
    atomic_store(&timer->started, 0);
}

void gil_timer_sleep(uint32_t us)
{
    struct timespec time = {.tv_sec = us / 1000000,
                            .tv_nsec = us % 1000000 * 1000L};

    while (nanosleep(&time, &time) < 0)
        ;
}
