/* SPDX-License-Identifier: MIT
 *
 * convoy_handover POLICY: under a policy of fixed priorities one thread keeps the
 * others off the core for SPIN_MS, then lets POLICY take over. That one is not to
 * blame for how long they have waited. Prints the policy that is there in the end,
 * and the error of asking for POLICY once more.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

#define OPS "/sys/kernel/sched_ext/root/ops"
#define SPIN_MS 100
#define THREADS 3

static volatile int stop;

static void *spin(void *argument)
{
    while (!stop)
        ;
    return argument;
}

static long now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* musl's own call of that name always fails. */
static void set_class(int class, int priority)
{
    const struct sched_param param = {.sched_priority = priority};

    CHECK_EQ(syscall(SYS_sched_setscheduler, 0, class, &param), 0);
}

int main(int count, char **arguments)
{
    pthread_t threads[THREADS];
    char name[32] = "";

    CHECK_EQ(count, 2);
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_create(&threads[i], NULL, spin, NULL), 0);
    int fd = open(OPS, O_RDWR);
    set_class(SCHED_FIFO, 50);
    for (long begin = now_ms(); now_ms() < begin + SPIN_MS;)
        ;
    ssize_t length = (ssize_t)strlen(arguments[1]);
    CHECK_EQ(write(fd, arguments[1], (size_t)length), length);
    set_class(SCHED_OTHER, 0);
    usleep(SPIN_MS * 1000 / 2);
    CHECK(pread(fd, name, sizeof(name) - 1, 0) > 0);
    int again = write(fd, arguments[1], (size_t)length) < 0 ? errno : 0;
    stop = 1;
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_join(threads[i], NULL), 0);
    printf("again=%d policy=%s", again, name);
    return check_failures != 0;
}
