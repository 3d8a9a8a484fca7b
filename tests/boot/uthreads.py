# SPDX-License-Identifier: MIT
"""User threads beside LWPs (user/lab/uthreads.c, docs/uthreads.md)."""

import re
import subprocess

from lib.case import BUILD
from lib.check import check, equal
from lib.lab import ended_well, figures

PROGRAM = BUILD / "lab" / "uthreads"
MEASURED = re.compile(r"^.*=.*\n", re.MULTILINE)
CORES = (1, 2, 4)


def run_on(lab, cores):
    """What the program prints on a machine with so many CORES."""
    result = lab.boot(program=PROGRAM, options={"cores": f"sim:{cores}"},
                      extract_trace=False)
    return ended_well(result).console


def test_as_linux(lab):
    """What stops whom is the same on every machine and on Linux; 100,000
    threads live in one process at once."""
    done = subprocess.run([PROGRAM], capture_output=True, text=True,
                          timeout=60, check=True)
    want = MEASURED.sub("", done.stdout)
    check("100000 user threads at once, on one LWP; all have run: yes" in want,
          "the crowd", output=want)
    for cores in CORES:
        equal(MEASURED.sub("", run_on(lab, cores)), want,
              f"cores=sim:{cores}: output")


def test_costs(lab):
    """A user thread takes a tenth of an LWP's memory and of its creation, and
    a switch less than half; several workers use several cores."""
    found = figures(run_on(lab, 4))
    check(found["uthread_bytes"] * 10 < found["lwp_bytes"], "memory",
          found=found)
    check(found["uthread_create_join_ns"] * 10 < found["lwp_create_join_ns"],
          "creation", found=found)
    check(found["uthread_switch_ns"] * 2 < found["lwp_switch_ns"], "switch",
          found=found)
    for workers in (2, 4):
        ideal = found["workers1_us"] / workers
        check(ideal <= found[f"workers{workers}_us"] <= 1.1 * ideal,
              f"{workers} workers", found=found)
