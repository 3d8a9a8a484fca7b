# SPDX-License-Identifier: MIT
"""strace=1: the programs' calls on the console, in strace's form."""

import re

from lib.check import check, contains, equal
from lib.lab import ended_well

# Calls whose every argument is known, the first letters of a line on the
# console as they have to be.
CALLS_C = r"""
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <signal.h>

int main(void)
{
    syscall(SYS_openat, AT_FDCWD, "/no\tsuch \"file\"", O_RDONLY);
    syscall(SYS_openat, AT_FDCWD, "/tmp/new",
            O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    syscall(SYS_write, 1, "shown\n", 6);
    syscall(SYS_write, 1, "0123456789012345678901234567890123456789\n", 41);
    syscall(SYS_access, 0xffff800000000000, 4);
    syscall(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    syscall(SYS_mprotect, 0, 4096, PROT_NONE);
    syscall(SYS_kill, 0x3fffffff, SIGTERM);
    syscall(SYS_lseek, 77, -5L, SEEK_SET);
    syscall(333, 1, 2, 3);
    syscall(SYS_getpid);
    return 3;
}
"""

LINES = (
    r'openat(AT_FDCWD, "/no\tsuch \"file\"", O_RDONLY) = -1 ENOENT',
    'openat(AT_FDCWD, "/tmp/new", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0640)'
    ' = 3',
    r'write(1, "shown\n", 6) = 6',
    'write(1, "01234567890123456789012345678901"..., 41) = 41',
    'access(0xffff800000000000, 0x4) = -1 EFAULT',
    'mprotect(NULL, 4096, PROT_NONE) = -1 ENOMEM',
    'kill(1073741823, SIGTERM) = -1 ESRCH',
    'lseek(77, -5, 0) = -1 EBADF',
    'syscall_333(0x1, 0x2, 0x3) = -1 ENOSYS',
    'getpid() = 1',
    'exit_group(3) = ?',
)

# The main thread waits in a futex while the other one sleeps.
THREAD_C = r"""
#include <pthread.h>
#include <unistd.h>

static void *body(void *arg)
{
    usleep(2000);
    return arg;
}

int main(void)
{
    pthread_t thread;

    pthread_create(&thread, 0, body, 0);
    pthread_join(thread, 0);
    return 0;
}
"""

LINE = re.compile(r"\[pid +\d+\] (\w+\(.*\) = (\?|-1 E\w+|-?\d+|0x[0-9a-f]+)"
                  r"|\w+\(.* <unfinished \.\.\.>"
                  r"|<\.\.\. \w+ resumed>\) = (-1 E\w+|-?\d+))")


def lines_of(console):
    """The lines that strace=1 has printed, without their [pid]."""
    return [line.partition("] ")[2] for line in console.splitlines()
            if line.startswith("[pid ")]


def test_calls(lab):
    """Each call is one line with its arguments and its result."""
    result = lab.boot(program=lab.compile("calls", CALLS_C),
                      options={"strace": "1"})
    ended_well(result, status=3)
    lines = lines_of(result.console)
    found = [line for line in lines if line in LINES]
    equal(found, list(LINES), f"lines of\n{result.console}\n")
    check(any(re.fullmatch(r"mmap\(NULL, 4096, PROT_READ\|PROT_WRITE, "
                           r"MAP_PRIVATE\|MAP_ANONYMOUS, -1, 0\) = "
                           r"0x7f[0-9a-f]+", line) for line in lines),
          f"no mmap as expected in\n{result.console}")
    contains(result.console, "\nshown\n[pid     1] write(1, ", "its output")


def test_unfinished(lab):
    """A call that another LWP interrupts is broken off and resumed."""
    for cores in (1, 2):
        result = lab.boot(program=lab.compile("thread", THREAD_C),
                          options={"strace": "1", "cores": f"sim:{cores}"})
        ended_well(result)
        for line in result.console.splitlines():
            check(LINE.fullmatch(line), f"malformed: {line}")
        lines = lines_of(result.console)
        begun = [line for line in lines if line.endswith("<unfinished ...>")]
        check(any(line.startswith("futex(") for line in begun),
              f"no unfinished futex in\n{result.console}")
        check("<... futex resumed>) = 0" in lines,
              f"no resumed futex in\n{result.console}")
        for name in {line.partition("(")[0] for line in begun}:
            equal(sum(line.startswith(f"<... {name} resumed>")
                      for line in lines),
                  sum(line.startswith(f"{name}(") for line in begun),
                  f"{name}: ends of what was broken off")


def test_off(lab):
    """Without the option nothing is printed."""
    program = lab.compile("calls", CALLS_C)
    result = lab.boot(program=program, options={"strace": "0"})
    ended_well(result, status=3)
    equal(lines_of(result.console), [], "lines")
