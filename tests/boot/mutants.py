# SPDX-License-Identifier: MIT
"""Damaged programs (tests/guest/convoy_mutants.c): each is refused with a legal
error or runs and ends; nothing is lost. 2,000 of them, made from static,
static-PIE and dynamic programs and from a dynamic linker; a part of them on the
checked kernel. More, or others:

    python3 -B tests/boot/mutants.py COUNT FIRST
"""

import sys
import tempfile
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib.check import check, equal
from lib.lab import Lab, KASAN_IMAGE, command, ended_well, figures

COUNT = 2000
CHECKED_COUNT = 400
TIMEOUT = 1200  # seconds; a hang detector
HELLO_C = r"""
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    char *text = malloc(10000);
    snprintf(text, 10000, "hello %d %s", argc, argv[0]);
    return puts(text) < 0;
}
"""
LINKER = "/lib64/ld-linux-x86-64.so.2"
LIBC = "/lib/x86_64-linux-gnu/libc.so.6"
# In this order: what is called linker is run by the one before it.
PROGRAMS = {
    "/t/static": ("musl-gcc", "-static"),
    "/t/pie": ("gcc", "-static-pie", "-s"),
    "/t/dynamic": ("gcc", "-pie", "-Wl,--dynamic-linker=/t/linker"),
}


def run(lab, count, first, image=None):
    """The figures of `count` mutants from number `first` on."""
    files = {path: lab.compile(Path(path).name, HELLO_C, *flags)
             for path, flags in PROGRAMS.items()}
    for path, source in (("/t/linker", LINKER), (LIBC, LIBC)):
        files[path] = Path(source).resolve()
    result = lab.boot_guest(
        "convoy_mutants", image=image, files=files, timeout=TIMEOUT,
        args=[str(count), str(first), *PROGRAMS, "/t/linker"],
        options={"cores": "sim:2", "trace": "off"}, extract_trace=False)
    ended_well(result)
    found = figures(result.console)
    equal(found["mutants"], count, "mutants")
    print(result.console, end="")
    return found


def test_mutants(lab):
    """2,000 damaged programs: no panic, no hang, no leak, only legal errors;
    and the damage is such that many are refused, many run, and many die."""
    found = run(lab, COUNT, 1)
    for kind in ("refused", "ended", "killed"):
        check(found[kind] > COUNT // 20, f"too few are {kind}", found=found)


def test_mutants_checked(lab):
    """Others on the kernel that checks its own accesses to memory: not one
    object of its heap remains."""
    found = run(lab, CHECKED_COUNT, COUNT + 1, KASAN_IMAGE)
    equal(found["objects"], 0, "objects that remain")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        run(Lab(Path(folder)), *map(int, sys.argv[1:3]))
