# SPDX-License-Identifier: MIT
"""The same image and parameters give the same bytes, whatever the host does;
another seed gives another schedule."""

import contextlib
import hashlib
import subprocess
import sys

from lib.check import check, equal, tail
from lib.lab import command, ended_well, figures
from machine import TRACE_TOOL, die_with_parent

RUNS = 10       # in each state of the host
TRACE_TOLERANCE = 0.005
SPINNERS = 4    # processes that load the host
CONVOY = {"init": "/bin/gilbench", "env": {"GIL": "ticks"},
          "args": ["cpu", "2", "100000"]}
CROWD = {**CONVOY, "args": ["cpu", "4", "100000"]}
MACHINE = {"cores": "sim:2", "trace": "8"}


@contextlib.contextmanager
def loaded_host():
    """The host is busy for the time of a block."""
    spinners = [subprocess.Popen([sys.executable, "-c", "while True: pass"],
                                 preexec_fn=die_with_parent)
                for _ in range(SPINNERS)]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


def run_convoy(lab, convoy=CONVOY, **options):
    """A run of a convoy that ended as it should."""
    result = lab.boot(options={**MACHINE, **options}, **convoy)
    check(ended_well(result).trace is not None, "no trace was taken")
    return result


def digests(result):
    """SHA-256 of console and trace."""
    return tuple(hashlib.sha256(path.read_bytes()).hexdigest()
                 for path in (result.console_path, result.trace))


def test_same_bytes(lab):
    """Ten runs on an idle host and ten on a loaded one are byte-identical in
    console and trace."""
    first = digests(run_convoy(lab))
    for number in range(1, RUNS):
        equal(digests(run_convoy(lab)), first, f"run {number}")
    with loaded_host():
        for number in range(RUNS):
            equal(digests(run_convoy(lab)), first, f"loaded run {number}")


def schedule(result):
    """Who ran when, as text."""
    status, text = command([TRACE_TOOL, "timehist", result.trace])
    equal(status, 0, f"status of timehist\n{tail(text)}\n")
    return text


def test_seed_names_a_schedule(lab):
    """Another seed gives another schedule, and the same seed the same. Of four
    threads: two are so much in step that many seeds change nothing."""
    plain, one, two = (schedule(run_convoy(lab, CROWD, seed=seed))
                       for seed in (0, 1, 2))
    check(plain != one and one != two and plain != two,
          "seeds 0, 1 and 2 give fewer than three schedules")
    equal(schedule(run_convoy(lab, CROWD, seed=1)), one, "schedule of seed 1")


def test_no_trace_no_change(lab):
    """Recording is charged to nobody: a system call costs exactly the same with
    the trace and without, and other events move no figure by more than the
    two instructions that the compiler may spend on their arguments."""
    traced, plain = (figures(ended_well(lab.boot_guest(
        "convoy_bench", options={"cores": "sim:2", "trace": trace})).console)
                     for trace in ("8", "off"))
    equal(traced["null_call"], plain["null_call"], "null call, traced")
    equal(traced.keys(), plain.keys(), "figures")
    for name, value in plain.items():
        check(abs(traced[name] - value) <= TRACE_TOLERANCE * value, name,
              traced=traced[name], plain=value)
