/* SPDX-License-Identifier: MIT
 *
 * Process groups and sessions: who may move whom, and whom kill(2) reaches.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/wait.h>

static int to_child[2], to_parent[2];

/* A child that does what `body` does, in step with the parent. */
static pid_t start(void (*body)(void))
{
    CHECK_EQ(pipe(to_child), 0);
    CHECK_EQ(pipe(to_parent), 0);
    pid_t child = fork();
    if (child == 0) {
        check_failures = 0;
        body();
        _exit(check_status());
    }
    CHECK(child > 0);
    return child;
}

static void finish(pid_t child)
{
    int status;

    write(to_child[1], "", 1);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    for (int i = 0; i < 2; i++) {
        close(to_child[i]);
        close(to_parent[i]);
    }
}

static void say(void)
{
    write(to_parent[1], "", 1);
}

static void hear(void)
{
    char byte;

    CHECK_EQ(read(to_parent[0], &byte, 1), 1);
}

static void wait_for_parent(void)
{
    char byte;

    CHECK_EQ(read(to_child[0], &byte, 1), 1);
}

static void refusals(void)
{
    CHECK_ERR(setpgid(0, -1), EINVAL);
    CHECK_ERR(setpgid(-1, 0), EINVAL);
    CHECK_ERR(setpgid(-1, 1), ESRCH);
    CHECK_ERR(setpgid(0x3fffffff, 0), ESRCH);
    CHECK_ERR(getpgid(-1), ESRCH);
    CHECK_ERR(getsid(-1), ESRCH);
    CHECK_ERR(getpgid(0x3fffffff), ESRCH);
    CHECK_ERR(getsid(0x3fffffff), ESRCH);
    CHECK_EQ(getpgid(getpid()), getpgrp());
    CHECK_EQ(getsid(getpid()), getsid(0));
    ok("refusals");
}

static void own_group(void)
{
    pid_t before = getpgrp();

    CHECK(before != getpid());
    CHECK_ERR(setpgid(0, 0x3fffffff), EPERM); /* there is none such */
    CHECK_EQ(setpgid(0, 0), 0);
    CHECK_EQ(getpgrp(), getpid());
    CHECK_EQ(getsid(0), getsid(getppid()));
    CHECK_ERR(setsid(), EPERM); /* it leads a group */
    CHECK_EQ(setpgid(0, before), 0);
    CHECK_EQ(getpgrp(), before);
    CHECK_ERR(setpgid(getppid(), 0), ESRCH); /* no child of ours */
    wait_for_parent();
}

static void groups(void)
{
    finish(start(own_group));
    pid_t child = start(wait_for_parent);
    CHECK_EQ(setpgid(child, child), 0);
    CHECK_EQ(getpgid(child), child);
    CHECK_EQ(setpgid(child, getpgrp()), 0);
    CHECK_EQ(getpgid(child), getpgrp());
    finish(child);
    CHECK_ERR(setpgid(child, 0), ESRCH);
    ok("groups");
}

static void own_session(void)
{
    CHECK_EQ(setsid(), getpid());
    CHECK_EQ(getsid(0), getpid());
    CHECK_EQ(getpgrp(), getpid());
    CHECK_ERR(setsid(), EPERM);
    CHECK_ERR(setpgid(0, 0), EPERM); /* it leads the session */
    CHECK_ERR(setpgid(0, getpgid(getppid())), EPERM);
    say();
    wait_for_parent();
}

static void sessions(void)
{
    pid_t child = start(own_session);

    hear();
    CHECK_EQ(getsid(child), child);
    CHECK_ERR(setpgid(child, getpgrp()), EPERM);
    finish(child);
    ok("sessions");
}

static char *self;

static void other_program(void)
{
    char *argv[] = {self, "child", NULL}, *envp[] = {NULL};

    dup2(to_child[0], 0);
    dup2(to_parent[1], 1);
    execve(self, argv, envp);
    _exit(2);
}

static void executed(void)
{
    pid_t child = start(other_program);

    hear();
    CHECK_ERR(setpgid(child, child), EACCES);
    finish(child);
    ok("after exec");
}

/* A signal to a group reaches all of it and nobody else. */
static void sleep_on(void)
{
    for (int i = 0; i < 100; i++)
        sleep_ms(100);
}

static void signals(void)
{
    pid_t a = start(sleep_on), b = start(sleep_on), c = start(sleep_on);
    int status;

    CHECK_EQ(setpgid(a, a), 0);
    CHECK_EQ(setpgid(b, a), 0);
    CHECK_EQ(setpgid(c, c), 0);
    CHECK_EQ(kill(-a, 0), 0);
    CHECK_EQ(kill(-a, SIGTERM), 0);
    CHECK_EQ(waitpid(-a, &status, 0) + waitpid(-a, &status, 0), a + b);
    CHECK_EQ(status, SIGTERM);
    CHECK_ERR(kill(-a, SIGTERM), ESRCH);
    CHECK_EQ(waitpid(c, &status, WNOHANG), 0);
    CHECK_EQ(kill(-c, SIGKILL), 0);
    CHECK_EQ(waitpid(c, &status, 0), c);
    CHECK_EQ(status, SIGKILL);
    ok("kill of a group");
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        char byte;
        return write(1, "", 1) == 1 && read(0, &byte, 1) == 1 ? 0 : 1;
    }
    self = access("/proc/self/exe", F_OK) == 0 ? "/proc/self/exe" : argv[0];
    refusals();
    groups();
    sessions();
    executed();
    signals();
    return check_status();
}
