# SPDX-License-Identifier: MIT
"""Jiffies, the wall clock from the RTC, timers (docs/time.md)."""

from lib.check import check, contains, equal
from lib.lab import ended_well, figures

NS = 1_000_000_000
MS = 1_000_000

STORM_C = """
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
static volatile int calls;
static struct itimerval shortest = {{0, 1}, {0, 1}}, off;
static void handler(int signal)
{
    (void)signal;
    if (++calls == 5)
        setitimer(ITIMER_REAL, &off, NULL);
}
static void work(const char *what)
{
    for (volatile int i = 0; i < 50000; i++)
        ;
    puts(what);
}
int main(void)
{
    long posix[4] = {0, 1, 0, 1};
    int id;
    signal(SIGALRM, SIG_IGN);
    setitimer(ITIMER_REAL, &shortest, NULL);
    work("ignored");
    signal(SIGALRM, handler);
    while (calls < 5)
        ;
    work("handled");
    signal(SIGALRM, SIG_IGN);
    syscall(SYS_timer_create, 1, NULL, &id);
    syscall(SYS_timer_settime, id, 0, posix, NULL);
    work("ignored");
    return 0;
}
"""


def clocks(lab, **options):
    """The figures of convoy_clock with these options of the kernel."""
    result = lab.boot_guest("convoy_clock", options=options)
    return figures(ended_well(result).console)


def test_ticks(lab):
    """CLOCK_MONOTONIC_COARSE moves in ticks of 1/HZ s, and is behind
    CLOCK_MONOTONIC by less than one."""
    for hz in (100, 250, 1000):
        found = clocks(lab, hz=hz)
        equal(found["tick_ns"], NS // hz, f"tick at HZ {hz}")
        check(found["coarse_behind_ns"] <= NS // hz, "coarse clock", hz=hz,
              behind=found["coarse_behind_ns"])


def test_sleep_of_1_ms(lab):
    """With exact timers a sleep of 1 ms lasts 1 ms at any HZ; with timers on
    ticks it lasts until the second tick after: between one and two."""
    for hz in (100, 250, 1000):
        tick = NS // hz
        exact = clocks(lab, hz=hz, timers="exact")
        check(MS <= exact["sleep_1ms_least_ns"]
              and exact["sleep_1ms_most_ns"] < 1.1 * MS,
              f"exact timers at HZ {hz}", **exact)
        ticked = clocks(lab, hz=hz, timers="jiffies")
        check(MS <= ticked["sleep_1ms_least_ns"]
              and 0.9 * tick <= ticked["sleep_1ms_mean_ns"]
              and ticked["sleep_1ms_most_ns"] < 2.1 * max(tick, MS),
              f"timers on ticks at HZ {hz}", **ticked)


def test_wall_clock_from_rtc(lab):
    """The wall clock starts at what the RTC says, in any century."""
    for rtc in ("2026-01-01T00:00:00", "2000-02-29T23:59:50",
                "2031-12-31T12:00:00", "2099-12-31T00:30:00"):
        result = lab.boot_guest("convoy_rtc", args=["show"], rtc=rtc)
        contains(ended_well(result).console,
                 f"booted {rtc.replace('T', ' ')[:-1]}", "console")


def test_wall_clock_survives_restart(lab):
    """What the wall clock is set to is written back to the RTC and is there
    after a restart."""
    result = lab.boot_guest("convoy_rtc", args=["restart", "2000000000"],
                            allow_reboot=True, timeout=60)
    ended_well(result)
    contains(result.console, "booted 2026-01-01 00:00:0", "first boot")
    contains(result.console, "set 2033-05-18 03:33:20", "setting")
    contains(result.console, "booted 2033-05-18 03:33:2", "second boot")
    contains(result.console, "survived", "second boot")


def test_restart_ends_a_batch_run(lab):
    """Where the machine may not restart, reboot(2) ends the run as that."""
    result = lab.boot_guest("convoy_rtc", args=["restart", "2000000000"],
                            timeout=60)
    equal(result.kind, "restart", f"end ({result.error})")
    equal(result.exit_code, 0, "exit code")


def test_shortest_intervals(lab):
    """A timer whose interval is shorter than its own interrupt (of a machine of
    1 MHz) leaves the program time to work."""
    for mhz in (1, 1000):
        result = lab.boot(program=lab.compile("storm", STORM_C),
                          options={"mhz": mhz}, timeout=60)
        equal(ended_well(result).console.split(),
              ["ignored", "handled", "ignored"], f"console at {mhz} MHz")
