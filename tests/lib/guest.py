# SPDX-License-Identifier: MIT
"""Guest programs: the same file runs on Linux and on Convoy, and does the same.

A program tests/guest/NAME.c may say in its head comment
    Run with: NAME=value ... argument ...
    Expected status: 42        (128 + the signal, if one is to kill it)
and `convoy_*` programs, which ask Convoy for what Linux has not, are left to
the boot tests. On Convoy each runs on one and on two simulated cores, and on
two cores of the kernel that checks itself (build/kasan)."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lib.case import BUILD, PROJECT, Case, Result, scratch
from lib.check import CheckFailed, check, equal, tail
from lib.lab import KASAN_IMAGE, boot

LINUX_TIMEOUT = 60  # seconds; hang detectors
CONVOY_TIMEOUT = 60
HEAD_LINES = 30
# What the kernel says of its own accord is no output of the program.
KERNEL_LINE = re.compile(r"^convoy: .*\n?", re.MULTILINE)


@dataclass
class Program:
    """A guest program, how to run it, and how it should end."""
    path: Path
    env: dict = field(default_factory=dict)
    args: list = field(default_factory=list)
    status: int = 0

    @cached_property
    def on_linux(self):
        """(output, status) here: run once, compared with each machine."""
        return run_on_linux(self)


def program(name):
    """The Program tests/guest/NAME.c, as its head comment says."""
    source = PROJECT / "tests" / "guest" / f"{name}.c"
    head = "\n".join(source.read_text().splitlines()[:HEAD_LINES])
    found = Program(BUILD / "guest" / name)
    with_words = re.search(r"Run with: (.*)", head)
    for word in shlex.split(with_words[1]) if with_words else []:
        if "=" in word and not found.args:
            found.env.update([word.split("=", 1)])
        else:
            found.args.append(word)
    status = re.search(r"Expected status: (\d+)", head)
    found.status = int(status[1]) if status else 0
    return found


def run_on_linux(guest):
    """(output, status) of a Program here, status as a shell has it."""
    try:
        done = subprocess.run(
            [f"/bin/{guest.path.name}", *guest.args], executable=guest.path,
            cwd="/", env=guest.env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=LINUX_TIMEOUT, errors="replace", check=False)
    except subprocess.TimeoutExpired:
        raise CheckFailed(
            f"hangs on Linux: not done after {LINUX_TIMEOUT} s") from None
    code = done.returncode
    return done.stdout, code if code >= 0 else 128 - code


def _on_linux(name, guest):
    output, status = guest.on_linux
    equal(status, guest.status, f"status on Linux of {name}\n{tail(output)}\n")


def _on_convoy(name, guest, cores, image):
    directory = scratch(name)
    result = boot(directory, image=image,
                  program=guest.path, env=guest.env, args=guest.args,
                  options={"cores": cores}, timeout=CONVOY_TIMEOUT,
                  extract_trace=False)
    check(result.kind == "poweroff",
          f"{result.error}\n{tail(result.console)}")
    output, status = guest.on_linux
    equal(KERNEL_LINE.sub("", result.console), output, "output")
    equal(result.status, status, "status")
    shutil.rmtree(directory)


def _result(name, run, *args):
    try:
        run(name, *args)
    except CheckFailed as failure:
        return [Result(name, False, str(failure))]
    return [Result(name, True)]


def cases():
    """Four cases for each guest program: Linux, and three machines."""
    machines = [("sim:1", None), ("sim:2", None), ("sim:2", KASAN_IMAGE)]
    found = []
    for source in sorted((PROJECT / "tests" / "guest").glob("*.c")):
        if source.stem.startswith("convoy_"):
            continue
        guest = program(source.stem)
        name = f"guest/{source.stem}/linux"
        found.append(Case(name, lambda n=name, g=guest: _result(
            n, _on_linux, g)))
        for cores, image in machines:
            name = f"guest/{source.stem}/{cores}" + ("/kasan" * bool(image))
            found.append(Case(name, lambda n=name, g=guest, c=cores, i=image:
                              _result(n, _on_convoy, g, c, i)))
    return found
