/* SPDX-License-Identifier: MIT
 *
 * Who am I: process, thread, user, group, session.
 */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/utsname.h>

static void *in_thread(void *arg)
{
    CHECK_EQ(syscall(SYS_getpid), *(int *)arg);
    CHECK(syscall(SYS_gettid) != *(int *)arg);
    CHECK_EQ(getppid(), ((int *)arg)[1]);
    return NULL;
}

static void check_process(void)
{
    int ids[2] = {getpid(), getppid()};
    pthread_t thread;

    CHECK(ids[0] >= 1);
    CHECK(ids[1] >= 0 && ids[1] != ids[0]);
    CHECK_EQ(syscall(SYS_gettid), ids[0]);
    CHECK_EQ(pthread_create(&thread, NULL, in_thread, ids), 0);
    pthread_join(thread, NULL);
    ok("process");
}

/* Nobody has changed identity since the program was started. */
static void check_user(void)
{
    CHECK_EQ(getuid(), getauxval(AT_UID));
    CHECK_EQ(geteuid(), getauxval(AT_EUID));
    CHECK_EQ(getgid(), getauxval(AT_GID));
    CHECK_EQ(getegid(), getauxval(AT_EGID));
    CHECK_EQ(getuid(), geteuid());
    CHECK_EQ(getgid(), getegid());
    ok("user");
}

static void check_groups(void)
{
    CHECK(getpgrp() >= 0);
    CHECK_EQ(getpgid(0), getpgrp());
    CHECK(getsid(0) >= 0);
    CHECK_ERR(getpgid(0x3fffffff), ESRCH);
    CHECK_ERR(getsid(0x3fffffff), ESRCH);
    ok("groups");
}

static void check_uname(void)
{
    struct utsname u;

    memset(&u, 0xff, sizeof u);
    CHECK_EQ(uname(&u), 0);
    CHECK(!strcmp(u.sysname, "Linux"));
    CHECK(!strcmp(u.machine, "x86_64"));
    CHECK(memchr(u.release, 0, sizeof u.release) && u.release[0]);
    CHECK(memchr(u.version, 0, sizeof u.version) && u.version[0]);
    CHECK(memchr(u.nodename, 0, sizeof u.nodename));
    CHECK_ERR(syscall(SYS_uname, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_uname, NULL), EFAULT);
    ok("uname");
}

static void check_umask(void)
{
    mode_t old = umask(027);

    CHECK_EQ(umask(0777777), 027);
    CHECK_EQ(umask(old), 0777);
    ok("umask");
}

int main(void)
{
    check_process();
    check_user();
    check_groups();
    check_uname();
    check_umask();
    return check_status();
}
