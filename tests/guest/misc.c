/* SPDX-License-Identifier: MIT
 *
 * Small calls: random bytes, limits, system information, and numbers that no
 * call has.
 */
#define _GNU_SOURCE
#include "check.h"
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <termios.h>

static void check_random(void)
{
    unsigned char a[64] = {0}, b[64] = {0};

    CHECK_EQ(getrandom(a, sizeof a, 0), sizeof a);
    CHECK_EQ(getrandom(b, sizeof b, GRND_NONBLOCK), sizeof b);
    CHECK(memcmp(a, b, sizeof a) != 0);
    memset(a, 0x55, sizeof a);
    CHECK_EQ(getrandom(a, 10, 0), 10);
    for (int i = 10; i < 64; i++)
        CHECK_EQ(a[i], 0x55);
    CHECK_EQ(getrandom(a, 0, 0), 0);
    CHECK_ERR(getrandom(a, 1, 0x100), EINVAL);
    CHECK_ERR(syscall(SYS_getrandom, KERNEL_ADDRESS, 8, 0), EFAULT);
    CHECK_ERR(syscall(SYS_getrandom, read_only_page(), 8, 0), EFAULT);
    ok("random");
}

static void check_limits(void)
{
    struct rlimit r = {0, 0}, higher;

    CHECK_EQ(getrlimit(RLIMIT_NOFILE, &r), 0);
    CHECK(r.rlim_cur >= 64 && r.rlim_cur <= r.rlim_max);
    CHECK_EQ(getrlimit(RLIMIT_STACK, &r), 0);
    CHECK(r.rlim_cur >= 65536);
    r.rlim_cur = 100;
    r.rlim_max = 200;
    CHECK_EQ(setrlimit(RLIMIT_NOFILE, &r), 0);
    CHECK_EQ(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, &higher), 0);
    CHECK(higher.rlim_cur == 100 && higher.rlim_max == 200);
    CHECK_EQ(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, NULL), 0);
    r.rlim_cur = 201;
    CHECK_ERR(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &r, NULL), EINVAL);
    CHECK_ERR(syscall(SYS_prlimit64, 0, 99, NULL, &r), EINVAL);
    CHECK_ERR(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, KERNEL_ADDRESS),
              EFAULT);
    CHECK_ERR(syscall(SYS_prlimit64, 0x3fffffff, RLIMIT_NOFILE, NULL, &r),
              ESRCH);
    ok("limits");
}

static void check_sysinfo(void)
{
    struct sysinfo s;

    memset(&s, 0xff, sizeof s);
    CHECK_EQ(sysinfo(&s), 0);
    CHECK(s.mem_unit >= 1);
    CHECK(s.totalram * s.mem_unit >= 32ul << 20);
    CHECK(s.freeram > 0 && s.freeram <= s.totalram);
    CHECK(s.procs >= 1);
    CHECK(s.uptime <= now_ns(CLOCK_BOOTTIME) / 1000000000 + 1ul);
    CHECK_ERR(syscall(SYS_sysinfo, KERNEL_ADDRESS), EFAULT);
    ok("sysinfo");
}

static void check_prctl(void)
{
    char name[17] = "";

    CHECK_EQ(prctl(PR_SET_NAME, "sixteen and more letters"), 0);
    CHECK_EQ(prctl(PR_GET_NAME, name), 0);
    CHECK(!strcmp(name, "sixteen and mor"));
    CHECK_ERR(prctl(0x7fff), EINVAL);
    ok("name");
}

/* Numbers without a call. */
static void check_unknown(void)
{
    CHECK_ERR(syscall(999), ENOSYS);
    CHECK_ERR(syscall(999, 1, 2, 3, 4, 5, 6), ENOSYS);
    CHECK_ERR(syscall(100000), ENOSYS);
    CHECK_ERR(syscall(0x7fffffff), ENOSYS);
    CHECK_ERR(syscall(-1), ENOSYS);
    CHECK_ERR(syscall(-4096), ENOSYS);
    CHECK_ERR(syscall(400), ENOSYS); /* a gap in the table */
    CHECK_ERR(syscall(180), ENOSYS); /* nfsservctl: gone */
    ok("unknown");
}

static void check_ioctl(void)
{
    struct termios t;
    int fds[2];

    CHECK_EQ(pipe(fds), 0);
    CHECK_ERR(ioctl(fds[0], TCGETS, &t), ENOTTY);
    CHECK_ERR(ioctl(fds[1], 0x12345678, &t), ENOTTY);
    CHECK_ERR(ioctl(999, TCGETS, &t), EBADF);
    ok("ioctl");
}

int main(void)
{
    check_random();
    check_limits();
    check_sysinfo();
    check_prctl();
    check_unknown();
    check_ioctl();
    return check_status();
}
