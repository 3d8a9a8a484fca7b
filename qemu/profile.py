#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Say where the instructions of one row of `make bench` go, by function.

    profile.py [--image ELF] [--rows N] [--sched POLICY] ROW PROGRAM...

The first PROGRAM (of build/guest: convoy_costs, convoy_bench) that has a row
ROW runs it alone, on one core and without a trace. QEMU logs the address of
every instruction; those between the program's profile_begin and profile_end
are counted, each for the function it lies in, the kernel's and the program's.
`*` marks the program's own. The sum is more than `make bench` says by what is
charged to nobody (docs/cores.md): RDTSC's trap and the slices of cores.
"""

import argparse
import bisect
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import cpio
from machine import (CODE_FAILURE, PROJECT, MachineError, MachineSpec,
                     die_with_parent, qemu_command, stage)

LINE = re.compile(rb"^Trace \d+: \S+ \[[^/]*/([0-9a-f]+)/", re.MULTILINE)
CHUNK = 1 << 22
KERNEL_HALF = 1 << 63


class Symbols:
    """The functions of an ELF file, by address."""

    def __init__(self, path):
        told = subprocess.run(["nm", "-n", path], check=True,
                              capture_output=True, text=True).stdout
        found = [line.split() for line in told.splitlines()]
        self.named = [(int(words[0], 16), words[2]) for words in found
                      if len(words) == 3 and words[1] in "tTwW"]
        self.addresses = [address for address, _ in self.named]

    def function(self, address):
        """The name of the function ADDRESS lies in."""
        at = bisect.bisect_right(self.addresses, address) - 1
        return self.named[at][1] if at >= 0 else hex(address)

    def address(self, name):
        """Where the function NAME begins. MachineError if there is none."""
        for address, symbol in self.named:
            if symbol == name:
                return address
        raise MachineError(f"the program has no {name}")


def addresses(log):
    """The addresses that QEMU's LOG, an open binary file, names, in order."""
    rest = b""
    while chunk := log.read(CHUNK):
        rest += chunk
        whole = rest.rfind(b"\n") + 1
        for match in LINE.finditer(rest, 0, whole):
            yield int(match.group(1), 16)
        rest = rest[whole:]


def count(log, begin, end):
    """Counter of the addresses in LOG between BEGIN and END."""
    counted = Counter()
    inside = False
    for address in addresses(log):
        if address == begin:
            inside = True
        elif address == end:
            inside = False
        elif inside:
            counted[address] += 1
    return counted


def run(out, elf, program, row, policy):
    """Counter of the instructions of PROGRAM's ROW by address, under the
    scheduling POLICY (None: the default); empty if there is no such row."""
    symbols = Symbols(program)
    path = f"/bin/{program.name}"
    cpio.make_module(out / "program.cpio", {path: program})
    options = {"cores": "sim:1", "trace": "off"}
    if policy:
        options["sched"] = policy
    spec = MachineSpec(out_dir=out, init=path, args=[row], options=options,
                       image=elf.with_name("convoy.boot"),
                       modules=[out / "program.cpio"])
    stage(spec)
    os.mkfifo(out / "log")
    words = [*qemu_command(spec), "-singlestep", "-d", "exec,nochain",
             "-D", "log"]
    with subprocess.Popen(words, cwd=out, stdin=subprocess.DEVNULL,
                          preexec_fn=die_with_parent) as qemu:
        with open(out / "log", "rb") as log:
            counted = count(log, symbols.address("profile_begin"),
                            symbols.address("profile_end"))
        qemu.wait()
    return counted


def profile(elf, programs, row, policy):
    """(program, Counter) of the first of PROGRAMS that has ROW."""
    for program in programs:
        with tempfile.TemporaryDirectory() as out:
            counted = run(Path(out), elf, program, row, policy)
        if counted:
            return program, counted
    raise MachineError(f"{row}: no program ran such a row")


def report(counted, elf, program, rows):
    """Print the ROWS functions that took the most."""
    kernel, user = Symbols(elf), Symbols(program)
    by_name = Counter()
    for address, times in counted.items():
        if address >= KERNEL_HALF:
            by_name[kernel.function(address)] += times
        else:
            by_name["*" + user.function(address)] += times
    total = by_name.total()
    print(f"{'instructions':>12}  {'share':>6}  function")
    for name, times in by_name.most_common(rows):
        print(f"{times:12,}  {times / total:6.1%}  {name}")
    print(f"{total:12,}  {1:6.1%}  all")


def main():
    """Profile and report; the exit status."""
    parser = argparse.ArgumentParser(description="Profile a row.")
    parser.add_argument("--image", type=Path,
                        default=PROJECT / "build" / "convoy.elf")
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--sched", metavar="POLICY")
    parser.add_argument("row")
    parser.add_argument("program", type=Path, nargs="+")
    args = parser.parse_args()
    try:
        program, counted = profile(args.image, args.program, args.row,
                                   args.sched)
        report(counted, args.image, program, args.rows)
    except MachineError as error:
        print(f"convoy: {error}", file=sys.stderr)
        return CODE_FAILURE
    return 0


if __name__ == "__main__":
    sys.exit(main())
