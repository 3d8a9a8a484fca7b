# SPDX-License-Identifier: MIT
"""Nothing leaks, nothing breaks: hostile programs on the normal and on the
checked kernel, which looks at each address it uses (kernel/checked). After each
run the machine has what it had before."""

import re

from lib.check import check, equal
from lib.lab import KASAN_IMAGE, ended_well, figures

TIMEOUT = 600  # seconds; a hang detector
# Each size of heap object may keep one slab that is empty.
FRAMES_KEPT = 20


def nothing_lost(console, what):
    """The program's books: `lost frames N objects N`."""
    found = re.findall(r"lost frames (-?\d+) objects (-?\d+)", console)
    check(found, f"{what}: no books in\n{console}")
    for frames, objects in found:
        check(int(objects) <= 0, f"{what}: objects lost", objects=objects)
        check(int(frames) <= FRAMES_KEPT, f"{what}: frames lost",
              frames=frames)


def fuzz(lab, calls, number, image=None, **options):
    """Random system calls; the figures that the program printed."""
    result = ended_well(lab.boot_guest(
        "convoy_fuzz", args=[str(calls), str(number)], image=image,
        options={"cores": "sim:2", "trace": "off", **options},
        timeout=TIMEOUT))
    counts = figures(result.console)
    equal(counts["leaks"], 0, f"seed {number}: words of the kernel's\n"
          f"{result.console}\n")
    check(counts["made"] >= calls, "calls", made=counts["made"])
    nothing_lost(result.console, f"seed {number}")
    return counts


def test_syscall_fuzz(lab):
    """Random calls with hostile arguments from several threads and processes
    hurt nobody, show nothing of the kernel, and lose nothing; every call of
    the list is made. `make syscall-fuzz SEED=n` repeats one."""
    equal(fuzz(lab, 20000, 1)["missed"], 0, "calls that were not made")
    fuzz(lab, 8000, 2, cores="sim:4", seed=7, sched="fifo")


def test_syscall_fuzz_checked(lab):
    """The same on the kernel that checks each address: nothing of what was
    never written reaches a program."""
    fuzz(lab, 12000, 3, image=KASAN_IMAGE)
    fuzz(lab, 4000, 4, image=KASAN_IMAGE, cores="sim:3", quantum=200)


def test_leaks(lab):
    """Processes, threads, pipes, sockets, epolls, mappings, files, FIFOs,
    signals made and ended by the hundred, and trees of processes killed at
    random points, leave frames and heap as they were."""
    for image, arguments in ((None, ("300", "10", "1")),
                             (KASAN_IMAGE, ("60", "5", "2"))):
        result = ended_well(lab.boot_guest(
            "convoy_leaks", args=list(arguments), image=image,
            options={"cores": "sim:2", "trace": "off"}, timeout=TIMEOUT))
        nothing_lost(result.console, "leaks")


def test_nth_allocation(lab):
    """Whichever allocation fails of fork, exec and pipe, of threads,
    mappings, sockets and epoll, signals, names of files: an error or one
    process killed, and nothing lost."""
    result = ended_well(lab.boot_guest(
        "convoy_inject", image=KASAN_IMAGE, options={"trace": "off"},
        timeout=TIMEOUT))
    nothing_lost(result.console, "the n-th allocation")
    counts = [int(number) for number
              in re.findall(r"allocations=(\d+)", result.console)]
    check(len(counts) == 12 and min(counts) >= 4 and counts[0] >= 50,
          "allocations", counts=counts)


def bomb(lab, what):
    """One of the programs of convoy_bomb.c, on a small machine."""
    result = ended_well(lab.boot_guest(
        "convoy_bomb", args=[what], ram_mib=32, timeout=TIMEOUT,
        options={"cores": "sim:2", "trace": "off"}))
    check("FAIL" not in result.console, what, console=result.console)
    nothing_lost(result.console, what)


def test_bombs(lab):
    """A fork bomb, one within RLIMIT_NPROC, processes that take all memory,
    threads, threads that fork, descriptors, full pipes: errors; pid 1 goes
    on, ends them, and has what it had."""
    for what in ("forks", "limited", "memory", "threads", "crowds",
                 "descriptors", "pipes"):
        bomb(lab, what)


def test_deep_things(lab):
    """Stacks that grow for ever, directories beyond PATH_MAX, rings of links,
    as many arguments as a program may have."""
    for what in ("recursion", "directories", "links", "arguments"):
        bomb(lab, what)


def test_full_of_files(lab):
    """Files cannot take the memory that removing them needs."""
    bomb(lab, "files")
