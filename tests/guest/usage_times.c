/* SPDX-License-Identifier: MIT
 *
 * User and system time, apart: of a loop, of system calls, of threads, of children
 * that were waited for; page faults, memory, switches; the signals of RLIMIT_CPU.
 * How exact Convoy is holds convoy_times.c; here only what Linux with its ticks
 * keeps too.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>

#define MS 1000000ll
#define TRIES 20

static int64_t us_of(const struct timeval *t)
{
    return t->tv_sec * 1000000 + t->tv_usec;
}

static struct rusage usage(int who)
{
    struct rusage now;

    CHECK_EQ(getrusage(who, &now), 0);
    return now;
}

/* Use processor time of this thread, at least NS, in ring 3. */
static void compute(int64_t ns)
{
    int64_t end = now_ns(CLOCK_THREAD_CPUTIME_ID) + ns;

    while (now_ns(CLOCK_THREAD_CPUTIME_ID) < end)
        for (volatile int i = 0; i < 20000; i++)
            ;
}

/* The same, nearly all of it in the kernel: pages made and given back. */
static void call(int64_t ns)
{
    int64_t end = now_ns(CLOCK_THREAD_CPUTIME_ID) + ns;
    const size_t size = 64 * PAGE;

    while (now_ns(CLOCK_THREAD_CPUTIME_ID) < end) {
        void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
        munmap(p, size);
    }
}

struct times {
    int64_t user, system; /* us */
};

/* What more `work` uses, done until one of the two, `user` or not, is `least`
 * us and more than `factor` times the other. A kernel that looks only at its
 * ticks may be wrong about a short time, and is right in the end. */
static struct times apart(void (*work)(int64_t), bool user, int64_t least,
                          int factor)
{
    struct rusage before = usage(RUSAGE_SELF);
    struct times spent = {0};

    for (int i = 0; i < TRIES; i++) {
        work(60 * MS);
        struct rusage now = usage(RUSAGE_SELF);
        spent.user = us_of(&now.ru_utime) - us_of(&before.ru_utime);
        spent.system = us_of(&now.ru_stime) - us_of(&before.ru_stime);
        int64_t wanted = user ? spent.user : spent.system;
        int64_t other = user ? spent.system : spent.user;
        if (wanted >= least && wanted > factor * other)
            break;
    }
    return spent;
}

static void check_apart(void)
{
    struct times computing = apart(compute, true, 40000, 2);

    CHECK(computing.user >= 40000);
    CHECK(computing.user > 2 * computing.system);
    struct rusage before = usage(RUSAGE_SELF);
    struct times calling = apart(call, false, 30000, 1);
    struct rusage after = usage(RUSAGE_SELF);
    CHECK(calling.system >= 30000);
    CHECK(calling.system > calling.user);
    /* None goes back. */
    CHECK(us_of(&after.ru_utime) >= us_of(&before.ru_utime));
    CHECK(us_of(&after.ru_stime) >= us_of(&before.ru_stime));
    ok("apart");
}

static void *computes(void *arg)
{
    struct rusage own;

    compute(40 * MS);
    own = usage(RUSAGE_THREAD);
    CHECK(us_of(&own.ru_utime) >= 20000);
    CHECK(us_of(&own.ru_utime) + us_of(&own.ru_stime) < 400000);
    return arg;
}

/* What threads used that have ended is their process's. */
static void check_threads(void)
{
    struct rusage mine = usage(RUSAGE_THREAD), all = usage(RUSAGE_SELF), now;
    pthread_t thread[3];

    for (int i = 0; i < 3; i++)
        CHECK_EQ(pthread_create(&thread[i], NULL, computes, NULL), 0);
    for (int i = 0; i < 3; i++)
        CHECK_EQ(pthread_join(thread[i], NULL), 0);
    now = usage(RUSAGE_THREAD);
    CHECK(us_of(&now.ru_utime) - us_of(&mine.ru_utime) < 30000);
    now = usage(RUSAGE_SELF);
    CHECK(us_of(&now.ru_utime) - us_of(&all.ru_utime) >= 80000);
    ok("threads");
}

/* A child that computes and whose own child computes. */
static int family(int depth)
{
    int pid = fork();

    if (pid == 0) {
        compute(40 * MS);
        if (depth > 1)
            waitpid(family(depth - 1), NULL, 0);
        _exit(0);
    }
    return pid;
}

