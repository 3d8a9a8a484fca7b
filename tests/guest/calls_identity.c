/* SPDX-License-Identifier: MIT
 *
 * User and group ids: who may become whom, and what root alone may do. The bare
 * calls, so that no library spreads a change to other threads. All but the first
 * topic needs root to begin with and is passed over without.
 */
#define _GNU_SOURCE
#include "check.h"
#include <grp.h>
#include <sys/resource.h>

#define NOBODY 65534u

static void expect_users(unsigned real, unsigned effective, unsigned saved)
{
    unsigned r = 1, e = 1, s = 1;

    CHECK_EQ(syscall(SYS_getresuid, &r, &e, &s), 0);
    CHECK_EQ(r, real);
    CHECK_EQ(e, effective);
    CHECK_EQ(s, saved);
    CHECK_EQ(syscall(SYS_getuid), real);
    CHECK_EQ(syscall(SYS_geteuid), effective);
}

static void expect_groups(unsigned real, unsigned effective, unsigned saved)
{
    unsigned r = 1, e = 1, s = 1;

    CHECK_EQ(syscall(SYS_getresgid, &r, &e, &s), 0);
    CHECK_EQ(r, real);
    CHECK_EQ(e, effective);
    CHECK_EQ(s, saved);
    CHECK_EQ(syscall(SYS_getgid), real);
    CHECK_EQ(syscall(SYS_getegid), effective);
}

static void check_bad(void)
{
    unsigned id;

    CHECK_ERR(syscall(SYS_setuid, -1), EINVAL);
    CHECK_ERR(syscall(SYS_setgid, -1), EINVAL);
    CHECK_ERR(syscall(SYS_getresuid, &id, &id, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_getresgid, NULL, &id, &id), EFAULT);
    CHECK_ERR(syscall(SYS_getgroups, -1, NULL), EINVAL);
    CHECK_EQ(syscall(SYS_setresuid, -1, -1, -1), 0);
    CHECK_EQ(syscall(SYS_setreuid, -1, -1), 0);
    ok("bad ids");
}

