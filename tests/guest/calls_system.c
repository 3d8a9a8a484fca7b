/* SPDX-License-Identifier: MIT
 *
 * Calls about the system and the caller: names, prctl, personality, capget,
 * robust lists, random bytes, usage, and what is not there.
 */
#define _GNU_SOURCE
#include "check.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>

#define ABSENT 0x3fffffff /* no process has this id */

static void check_names(void)
{
    struct utsname before, after;

    CHECK_EQ(uname(&before), 0);
    CHECK_ERR(syscall(SYS_sethostname, "x", -1), EINVAL);
    CHECK_ERR(syscall(SYS_sethostname, "x", 65), EINVAL);
    CHECK_ERR(syscall(SYS_sethostname, KERNEL_ADDRESS, 5), EFAULT);
    CHECK_ERR(syscall(SYS_setdomainname, "x", 65), EINVAL);
    CHECK_EQ(uname(&after), 0);
    CHECK(!strcmp(before.nodename, after.nodename));
    CHECK_EQ(syscall(SYS_sethostname, before.nodename, strlen(before.nodename)),
             0);
    CHECK_EQ(uname(&after), 0);
    CHECK(!strcmp(before.nodename, after.nodename));
    ok("names");
}

static void check_prctl_name(void)
{
    char name[17];

    memset(name, 'x', sizeof name);
    CHECK_EQ(prctl(PR_SET_NAME, "short"), 0);
    CHECK_EQ(prctl(PR_GET_NAME, name), 0);
    CHECK(!strcmp(name, "short") && name[15] == 0 && name[16] == 'x');
    CHECK_ERR(prctl(PR_SET_NAME, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(prctl(PR_GET_NAME, KERNEL_ADDRESS), EFAULT);
    ok("prctl: name");
}

static void check_prctl_state(void)
{
    int signal = -1;

    CHECK_EQ(prctl(PR_GET_PDEATHSIG, &signal), 0);
    CHECK_EQ(signal, 0);
    CHECK_EQ(prctl(PR_SET_PDEATHSIG, SIGUSR1), 0);
    CHECK_EQ(prctl(PR_GET_PDEATHSIG, &signal), 0);
    CHECK_EQ(signal, SIGUSR1);
    CHECK_ERR(prctl(PR_SET_PDEATHSIG, 65), EINVAL);
    CHECK_ERR(prctl(PR_SET_PDEATHSIG, -1), EINVAL);
    CHECK_ERR(prctl(PR_GET_PDEATHSIG, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(prctl(PR_SET_PDEATHSIG, 0), 0);
    CHECK_EQ(prctl(PR_GET_DUMPABLE), 1);
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 0), 0);
    CHECK_EQ(prctl(PR_GET_DUMPABLE), 0);
    CHECK_ERR(prctl(PR_SET_DUMPABLE, 2), EINVAL);
    CHECK_EQ(prctl(PR_SET_DUMPABLE, 1), 0);
    CHECK_EQ(prctl(PR_GET_DUMPABLE), 1);
    CHECK_EQ(prctl(PR_GET_KEEPCAPS), 0);
    CHECK_EQ(prctl(PR_SET_KEEPCAPS, 1), 0);
    CHECK_EQ(prctl(PR_GET_KEEPCAPS), 1);
    CHECK_ERR(prctl(PR_SET_KEEPCAPS, 2), EINVAL);
    ok("prctl: state");
}

static void check_prctl_rest(void)
{
    CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 0);
    CHECK_ERR(prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0), EINVAL);
    CHECK_ERR(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0), EINVAL);
    CHECK_ERR(prctl(PR_SET_NO_NEW_PRIVS, 1, 1, 0, 0), EINVAL);
    CHECK_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    CHECK_EQ(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
    CHECK_EQ(prctl(PR_GET_TIMERSLACK), 50000);
    CHECK_EQ(prctl(PR_SET_TIMERSLACK, 1000), 0);
    CHECK_EQ(prctl(PR_GET_TIMERSLACK), 1000);
    CHECK_EQ(prctl(PR_SET_TIMERSLACK, 0), 0);
    CHECK_EQ(prctl(PR_GET_TIMERSLACK), 50000);
    CHECK(prctl(PR_CAPBSET_READ, 0) >= 0);
    CHECK_ERR(prctl(PR_CAPBSET_READ, 1000), EINVAL);
    CHECK_ERR(prctl(0), EINVAL);
    CHECK_ERR(prctl(0x12345), EINVAL);
    ok("prctl: the rest");
}

static void check_personality(void)
{
    CHECK_EQ(syscall(SYS_personality, 0xffffffff), 0);
    CHECK_EQ(syscall(SYS_personality, 0x0040000), 0);
    CHECK_EQ(syscall(SYS_personality, 0xffffffff), 0x0040000);
    CHECK_EQ(syscall(SYS_personality, 0), 0x0040000);
    CHECK_EQ(syscall(SYS_personality, 0xffffffff), 0);
    ok("personality");
}

