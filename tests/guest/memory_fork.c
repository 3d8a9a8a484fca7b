/* SPDX-License-Identifier: MIT
 *
 * What a fork makes of memory: private pages are each side's own from the first
 * write on, shared ones stay common, futexes in them as well; advice says what a
 * child does not get.
 */
#define _GNU_SOURCE
#include "futex.h"
#include "memory.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>

/* Run `body` in a child, which counts its own failures; they are ours then. */
static void in_child(void (*body)(void))
{
    int status;
    pid_t pid = fork();

    if (pid < 0)
        check_die("no child");
    if (pid == 0) {
        check_failures = 0;
        memory_pipe[0] = memory_pipe[1] = -1; /* a pipe of its own */
        body();
        _exit(check_status());
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
}

static int *common; /* shared anonymous memory, several pages */
static char *own;   /* private memory, several pages */
static const int word_at = 2 * PAGE / sizeof(int);

static void set_common(int value)
{
    __atomic_store_n(common, value, __ATOMIC_SEQ_CST);
    futex_wake(common, FUTEX_WAKE, FUTEX_ALL, FUTEX_ANY);
}

static void await_common(int value)
{
    int now;

    while ((now = __atomic_load_n(common, __ATOMIC_SEQ_CST)) != value)
        futex_wait(common, FUTEX_WAIT, (unsigned)now, NULL);
}

static void child_writes(void)
{
    CHECK_EQ(own[0], 1);
    own[0] = 2;
    own[PAGE] = 3; /* never touched before */
    set_common(1);
    await_common(2);
    CHECK_EQ(own[0], 2);
    CHECK_EQ(own[3 * PAGE], 4); /* as it was when the fork happened */
    CHECK_EQ(own[2 * PAGE], 0);
}

static void private_pages(void)
{
    int status;
    pid_t pid;

    own[0] = 1;
    own[3 * PAGE] = 4;
    pid = fork();
    if (pid == 0) {
        check_failures = 0;
        child_writes();
        _exit(check_status());
    }
    await_common(1);
    CHECK_EQ(own[0], 1);
    CHECK_EQ(own[PAGE], 0);
    own[0] = 5;
    own[2 * PAGE] = 6;
    own[3 * PAGE] = 7;
    set_common(2);
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(own[0], 5);
    ok("private pages");
}

static void child_touches(void)
{
    common[word_at] = 42; /* nobody has touched that page */
    CHECK_EQ(munmap((char *)common + PAGE, PAGE), 0);
    set_common(3);
}

static void shared_pages(void)
{
    in_child(child_touches);
    CHECK_EQ(common[0], 3);
    CHECK_EQ(common[word_at], 42);
    common[PAGE / sizeof(int)] = 1; /* still ours */
    ok("shared pages");
}

/* ---- futexes between processes ---- */

static void child_waits(void)
{
    set_common(11);
    CHECK_EQ(futex_wait(common + word_at, FUTEX_WAIT, 0, NULL), 0);
}

static void child_wakes_private(void)
{
    CHECK_EQ(futex_wake(own, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0), 0);
    CHECK_EQ(futex_wake(own, FUTEX_WAKE, 1, 0), 0);
}

static void *waits_private(void *arg)
{
    CHECK_EQ(futex_wait(arg, FUTEX_WAIT | FUTEX_PRIVATE, 0, NULL), 0);
    return NULL;
}

static void futexes(void)
{
    int status;
    pthread_t thread;
    pid_t pid;

    common[word_at] = 0;
    set_common(10);
    if ((pid = fork()) == 0) {
        check_failures = 0;
        child_waits();
        _exit(check_status());
    }
    await_common(11);
    while (futex_wake(common + word_at, FUTEX_WAKE, 1, 0) == 0)
        sched_yield();
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);

    /* The same address in another process is another word. */
    memset(own, 0, sizeof(int));
    CHECK_EQ(pthread_create(&thread, NULL, waits_private, own), 0);
    sleep_ms(10);
    in_child(child_wakes_private);
    while (futex_wake(own, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0) == 0)
        sched_yield();
    pthread_join(thread, NULL);
    ok("futexes");
}

