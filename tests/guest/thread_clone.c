/* SPDX-License-Identifier: MIT
 *
 * clone(2) without pthreads: where the ids are written, what wakes a joiner,
 * and which flags do not go together.
 */
#define _GNU_SOURCE
#include "check.h"
#include "futex.h"
#include <sched.h>
#include <signal.h>

#define THREAD_FLAGS                                                           \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |        \
     CLONE_SYSVSEM)

static int parent_tid, child_tid, own_tid, own_pid, cleared = -1;
static long passed;

/* A thread without a TLS of its own: it must not touch errno, and so makes
 * its calls bare. */
static long bare(long nr, long a, long b, long c)
{
    long ret;

    __asm__ volatile("syscall"
                     : "=a"(ret)
                     : "a"(nr), "D"(a), "S"(b), "d"(c)
                     : "rcx", "r11", "memory");
    return ret;
}

static int body(void *arg)
{
    passed = (long)arg;
    own_tid = (int)bare(SYS_gettid, 0, 0, 0);
    own_pid = (int)bare(SYS_getpid, 0, 0, 0);
    return 0;
}

/* Sleep until *WORD is 0; the kernel clears and wakes it on thread exit, by
 * the shared form of the futex call. */
static void wait_cleared(int *word)
{
    int value;

    while ((value = __atomic_load_n(word, __ATOMIC_SEQ_CST)) != 0)
        syscall(SYS_futex, word, FUTEX_WAIT, value, NULL);
}

static void check_tids(void)
{
    char *stack = pages(4);
    int tid;

    child_tid = -1;
    tid = clone(body, stack + 4 * PAGE,
                THREAD_FLAGS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID,
                (void *)0x5a5a, &parent_tid, NULL, &child_tid);
    CHECK(tid > 0);
    CHECK_EQ(parent_tid, tid);
    wait_cleared(&child_tid);
    CHECK_EQ(child_tid, 0);
    CHECK_EQ(own_tid, tid);
    CHECK_EQ(own_pid, getpid());
    CHECK_EQ(passed, 0x5a5a);
    ok("parent_settid, child_cleartid");
}

/* CHILD_SETTID is there before the child's first instruction. */
static int set_body(void *arg)
{
    own_tid = *(volatile int *)arg;
    bare(SYS_set_tid_address, (long)&cleared, 0, 0);
    return 0;
}

static void check_child_settid(void)
{
    char *stack = pages(4);
    int tid;

    child_tid = 0;
    tid = clone(set_body, stack + 4 * PAGE, THREAD_FLAGS | CLONE_CHILD_SETTID,
                &child_tid, NULL, NULL, &child_tid);
    CHECK(tid > 0);
    wait_cleared(&cleared); /* moved there by set_tid_address */
    CHECK_EQ(own_tid, tid);
    CHECK_EQ(child_tid, tid);
    CHECK_EQ(syscall(SYS_set_tid_address, NULL), syscall(SYS_gettid));
    ok("child_settid, set_tid_address");
}

/* An unmapped CLEARTID address does no harm when the thread ends. */
static void check_bad_cleartid(void)
{
    char *stack = pages(4);

    cleared = 1;
    CHECK(clone(body, stack + 4 * PAGE, THREAD_FLAGS | CLONE_CHILD_CLEARTID,
                NULL, NULL, NULL, KERNEL_ADDRESS) > 0);
    while (__atomic_load_n(&passed, __ATOMIC_SEQ_CST) != 0)
        sleep_ms(1);
    sleep_ms(5);
    ok("bad cleartid");
}

static void check_flags(void)
{
    CHECK_ERR(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), EINVAL);
    CHECK_ERR(syscall(SYS_clone, CLONE_THREAD | CLONE_VM, 0, 0, 0, 0), EINVAL);
    CHECK_ERR(syscall(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0), EINVAL);
    ok("flags");
}

int main(void)
{
    check_tids();
    check_child_settid();
    check_bad_cleartid();
    check_flags();
    return check_status();
}
