/* SPDX-License-Identifier: MIT
 *
 * sched_setattr and sched_getattr for the classes without deadlines: what is set
 * is what is read, here and by the older calls; the structure's sizes; what a
 * child inherits; nonsense is refused. Run as root.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { OTHER, FIFO, RR, BATCH, IDLE = 5 };
enum { RESET_ON_FORK = 1, KEEP_POLICY = 8, KEEP_PARAMS = 16 };

/* As struct sched_attr, with room behind it. */
struct attributes {
    uint32_t size, class;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t clamp_min, clamp_max;
    uint64_t more;
};

#define SIZE_FIRST 48
#define SIZE_NOW 56

static long set(struct attributes *attributes)
{
    return syscall(SYS_sched_setattr, 0, attributes, 0);
}

static long set_to(uint32_t class, uint64_t flags, int nice, uint32_t priority)
{
    struct attributes wanted = {
        .size = SIZE_FIRST,
        .class = class,
        .flags = flags,
        .nice = nice,
        .priority = priority,
    };

    return set(&wanted);
}

static struct attributes get(void)
{
    struct attributes now = {0};

    CHECK_EQ(syscall(SYS_sched_getattr, 0, &now, SIZE_NOW, 0), 0);
    return now;
}

static void check_is(uint32_t class, uint64_t flags, int nice,
                     uint32_t priority)
{
    struct attributes now = get();

    CHECK_EQ(now.size, SIZE_NOW);
    CHECK_EQ(now.class, class);
    CHECK_EQ(now.flags, flags);
    CHECK_EQ(now.nice, nice);
    CHECK_EQ(now.priority, priority);
    CHECK_EQ(syscall(SYS_sched_getscheduler, 0),
             (long)class | (flags & RESET_ON_FORK ? 0x40000000 : 0));
}

static void check_classes(void)
{
    check_is(OTHER, 0, 0, 0);
    CHECK_EQ(set_to(BATCH, 0, 5, 0), 0);
    check_is(BATCH, 0, 5, 0);
    CHECK_EQ(getpriority(PRIO_PROCESS, 0), 5);
    CHECK_EQ(set_to(IDLE, 0, 7, 0), 0); /* the nice value is not looked at */
    check_is(IDLE, 0, 5, 0);
    CHECK_EQ(set_to(FIFO, 0, 3, 42), 0);
    check_is(FIFO, 0, 0, 42);
    CHECK_EQ(getpriority(PRIO_PROCESS, 0), 5);
    CHECK_EQ(set_to(RR, 0, 0, 99), 0);
    check_is(RR, 0, 0, 99);
    CHECK_EQ(set_to(OTHER, 0, -3, 0), 0);
    check_is(OTHER, 0, -3, 0);
    CHECK_EQ(set_to(OTHER, 0, -100, 0), 0); /* the nearest that is legal */
    check_is(OTHER, 0, -20, 0);
    CHECK_EQ(set_to(OTHER, 0, 100, 0), 0);
    check_is(OTHER, 0, 19, 0);
    CHECK_EQ(set_to(OTHER, 0, 0, 0), 0);
    ok("classes");
}

static void check_keep(void)
{
    CHECK_EQ(set_to(FIFO, 0, 0, 10), 0);
    CHECK_EQ(set_to(OTHER, KEEP_POLICY, 0, 20), 0);
    check_is(FIFO, 0, 0, 20);
    CHECK_ERR(set_to(OTHER, KEEP_POLICY, 0, 0), EINVAL);
    check_is(FIFO, 0, 0, 20);
    CHECK_EQ(set_to(FIFO, KEEP_PARAMS, 0, 30), 0);
    check_is(FIFO, 0, 0, 20);
    CHECK_EQ(set_to(OTHER, 0, 0, 0), 0);
    ok("keeping");
}

/* What a child of this process finds itself to be. */
static void check_child(uint32_t class, int nice, uint32_t priority)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        struct attributes now = get();
        _exit(now.class == class && now.nice == nice &&
                      now.priority == priority && !now.flags
                  ? 0
                  : 1);
    }
    CHECK_EQ(waitpid(pid, &status, 0), pid);
    CHECK_EQ(status, 0);
}

