# SPDX-License-Identifier: MIT
"""The C programs of user/lab/: on Convoy each prints, on every machine, what it
prints on Linux. And `make run LAB=file.c`."""

import re
import subprocess

from lib.case import BUILD, PROJECT
from lib.check import check, contains, equal
from lib.lab import ended_well, make

CORES = (1, 2, 4)
PAGES_WRITTEN = 10   # by the child of cow.c
WRITERS_LINES = 100  # that interleave.c prints


def program(name):
    """The built program user/lab/NAME.c."""
    return BUILD / "lab" / name


def run_on(lab, name, cores, *args, **options):
    """What it prints on Convoy."""
    result = lab.boot(program=program(name), args=args,
                      options={"cores": f"sim:{cores}", **options},
                      extract_trace=False)
    return ended_well(result).console


def as_linux(lab, name, *lines):
    """On every machine a program prints what it prints here, these LINES among
    it."""
    done = subprocess.run([program(name)], capture_output=True, text=True,
                          timeout=60, check=True)
    for line in lines:
        contains(done.stdout, line + "\n", "on Linux")
    for cores in CORES:
        equal(run_on(lab, name, cores), done.stdout, f"CORES={cores}: output")


def test_cow(lab):
    """The same address, different contents; a fault for each page written."""
    as_linux(lab, "cow",
             f"child  wrote {PAGES_WRITTEN} of 64 pages: "
             f"{PAGES_WRITTEN} faults",
             "child  wrote them again: 0 faults")


def test_descriptors(lab):
    """A shared offset, separate closing, the end of a pipe."""
    as_linux(lab, "descriptors", 'child  reads "othre"',
             'parent reads "efour"',
             "parent still has the writing end: it finds nothing yet",
             "parent closes it: it finds the end")


def test_pipeline(lab):
    """dup2 and exec join two programs; capacity, the end, SIGPIPE, EPIPE."""
    as_linux(lab, "pipeline", "consumer: the end, after 5 lines",
             "flood: killed by signal 13", "flood: status 0")


def test_fifo(lab):
    """What /proc calls a pipe and a FIFO; strangers meet by name."""
    as_linux(lab, "fifo",
             "the same in parent and child, at both ends: yes",
             'the reader\'s end is called /tmp/fifo_lab; '
             'it reads "hello", then the end')


def test_ready(lab):
    """Level, edge and one shot."""
    as_linux(lab, "ready",
             "epoll, level     -     ready  ready  ready  ready  -",
             "epoll, edge      -     ready  -      -      ready  -",
             "epoll, one shot  -     ready  -      -      -      -")


def states_of(text):
    """What states.c prints, as {situation: (letter, where it waits)}."""
    return {name.strip(): (letter, place) for name, letter, place in
            re.findall(r"^(.{20}) ([A-Z]) \(\w+\) *(\S*)$", text, re.MULTILINE)}


def test_states(lab):
    """The letters are Linux's, and sleepers say what they wait for."""
    here = subprocess.run([program("states")], capture_output=True, text=True,
                          timeout=60, check=True).stdout
    letters = {name: state[0] for name, state in states_of(here).items()}
    equal("".join(letters.values()), "RSSTZ", "letters on Linux")
    for cores in CORES:
        found = states_of(run_on(lab, "states", cores))
        equal({name: state[0] for name, state in found.items()}, letters,
              f"CORES={cores}: letters")
        equal(found["computes"][1], "", "one that runs waits in")
        check("pipe" in found["reads an empty pipe"][1]
              and "sleep" in found["sleeps"][1],
              f"CORES={cores}: what sleepers wait for: {found}")


def torn(text):
    """{"free": torn lines, "locked": torn lines}, of what interleave.c says."""
    return {name: int(count) for name, count in
            re.findall(rf"^(\w+): (\d+) of {WRITERS_LINES} lines torn", text,
                       re.MULTILINE)}


def test_interleave(lab):
    """On several cores lines mix; under the lock never, in any schedule."""
    for cores in CORES[1:]:
        for seed in range(3):
            found = torn(run_on(lab, "interleave", cores, seed=seed))
            check(found["free"] > 0 and found["locked"] == 0,
                  f"cores={cores} seed={seed}: {found}")


def test_make_run(lab):
    """make run LAB= compiles a C file, wherever it lies, and shows the table
    and the timeline; a missing one is named, and what the kernel refuses is
    said last."""
    source = lab.dir / "mine.c"
    source.write_text((PROJECT / "user/lab/descriptors.c").read_text())
    status, output = make("run", f"LAB={source}", f"OUT={lab.dir / 'run'}")
    equal(status, 0, f"status\n{output}\n")
    contains(output, 'parent reads "efour"\n', "output")
    contains(output, "Where each thread's time went", "output")
    contains(output, "time, us", "output")
    status, output = make("run", f"LAB={source}", "SCHED=fifo", "TUNE=turn:1",
                          f"OUT={lab.dir / 'refused'}")
    check(status, "make must fail when the kernel refuses to boot")
    contains(output, "legal for sched=fifo is nothing", "output")
    check("Where each thread's time went" not in output, "a table of nothing",
          output=output)
    status, output = make("run", "LAB=user/lab/absent.c")
    check(status, "make must fail when the file is missing")
    contains(output, "LAB=user/lab/absent.c: no such file", "output")


def test_load(lab):
    """Threads described on the command line: each has its steps and its
    share; a wrong word is answered with what is legal."""
    words = ["A:cpu=3", "io:3*cpu=1,sleep=1,yield", "low:nice=5,core=0,cpu=2"]
    for cores in CORES:
        equal(run_on(lab, "load", cores, *words), "3 threads ended\n",
              f"CORES={cores}: output")
    for wrong in ("A", "A:run=3", "A:cpu=x", ":cpu=1", "A:cpu=1000000"):
        done = subprocess.run([program("load"), wrong], capture_output=True,
                              text=True, timeout=60, check=False)
        equal(done.returncode, 2, f"status of load {wrong}")
        check(wrong.split(":")[-1] in done.stderr, "the message names it",
              word=wrong, told=done.stderr)