/* ---- what else a child gets ---- */

static char *hidden, *wiped, *left_out, *file;

static void child_looks(void)
{
    CHECK_EQ(readable(hidden), 0);
    CHECK_EQ(mprotect(hidden, PAGE, RW), 0);
    CHECK_EQ(hidden[1], 21);
    hidden[1] = 22;
    CHECK_EQ(wiped[0], 0);
    wiped[0] = 1;
    CHECK_EQ(readable(left_out), 0);
    CHECK_EQ(readable(left_out + PAGE), 1);
    memcpy(file, "child", 5);
    CHECK_EQ(munmap(own, PAGE), 0);
    long end = syscall(SYS_brk, 0);
    CHECK_EQ(syscall(SYS_brk, end + 3 * PAGE), end + 3 * PAGE);
}

static void kinds(void)
{
    char text[6] = "";
    long end = syscall(SYS_brk, 0);
    int fd = open("/tmp/memory_fork", O_RDWR | O_CREAT | O_TRUNC, 0600);

    CHECK_EQ(ftruncate(fd, PAGE), 0);
    unlink("/tmp/memory_fork");
    file = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
    hidden = pages(1);
    wiped = pages(1);
    left_out = pages(2);
    hidden[1] = 21;
    wiped[0] = 31;
    CHECK_EQ(mprotect(hidden, PAGE, PROT_NONE), 0);
    CHECK_EQ(madvise(wiped, PAGE, MADV_WIPEONFORK), 0);
    CHECK_EQ(madvise(left_out, PAGE, MADV_DONTFORK), 0);
    in_child(child_looks);
    CHECK_EQ(mprotect(hidden, PAGE, RW), 0);
    CHECK_EQ(hidden[1], 21);
    CHECK_EQ(wiped[0], 31);
    CHECK_EQ(readable(left_out), 1);
    CHECK_EQ(pread(fd, text, 5, 0), 5);
    CHECK(strcmp(text, "child") == 0);
    CHECK_EQ(readable(own), 1);
    CHECK_EQ(syscall(SYS_brk, 0), end);
    close(fd);
    ok("kinds of memory");
}

/* ---- other threads write while one forks ---- */

#define COUNTERS 32

static volatile int stop;

static void *counts(void *arg)
{
    volatile char *p = arg;

    while (!stop)
        for (int i = 0; i < COUNTERS; i++)
            p[i * PAGE]++;
    return NULL;
}

static volatile char *counters;

static void child_compares(void)
{
    char before[COUNTERS];

    for (int i = 0; i < COUNTERS; i++)
        before[i] = counters[i * PAGE];
    sleep_ms(2);
    for (int i = 0; i < COUNTERS; i++)
        CHECK_EQ(counters[i * PAGE], before[i]);
}

static void threads(void)
{
    pthread_t thread[2];

    counters = pages(COUNTERS);
    for (int i = 0; i < 2; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, counts,
                                (void *)(counters + i)),
                 0);
    for (int i = 0; i < 20; i++)
        in_child(child_compares);
    stop = 1;
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    ok("threads that write");
}

/* A chain: each generation sees its parent's memory and changes its own. */
static void generation(int depth)
{
    int status;
    pid_t pid;

    CHECK_EQ(own[3 * PAGE], depth);
    own[3 * PAGE]++;
    if (depth == 8)
        return;
    if ((pid = fork()) == 0) {
        generation(depth + 1);
        _exit(check_status());
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
    CHECK_EQ(own[3 * PAGE], depth + 1);
}

int main(void)
{
    own = pages(4);
    common = mmap(NULL, 4 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    private_pages();
    shared_pages();
    futexes();
    kinds();
    threads();
    own[3 * PAGE] = 0;
    generation(0);
    ok("generations");
    return check_status();
}
