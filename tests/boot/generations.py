# SPDX-License-Identifier: MIT
"""Processes in thousands (tests/guest/convoy_generations.c): what they used is
free afterwards, and pids begin again."""

from lib.check import equal
from lib.lab import KASAN_IMAGE, ended_well, figures

TIMEOUT = 600  # seconds; a hang detector


def run(lab, *words, image=None, cores="sim:2"):
    """The figures of the program, which checks itself."""
    result = lab.boot_guest(
        "convoy_generations", args=list(words), image=image, timeout=TIMEOUT,
        options={"cores": cores, "trace": "off"}, extract_trace=False)
    return figures(ended_well(result).console)


def test_exec(lab):
    """10,000 times fork or vfork, exec, exit, wait."""
    equal(run(lab, "exec", "10000")["rounds"], 10000, "rounds")


def test_threads(lab):
    """1,000 processes whose threads fork at once; then one thread that is not
    the first execs."""
    equal(run(lab, "threads", "1000", cores="sim:4")["rounds"], 1000, "rounds")


def test_killed(lab):
    """1,000 growing trees of processes are killed at different moments."""
    equal(run(lab, "killed", "1000", cores="sim:4")["rounds"], 1000, "rounds")


def test_checked(lab):
    """The same on the kernel that checks its own accesses: no object of its
    heap remains."""
    for words in (("exec", "1000"), ("threads", "200"), ("killed", "300")):
        equal(run(lab, *words, image=KASAN_IMAGE)["objects"], 0,
              f"objects that remain of {words}")


def test_pids(lab):
    """Pids end below 32768 and begin again at 300; one that is still a session
    is left out, until nobody is in it."""
    run(lab, "pids")