static void check_children(void)
{
    struct rusage before = usage(RUSAGE_CHILDREN), child, after;
    struct tms start, end;
    int status;

    times(&start);
    int pid = family(2);
    while (wait4(pid, &status, WNOHANG, &child) == 0)
        sleep_ms(5);
    after = usage(RUSAGE_CHILDREN);
    times(&end);
    CHECK(us_of(&child.ru_utime) >= 60000); /* the grandchild's too */
    CHECK_EQ(us_of(&after.ru_utime) - us_of(&before.ru_utime),
             us_of(&child.ru_utime));
    CHECK_EQ(us_of(&after.ru_stime) - us_of(&before.ru_stime),
             us_of(&child.ru_stime));
    CHECK(end.tms_cutime - start.tms_cutime >= 5);
    CHECK(child.ru_minflt > 0);

    before = after;
    pid = family(1); /* a zombie is nobody's yet */
    siginfo_t info;
    CHECK_EQ(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    after = usage(RUSAGE_CHILDREN);
    CHECK_EQ(us_of(&after.ru_utime), us_of(&before.ru_utime));
    CHECK_EQ(waitpid(pid, NULL, 0), pid);
    after = usage(RUSAGE_CHILDREN);
    CHECK(us_of(&after.ru_utime) > us_of(&before.ru_utime));
    ok("children");
}

/* The least ru_maxrss, KiB, of who has touched `count` pages. Linux (since 6.2)
 * adds up what each core has counted in batches of 32 pages; with very many
 * cores the batches are larger, but one thread is on few of them. */
static long resident_least(long count)
{
    long late = 32 * sysconf(_SC_NPROCESSORS_ONLN);

    return 4 * (count - (late < count / 4 ? late : count / 4));
}

static void check_memory(void)
{
    struct rusage before = usage(RUSAGE_SELF), after;
    const long count = 1024;
    const long least = resident_least(count);
    char *p = pages((unsigned long)count);

    for (long i = 0; i < count; i++)
        p[i * (long)PAGE] = 1;
    after = usage(RUSAGE_SELF);
    CHECK(after.ru_minflt - before.ru_minflt >= count);
    CHECK(after.ru_minflt - before.ru_minflt < count + 20);
    CHECK(after.ru_maxrss >= least);
    munmap(p, (size_t)count * PAGE);
    CHECK(usage(RUSAGE_SELF).ru_maxrss >= least); /* the most ever */
    before = usage(RUSAGE_THREAD);
    for (int i = 0; i < 5; i++)
        sleep_ms(2);
    after = usage(RUSAGE_THREAD);
    CHECK(after.ru_nvcsw - before.ru_nvcsw >= 5);
    CHECK(after.ru_maxrss >= least);
    ok("memory and switches");
}

/* The clocks of user time alone: linux/posix-timers.h. */
static void check_clocks(void)
{
    const clockid_t both = -8, user = -8 | 1, thread_user = -8 | 4 | 1;
    int64_t start = now_ns(user), mine = now_ns(thread_user);
    struct timespec t;

    compute(30 * MS);
    CHECK(now_ns(user) - start >= 15 * MS);
    CHECK(now_ns(thread_user) - mine >= 15 * MS);
    CHECK(now_ns(both) + MS >= now_ns(user));
    CHECK_ERR(clock_gettime(-8 | 3, &t), EINVAL);
    int pid = fork(); /* another process's clock can be read */
    if (pid == 0)
        _exit(pause());
    clockid_t other;
    CHECK_EQ(clock_getcpuclockid(pid, &other), 0);
    CHECK_EQ(clock_gettime(other, &t), 0);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    CHECK_ERR(clock_gettime(other, &t), EINVAL);
    ok("clocks");
}

static volatile int exceeded, code;

static void note(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    exceeded++;
    code = info->si_code;
}

/* Wait for the status of a child that computes with this limit. */
static int limited(rlim_t soft, rlim_t hard, int handle)
{
    struct sigaction act = {.sa_sigaction = note, .sa_flags = SA_SIGINFO};
    struct rlimit limit = {soft, hard};
    int status, pid = fork();

    if (pid == 0) {
        if (handle)
            sigaction(SIGXCPU, &act, NULL);
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        setrlimit(RLIMIT_CPU, &limit);
        compute(100 * MS);
        getrlimit(RLIMIT_CPU, &limit);
        _exit(exceeded == 1 && code == SI_KERNEL && limit.rlim_cur == 1 ? 7
                                                                        : 1);
    }
    waitpid(pid, &status, 0);
    return status;
}

static void check_limit(void)
{
    int status = limited(0, RLIM_INFINITY, 0);

    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    status = limited(0, 0, 1);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    status = limited(0, RLIM_INFINITY, 1); /* the next one a second later */
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
    ok("limit");
}

int main(void)
{
    check_apart();
    check_threads();
    check_children();
    check_memory();
    check_clocks();
    check_limit();
    return check_status();
}