static void check_supplementary(void)
{
    unsigned some[] = {30, 10, 20, 10}, back[8] = {0};

    CHECK_EQ(syscall(SYS_setgroups, 4, some), 0);
    CHECK_EQ(syscall(SYS_getgroups, 0, NULL), 4);
    CHECK_ERR(syscall(SYS_getgroups, 3, back), EINVAL);
    CHECK_ERR(syscall(SYS_getgroups, 8, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(syscall(SYS_getgroups, 8, back), 4);
    CHECK(back[0] == 10 && back[1] == 10 && back[2] == 20 && back[3] == 30);
    CHECK_EQ(back[4], 0);
    CHECK_ERR(syscall(SYS_setgroups, 65537, some), EINVAL);
    CHECK_ERR(syscall(SYS_setgroups, -1, some), EINVAL);
    CHECK_ERR(syscall(SYS_setgroups, 2, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(syscall(SYS_getgroups, 0, NULL), 4);
    some[1] = -1;
    CHECK_ERR(syscall(SYS_setgroups, 4, some), EINVAL);
    CHECK_EQ(syscall(SYS_setgroups, 0, NULL), 0);
    CHECK_EQ(syscall(SYS_getgroups, 0, NULL), 0);
    ok("supplementary groups");
}

/* Effective user 1000, but able to return: what is refused meanwhile. */
static void check_refused(void)
{
    struct rlimit limit = {0, 100}, more = {0, 101};
    unsigned group = 5;
    int priority = 10;

    CHECK_EQ(setrlimit(RLIMIT_CORE, &limit), 0);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, 0),
             0); /* nice(1) may have changed it */
    CHECK_EQ(syscall(SYS_setresuid, -1, 1000, -1), 0);
    expect_users(0, 1000, 0);
    CHECK_ERR(syscall(SYS_setuid, 1001), EPERM);
    CHECK_ERR(syscall(SYS_setgid, 7), EPERM);
    CHECK_ERR(syscall(SYS_setreuid, 1001, -1), EPERM);
    CHECK_ERR(syscall(SYS_setreuid, -1, 1001), EPERM);
    CHECK_ERR(syscall(SYS_setresuid, -1, -1, 1001), EPERM);
    CHECK_ERR(syscall(SYS_setresgid, -1, 8, -1), EPERM);
    CHECK_ERR(syscall(SYS_setgroups, 1, &group), EPERM);
    CHECK_ERR(syscall(SYS_setgroups, 65537, &group), EPERM);
    CHECK_ERR(syscall(SYS_sethostname, "x", 1), EPERM);
    CHECK_ERR(syscall(SYS_setdomainname, "x", 100), EPERM);
    CHECK_ERR(setrlimit(RLIMIT_CORE, &more), EPERM);
    CHECK_EQ(setrlimit(RLIMIT_CORE, &limit), 0);
    CHECK_ERR(syscall(SYS_sched_setscheduler, 0, 1, &priority), EPERM);
    CHECK_ERR(setpriority(PRIO_PROCESS, 0, -1), EACCES);
    CHECK_EQ(setpriority(PRIO_PROCESS, 0, 0), 0);
    expect_users(0, 1000, 0);
    CHECK_EQ(syscall(SYS_setuid, 0), 0); /* the real one: only effective */
    expect_users(0, 0, 0);
    ok("refused without root");
}

static void check_two(void)
{
    CHECK_EQ(syscall(SYS_setreuid, -1, 1000), 0);
    expect_users(0, 1000, 1000); /* not the real one: saved, too */
    CHECK_EQ(syscall(SYS_setreuid, 1000, 0), 0);
    expect_users(1000, 0, 0);
    CHECK_EQ(syscall(SYS_setreuid, 0, -1), 0);
    expect_users(0, 0, 0);
    CHECK_EQ(syscall(SYS_setregid, 3, 4), 0);
    expect_groups(3, 4, 4);
    CHECK_EQ(syscall(SYS_setresgid, 5, 6, 7), 0);
    expect_groups(5, 6, 7);
    CHECK_EQ(syscall(SYS_setgid, 0), 0);
    expect_groups(0, 0, 0);
    ok("pairs");
}

static void check_file_ids(void)
{
    CHECK_EQ(syscall(SYS_setfsuid, -1), 0);
    CHECK_EQ(syscall(SYS_setfsuid, 500), 0);
    CHECK_EQ(syscall(SYS_setfsuid, -1), 500);
    CHECK_EQ(syscall(SYS_setresuid, -1, 0, -1), 0);
    CHECK_EQ(syscall(SYS_setresuid, -1, 1000, -1), 0);
    CHECK_EQ(syscall(SYS_setfsuid, 77), 1000); /* refused, silently */
    CHECK_EQ(syscall(SYS_setfsuid, 0), 1000);
    CHECK_EQ(syscall(SYS_setfsuid, -1), 0);
    CHECK_EQ(syscall(SYS_setresuid, -1, 0, -1), 0);
    CHECK_EQ(syscall(SYS_setfsgid, 9), 0);
    CHECK_EQ(syscall(SYS_setfsgid, 0), 9);
    ok("ids for files");
}

/* After this there is no way back. */
static void check_for_good(void)
{
    CHECK_EQ(syscall(SYS_setgid, NOBODY), 0);
    CHECK_EQ(syscall(SYS_setuid, NOBODY), 0);
    expect_users(NOBODY, NOBODY, NOBODY);
    expect_groups(NOBODY, NOBODY, NOBODY);
    CHECK_ERR(syscall(SYS_setuid, 0), EPERM);
    CHECK_ERR(syscall(SYS_setreuid, -1, 0), EPERM);
    CHECK_ERR(syscall(SYS_setresuid, -1, 0, -1), EPERM);
    CHECK_ERR(syscall(SYS_setgid, 0), EPERM);
    CHECK_EQ(syscall(SYS_setuid, NOBODY), 0);
    ok("given up for good");
}

int main(void)
{
    check_bad();
    if (geteuid() != 0)
        return check_status();
    CHECK_EQ(syscall(SYS_setresuid, 0, 0, 0), 0);
    CHECK_EQ(syscall(SYS_setresgid, 0, 0, 0), 0);
    check_supplementary();
    check_refused();
    check_two();
    check_file_ids();
    check_for_good();
    return check_status();
}
