/* SPDX-License-Identifier: MIT
 *
 * Only for Convoy. The wall clock outlives a restart, by way of the RTC.
 *
 * Arguments:
 *   show          print the date
 *   set SECONDS   set the clock to SECONDS since 1970, print it, power off
 *   restart SECONDS
 *                 the first time as `set`, but restart the machine; after the
 *                 restart (the clock is within a minute of SECONDS) print it
 */
#define _GNU_SOURCE
#include "convoy.h"
#include <sys/reboot.h>

static void show(const char *when)
{
    time_t now = time(NULL);
    struct tm tm;
    char text[64];

    gmtime_r(&now, &tm);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
    dprintf(1, "%s %s\n", when, text);
}

static void end(int how)
{
    reboot(how);
    check_die("reboot came back");
}

static void set(long seconds)
{
    struct timespec t = {seconds, 0};

    CHECK_EQ(clock_settime(CLOCK_REALTIME, &t), 0);
    show("set");
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "show";
    long seconds = argument(argc, argv, 2, 2000000000);
    long off = (long)time(NULL) - seconds;

    refuse_shared_machine();
    CHECK_ERR(syscall(SYS_reboot, 1, 2, RB_AUTOBOOT, NULL), EINVAL);
    show("booted");
    if (!strcmp(what, "set")) {
        set(seconds);
        end(RB_POWER_OFF);
    }
    if (!strcmp(what, "restart")) {
        if (off >= 0 && off < 60) {
            dprintf(1, "survived\n");
            return check_status();
        }
        set(seconds);
        end(RB_AUTOBOOT);
    }
    return check_status();
}
