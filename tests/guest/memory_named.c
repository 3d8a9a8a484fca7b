/* SPDX-License-Identifier: MIT
 *
 * Memory and semaphores that have a name (shm_overview(7), sem_overview(7)), used
 * by two processes: files in /dev/shm, linked there when they are complete; and
 * shared anonymous memory with a process-shared mutex in it.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUNDS 200

static char name[32];

/* Run `topic` in a child and wait: whether all held. */
static pid_t child(void (*topic)(void))
{
    pid_t pid = fork();

    if (pid == 0) {
        check_failures = 0;
        topic();
        _exit(check_status());
    }
    return pid;
}

static int ended_well(pid_t pid)
{
    int status;

    CHECK_EQ(waitpid(pid, &status, 0), pid);
    return status == 0;
}

static void child_posts(void)
{
    sem_t *sem = sem_open(name, 0);

    CHECK(sem != SEM_FAILED);
    sleep_ms(10);
    CHECK_EQ(sem_post(sem), 0);
    CHECK_EQ(sem_close(sem), 0);
}

static void check_semaphore(void)
{
    int value;
    sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, 1);

    CHECK(sem != SEM_FAILED);
    CHECK(sem_open(name, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED);
    CHECK_EQ(errno, EEXIST);
    CHECK(sem_open(name, O_CREAT, 0600, 5) == sem); /* the same one */
    CHECK_EQ(sem_close(sem), 0);
    CHECK_EQ(sem_getvalue(sem, &value), 0);
    CHECK_EQ(value, 1);
    CHECK_EQ(sem_wait(sem), 0);
    CHECK_ERR(sem_trywait(sem), EAGAIN);
    pid_t pid = child(child_posts);
    CHECK_EQ(sem_wait(sem), 0); /* until the child posts */
    CHECK(ended_well(pid));
    CHECK_EQ(sem_unlink(name), 0);
    CHECK_ERR(sem_unlink(name), ENOENT);
    CHECK_EQ(sem_close(sem), 0);
    ok("a semaphore");
}

static void child_writes(void)
{
    int fd = shm_open(name, O_RDWR, 0);
    char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    CHECK(p != MAP_FAILED);
    CHECK(!strcmp(p, "parent"));
    strcpy(p, "child");
}

static void check_memory(void)
{
    struct stat st;
    int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);

    CHECK(fd >= 0);
    CHECK_EQ(ftruncate(fd, PAGE), 0);
    char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    CHECK(p != MAP_FAILED);
    strcpy(p, "parent");
    CHECK(ended_well(child(child_writes)));
    CHECK(!strcmp(p, "child"));
    CHECK_EQ(shm_unlink(name), 0);
    CHECK(!strcmp(p, "child")); /* it lives as long as it is mapped */
    CHECK_EQ(munmap(p, PAGE) | close(fd), 0);
    CHECK_ERR(shm_open(name, O_RDWR, 0), ENOENT);
    CHECK_EQ(stat("/dev/shm", &st), 0);
    CHECK_EQ(st.st_mode, S_IFDIR | 01777);
    ok("memory with a name");
}

static struct {
    pthread_mutex_t mutex;
    long counter;
} * common;

static void child_counts(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_EQ(pthread_mutex_lock(&common->mutex), 0);
        long seen = common->counter;
        if (i % 20 == 0)
            sched_yield();
        common->counter = seen + 1;
        CHECK_EQ(pthread_mutex_unlock(&common->mutex), 0);
    }
}

static void check_mutex(void)
{
    pthread_mutexattr_t shared;
    pid_t pids[3];

    common = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK_EQ(pthread_mutexattr_init(&shared), 0);
    CHECK_EQ(pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED), 0);
    CHECK_EQ(pthread_mutex_init(&common->mutex, &shared), 0);
    for (int i = 0; i < 3; i++)
        pids[i] = child(child_counts);
    for (int i = 0; i < 3; i++)
        CHECK(ended_well(pids[i]));
    CHECK_EQ(common->counter, 3 * ROUNDS);
    CHECK_EQ(munmap(common, PAGE), 0);
    ok("a mutex in common memory");
}

int main(void)
{
    snprintf(name, sizeof name, "/guest-%d", getpid());
    check_semaphore();
    check_memory();
    check_mutex();
    return check_status();
}
