/* SPDX-License-Identifier: MIT
 *
 * vfork(2) and its clone: the child runs in the parent's memory, and the parent
 * waits until it ends or runs another program.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

static char *self;
static volatile int order, seen;

static int status_of(pid_t child)
{
    int status = -1;

    CHECK_EQ(waitpid(child, &status, 0), child);
    return status;
}

static void shares_memory(void)
{
    volatile pid_t parent = getpid();
    pid_t child = vfork();

    if (child == 0) {
        sleep_ms(20);
        order = 1;
        seen = getppid() == parent && getpid() != parent;
        _exit(4);
    }
    CHECK_EQ(order, 1); /* the child came first, and wrote here */
    CHECK_EQ(seen, 1);
    CHECK_EQ(status_of(child), 4 << 8);
    ok("the child first, in the same memory");
}

static void runs(void)
{
    char *argv[] = {self, "child", NULL}, *envp[] = {NULL};
    pid_t child = vfork();

    if (child == 0) {
        order = 2;
        execve(self, argv, envp);
        _exit(127);
    }
    CHECK_EQ(order, 2);
    CHECK_EQ(status_of(child), 33 << 8);
    child = vfork();
    if (child == 0) {
        execve("/no/such/program", argv, envp);
        seen = errno;
        _exit(127);
    }
    CHECK_EQ(seen, ENOENT);
    CHECK_EQ(status_of(child), 127 << 8);
    ok("exec in the child");
}

static void dies(void)
{
    pid_t child = vfork();

    if (child == 0) {
        kill(getpid(), SIGKILL);
        _exit(1);
    }
    CHECK_EQ(status_of(child), SIGKILL);
    ok("the child is killed");
}

/* Descriptors are not shared. */
static void descriptors(void)
{
    int fd = dup(1);
    pid_t child = vfork();

    if (child == 0) {
        close(fd);
        _exit(0);
    }
    CHECK_EQ(status_of(child), 0);
    CHECK_EQ(fcntl(fd, F_GETFD), 0);
    close(fd);
    ok("descriptors are copied");
}

static int on_own_stack(void *arg)
{
    order = *(int *)arg;
    _exit(order + 1);
}

static void by_clone(void)
{
    char *stack = pages(4);
    int number = 40;
    pid_t child = clone(on_own_stack, stack + 4 * PAGE,
                        CLONE_VM | CLONE_VFORK | SIGCHLD, &number);

    CHECK_EQ(order, 40);
    CHECK_EQ(status_of(child), 41 << 8);
    ok("clone with a stack");
}

static void by_spawn(void)
{
    char *argv[] = {self, "child", NULL}, *envp[] = {NULL};
    pid_t child;

    for (int i = 0; i < 20; i++) {
        CHECK_EQ(posix_spawn(&child, self, NULL, NULL, argv, envp), 0);
        CHECK_EQ(status_of(child), 33 << 8);
    }
    CHECK_EQ(posix_spawn(&child, "/no/such", NULL, NULL, argv, envp), ENOENT);
    CHECK_ERR(wait(NULL), ECHILD);
    ok("posix_spawn");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return 33;
    self = access("/proc/self/exe", F_OK) == 0 ? "/proc/self/exe" : argv[0];
    shares_memory();
    runs();
    dies();
    descriptors();
    by_clone();
    by_spawn();
    return check_status();
}
