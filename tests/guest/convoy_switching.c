/* SPDX-License-Identifier: MIT
 *
 * convoy_switching POLICY...: the scheduling policy changes every 3 ms while
 * threads run, sleep, wait for each other, begin and end. Nothing is lost: each
 * thread does its share, each process ends with its status, and no thread hangs.
 * Prints `switches=N`. Also what the files of /sys/kernel/sched_ext say.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

#define DIRECTORY "/sys/kernel/sched_ext/"
#define CHANGES 30
#define PERIOD_US 3000
#define PAIRS 2
#define SLEEPERS 4
#define SPINNERS 3

static volatile int stop;
static struct pair {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int turn;
} pairs[PAIRS];
static unsigned long hand_overs[PAIRS], slept[SLEEPERS], spun[SPINNERS];
static volatile pid_t spinners[SPINNERS]; /* their tids */
static unsigned long children, made;

/* Two threads take turns, by a condition variable. */
static void *pass(void *argument)
{
    long id = (long)argument / 2;
    int side = (long)argument % 2;
    struct pair *pair = &pairs[id];

    pthread_mutex_lock(&pair->mutex);
    while (!stop) {
        while (pair->turn != side && !stop)
            pthread_cond_wait(&pair->changed, &pair->mutex);
        pair->turn = !side;
        hand_overs[id]++;
        pthread_cond_signal(&pair->changed);
    }
    pthread_mutex_unlock(&pair->mutex);
    return NULL;
}

static void *nap(void *argument)
{
    long id = (long)argument;

    for (; !stop; slept[id]++)
        usleep(500 + 100 * (unsigned)id);
    return NULL;
}

/* Nicer ones among them, and a core of its own choice now and then. */
static void *spin(void *argument)
{
    long id = (long)argument;
    cpu_set_t all, one;

    spinners[id] = (pid_t)syscall(SYS_gettid);
    sched_getaffinity(0, sizeof(all), &all);
    CPU_ZERO(&one);
    for (; !stop; spun[id]++) {
        for (volatile int i = 0; i < 50000; i++)
            ;
        CPU_SET(CPU_COUNT(&all) - 1, &one);
        sched_setaffinity(0, sizeof(one), spun[id] % 2 ? &one : &all);
        if (spun[id] % 8 == 0)
            sched_yield();
    }
    return NULL;
}

/* The spinners get other nice values, mostly while they wait in a queue. */
static void *renice(void *argument)
{
    for (int i = 0; !stop; i++) {
        pid_t tid = spinners[i % SPINNERS];
        CHECK(!tid || setpriority(PRIO_PROCESS, (id_t)tid, i % 5) == 0);
        if (i % 32 == 0)
            usleep(100);
    }
    return argument;
}

static void *nothing(void *argument)
{
    return argument;
}

/* Processes and threads that begin and end. */
static void *breed(void *argument)
{
    while (!stop) {
        int status;
        pid_t child = fork();
        if (child == 0)
            _exit(5);
        CHECK(child > 0 && waitpid(child, &status, 0) == child);
        CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
        children++;
        pthread_t thread;
        CHECK_EQ(pthread_create(&thread, NULL, nothing, &made), 0);
        void *result;
        CHECK_EQ(pthread_join(thread, &result), 0);
        CHECK(result == &made);
        made++;
        usleep(300);
    }
    return argument;
}

/* What a file says, without its end of line. */
static const char *says(const char *name)
{
    static char text[64];
    char path[64];
    snprintf(path, sizeof(path), DIRECTORY "%s", name);
    int fd = open(path, O_RDONLY);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0)
        close(fd);
    if (length <= 0 || text[length - 1] != '\n')
        return "?";
    text[length - 1] = '\0';
    return text;
}

/* Write a policy's name: 0 or the error. */
static int change(const char *name)
{
    int fd = open(DIRECTORY "root/ops", O_WRONLY);
    if (fd < 0)
        return errno;
    ssize_t done = write(fd, name, strlen(name));
    int error = done < 0 ? errno : 0;
    CHECK(done < 0 || done == (ssize_t)strlen(name));
    close(fd);
    return error;
}

static void check_files(const char *policy)
{
    CHECK(strcmp(says("state"), "enabled") == 0);
    CHECK(strcmp(says("switch_all"), "1") == 0);
    CHECK(strcmp(says("nr_rejected"), "0") == 0);
    CHECK(strcmp(says("hotplug_seq"), "0") == 0);
    CHECK(strcmp(says("enable_seq"), "1") == 0);
    CHECK_EQ(change("nosuch"), EINVAL);
    CHECK_EQ(change("transit"), EINVAL);
    CHECK_EQ(change("a name that no policy can have"), EINVAL);
    CHECK_EQ(change(says("root/ops")), 0);
    CHECK(strcmp(says("enable_seq"), "1") == 0);
    char line[32];
    snprintf(line, sizeof(line), "%s\n", policy);
    CHECK_EQ(change(line), 0);
    CHECK(strcmp(says("root/ops"), policy) == 0);
    pid_t child = fork();
    if (child == 0) {
        CHECK_EQ(setuid(1000), 0);
        CHECK_EQ(change(policy), EACCES);
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

int main(int count, char **policies)
{
    pthread_t threads[2 * PAIRS + SLEEPERS + SPINNERS + 2];
    long n = 0;

    CHECK(count > 1);
    check_files(policies[1]);
    for (int i = 0; i < PAIRS; i++) {
        pthread_mutex_init(&pairs[i].mutex, NULL);
        pthread_cond_init(&pairs[i].changed, NULL);
    }
    for (long i = 0; i < 2 * PAIRS; i++)
        pthread_create(&threads[n++], NULL, pass, (void *)i);
    for (long i = 0; i < SLEEPERS; i++)
        pthread_create(&threads[n++], NULL, nap, (void *)i);
    for (long i = 0; i < SPINNERS; i++)
        pthread_create(&threads[n++], NULL, spin, (void *)i);
    pthread_create(&threads[n++], NULL, breed, NULL);
    pthread_create(&threads[n++], NULL, renice, NULL);
    for (int i = 0, at = 0; i < CHANGES; i++) {
        at = (at + 1 + i / (count - 1)) % (count - 1);
        usleep(PERIOD_US);
        CHECK_EQ(change(policies[1 + at]), 0);
        CHECK(strcmp(says("root/ops"), policies[1 + at]) == 0);
    }
    CHECK_EQ(change("rr"), 0);
    stop = 1;
    for (int i = 0; i < PAIRS; i++) {
        pthread_mutex_lock(&pairs[i].mutex);
        pthread_cond_signal(&pairs[i].changed);
        pthread_mutex_unlock(&pairs[i].mutex);
    }
    while (n--)
        CHECK_EQ(pthread_join(threads[n], NULL), 0);
    for (int i = 0; i < PAIRS; i++)
        CHECK(hand_overs[i] > 10);
    for (int i = 0; i < SLEEPERS; i++)
        CHECK(slept[i] > 1);
    for (int i = 0; i < SPINNERS; i++)
        CHECK(spun[i] > 1);
    CHECK(children > 3 && made > 3);
    printf("switches=%d\n", atoi(says("enable_seq")));
    return check_failures != 0;
}