static void check_capget(void)
{
    struct {
        unsigned version;
        int pid;
    } header = {0x20080522, 0};
    unsigned data[6];

    memset(data, 0x5a, sizeof data);
    CHECK_EQ(syscall(SYS_capget, &header, data), 0);
    CHECK(data[1] == data[0] || geteuid() != 0);
    CHECK(!(data[0] & ~data[1])); /* effective: of the permitted */
    CHECK(data[4] != 0x5a5a5a5a);
    header.pid = getpid();
    CHECK_EQ(syscall(SYS_capget, &header, data), 0);
    header.version = 0x19980330;
    memset(data, 0x5a, sizeof data);
    CHECK_EQ(syscall(SYS_capget, &header, data), 0);
    CHECK(data[3] == 0x5a5a5a5a); /* the first version has one half */
    header.version = 1;
    CHECK_ERR(syscall(SYS_capget, &header, data), EINVAL);
    CHECK_EQ(header.version, 0x20080522);
    header.version = 1;
    CHECK_EQ(syscall(SYS_capget, &header, NULL), 0);
    CHECK_EQ(header.version, 0x20080522);
    CHECK_EQ(syscall(SYS_capget, &header, NULL), 0);
    header.pid = ABSENT;
    CHECK_ERR(syscall(SYS_capget, &header, data), ESRCH);
    header.pid = -1;
    CHECK_ERR(syscall(SYS_capget, &header, data), EINVAL);
    header.pid = 0;
    CHECK_ERR(syscall(SYS_capget, &header, KERNEL_ADDRESS), EFAULT);
    CHECK_ERR(syscall(SYS_capget, NULL, data), EFAULT);
    ok("capget");
}

static void check_robust(void)
{
    long head[3] = {(long)head, 0, 0}, size = 0;
    void *got = NULL;

    CHECK_ERR(syscall(SYS_set_robust_list, head, 23), EINVAL);
    CHECK_EQ(syscall(SYS_set_robust_list, head, 24), 0);
    CHECK_EQ(syscall(SYS_get_robust_list, 0, &got, &size), 0);
    CHECK(got == head && size == 24);
    CHECK_ERR(syscall(SYS_get_robust_list, ABSENT, &got, &size), ESRCH);
    CHECK_ERR(syscall(SYS_get_robust_list, 0, KERNEL_ADDRESS, &size), EFAULT);
    CHECK_ERR(syscall(SYS_get_robust_list, 0, &got, KERNEL_ADDRESS), EFAULT);
    CHECK_EQ(syscall(SYS_set_robust_list, NULL, 24), 0);
    ok("robust list");
}

static void check_random(void)
{
    char byte;

    CHECK_EQ(syscall(SYS_getrandom, &byte, 1, 1), 1);       /* NONBLOCK */
    CHECK_EQ(syscall(SYS_getrandom, &byte, 1, 2), 1);       /* RANDOM */
    CHECK_EQ(syscall(SYS_getrandom, &byte, 1, 4), 1);       /* INSECURE */
    CHECK_ERR(syscall(SYS_getrandom, &byte, 1, 6), EINVAL); /* both */
    CHECK_ERR(syscall(SYS_getrandom, &byte, 1, 8), EINVAL);
    CHECK_ERR(syscall(SYS_getrandom, KERNEL_ADDRESS, 0, 0), EFAULT);
    ok("random");
}

static void check_usage(void)
{
    struct rusage self, thread, children;
    struct tms tms;
    int64_t end = now_ns(CLOCK_PROCESS_CPUTIME_ID) + 50000000;

    CHECK_EQ(getrusage(RUSAGE_SELF, &self), 0);
    long before = self.ru_nvcsw;
    for (int i = 0; i < 3; i++)
        sleep_ms(1);
    while (now_ns(CLOCK_PROCESS_CPUTIME_ID) < end)
        ;
    CHECK_EQ(getrusage(RUSAGE_SELF, &self), 0);
    CHECK_EQ(getrusage(RUSAGE_THREAD, &thread), 0);
    CHECK(self.ru_nvcsw >= before + 3);
    CHECK(thread.ru_nvcsw >= 3);
    CHECK(self.ru_utime.tv_sec || self.ru_utime.tv_usec ||
          self.ru_stime.tv_usec);
    CHECK(self.ru_utime.tv_usec >= 0 && self.ru_utime.tv_usec < 1000000);
    memset(&children, 0xff, sizeof children);
    CHECK_EQ(getrusage(RUSAGE_CHILDREN, &children), 0);
    CHECK_EQ(children.ru_utime.tv_sec, 0);
    CHECK_EQ(children.ru_stime.tv_sec, 0);
    CHECK_ERR(getrusage(2, &self), EINVAL);
    CHECK_ERR(getrusage(-2, &self), EINVAL);
    CHECK_ERR(syscall(SYS_getrusage, RUSAGE_SELF, KERNEL_ADDRESS), EFAULT);
    CHECK(times(&tms) > 0);
    CHECK(tms.tms_utime + tms.tms_stime >= 4);
    CHECK_EQ(tms.tms_cutime, 0);
    CHECK(syscall(SYS_times, NULL) > 0);
    CHECK_ERR(syscall(SYS_times, KERNEL_ADDRESS), EFAULT);
    ok("usage");
}

static void check_sysinfo(void)
{
    struct sysinfo s;

    CHECK_EQ(sysinfo(&s), 0);
    CHECK(s.procs >= 1 && s.freeram <= s.totalram);
    CHECK(s.freeswap <= s.totalswap);
    CHECK_EQ(s.totalhigh, 0);
    ok("sysinfo");
}

int main(void)
{
    check_prctl_name();
    check_prctl_state();
    check_prctl_rest();
    check_personality();
    check_capget();
    check_robust();
    check_random();
    check_usage();
    check_sysinfo();
    if (geteuid() == 0)
        check_names();
    return check_status();
}