static void check_fork(void)
{
    CHECK_EQ(set_to(FIFO, 0, 0, 5), 0);
    check_child(FIFO, 0, 5);
    CHECK_EQ(set_to(FIFO, RESET_ON_FORK, 0, 5), 0);
    check_is(FIFO, RESET_ON_FORK, 0, 5);
    check_child(OTHER, 0, 0);
    CHECK_EQ(set_to(BATCH, RESET_ON_FORK, -5, 0), 0);
    check_child(BATCH, 0, 0); /* only what is a privilege is lost */
    CHECK_EQ(set_to(OTHER, RESET_ON_FORK, 5, 0), 0);
    check_child(OTHER, 5, 0);
    CHECK_EQ(set_to(OTHER, 0, 0, 0), 0);
    check_is(OTHER, 0, 0, 0);
    ok("fork");
}

static void check_sizes(void)
{
    struct attributes a = {.class = BATCH};

    CHECK_EQ(set(&a), 0); /* 0 means the first version */
    check_is(BATCH, 0, 0, 0);
    a = (struct attributes){.size = SIZE_FIRST - 1};
    CHECK_ERR(set(&a), E2BIG);
    CHECK_EQ(a.size, SIZE_NOW); /* that is the answer, too */
    a = (struct attributes){.size = 4097};
    CHECK_ERR(set(&a), E2BIG);
    a = (struct attributes){.size = sizeof(a), .class = OTHER};
    CHECK_EQ(set(&a), 0); /* longer, but nothing is there */
    a.more = 1;
    CHECK_ERR(set(&a), E2BIG);
    a = (struct attributes){.period = 77, .clamp_max = 88};
    CHECK_EQ(syscall(SYS_sched_getattr, 0, &a, SIZE_FIRST, 0), 0);
    CHECK_EQ(a.size, SIZE_FIRST);
    CHECK_EQ(a.period, 0);
    CHECK_EQ(a.clamp_max, 88);
    CHECK_EQ(syscall(SYS_sched_getattr, 0, &a, sizeof(a), 0), 0);
    CHECK_EQ(a.size, SIZE_NOW);
    ok("sizes");
}

static void check_errors(void)
{
    struct attributes a = {.size = SIZE_FIRST};

    CHECK_ERR(set_to(4, 0, 0, 0), EINVAL);
    CHECK_ERR(set_to(7777, 0, 0, 0), EINVAL);
    CHECK_ERR(set_to(~0u, 0, 0, 0), EINVAL);
    CHECK_ERR(set_to(OTHER, 0, 0, 1), EINVAL);
    CHECK_ERR(set_to(FIFO, 0, 0, 0), EINVAL);
    CHECK_ERR(set_to(RR, 0, 0, 100), EINVAL);
    CHECK_ERR(set_to(OTHER, 0x80, 0, 0), EINVAL);
    CHECK_ERR(set_to(OTHER, 1ul << 40, 0, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setattr, 0, &a, 1), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setattr, -1, &a, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setattr, 0x3fffffff, &a, 0), ESRCH);
    CHECK_ERR(syscall(SYS_sched_setattr, 0, NULL, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_setattr, 0, KERNEL_ADDRESS, 0), EFAULT);
    CHECK_ERR(syscall(SYS_sched_getattr, 0, &a, SIZE_FIRST - 1, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getattr, 0, &a, 4097, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getattr, 0, &a, SIZE_NOW, 1), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getattr, -1, &a, SIZE_NOW, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getattr, 0x3fffffff, &a, SIZE_NOW, 0), ESRCH);
    CHECK_ERR(syscall(SYS_sched_getattr, 0, NULL, SIZE_NOW, 0), EINVAL);
    CHECK_ERR(syscall(SYS_sched_getattr, 0, KERNEL_ADDRESS, SIZE_NOW, 0),
              EFAULT);
    check_is(OTHER, 0, 0, 0);
    ok("errors");
}

int main(void)
{
    check_classes();
    check_keep();
    check_fork();
    check_sizes();
    check_errors();
    return check_status();
}
