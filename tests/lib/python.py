# SPDX-License-Identifier: MIT
"""Conformance programs, tests/py/AREA/NAME.py: what our interpreter makes of
them is what the host's python3 makes of them.

Each is run by python3 here, whose standard output and status are the truth;
by our interpreter under the sanitizers here; and by our interpreter on
Convoy. A program may say in its head comment
    # Run with: NAME=value ... argument ...
and fails the test if it prints nothing: a program that shows nothing checks
nothing. Of an uncaught exception the last line (its class and message) must
agree as well; on Convoy, where both outputs are the console, all of it must be
as on Linux. With
    # Errors: all
all of the standard error must agree, and may be all there is: tracebacks
(without the marks that python3 draws under parts of their source lines, and we
don't), and of a SyntaxError file, line, text and marks."""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lib.case import BUILD, PROJECT, Case, Result, scratch
from lib.check import CheckFailed, check, equal, tail
from lib.guest import KERNEL_LINE
from lib.lab import boot

CHECKED_PY = BUILD / "host" / "py"
PY = BUILD / "user" / "py"
TIMEOUT = 120  # seconds; a hang detector
HEAD_LINES = 10
# A line of a traceback with its source line, and the marks under that.
MARKED_LINE = re.compile(r'(  File "[^\n]*", line \d+, in [^\n]*\n    [^\n]*\n)'
                         r" +[~^]+\n")
ADDRESS = re.compile(r" at 0x[0-9a-f]+>")  # of an object, in its repr


@dataclass
class Outcome:
    """What a program printed, and its status as a shell has it."""
    output: str
    errors: str
    status: int

    @property
    def last_error(self):
        lines = self.errors.splitlines()
        return lines[-1] if lines else ""

    def plain_errors(self, directory):
        """The errors without marks in tracebacks and addresses; files in
        DIRECTORY by their names alone."""
        errors = MARKED_LINE.sub(r"\1", self.errors).replace(
            f'File "{directory}/', 'File "')
        return ADDRESS.sub(">", errors)


def run_here(interpreter, program, merge=False):
    """The Outcome of a Program under INTERPRETER, a list of words, on this
    host. merge: errors go where the output goes."""
    try:
        done = subprocess.run(
            [*interpreter, program.path.name, *program.args],
            cwd=program.path.parent, env=program.env | {
                "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1",
                "ASAN_OPTIONS": "detect_leaks=0"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else subprocess.PIPE,
            timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise CheckFailed(f"{interpreter[0]} hangs: not done after "
                          f"{TIMEOUT} s") from None
    code = done.returncode
    return Outcome(done.stdout.decode(errors="replace"),
                   (done.stderr or b"").decode(errors="replace"),
                   code if code >= 0 else 128 - code)


@dataclass
class Program:
    """A program and how to run it."""
    path: Path
    env: dict = field(default_factory=dict)
    args: list = field(default_factory=list)
    all_errors: bool = False

    @cached_property
    def truth(self):
        """What python3 makes of it."""
        outcome = run_here(["python3", "-B"], self)
        check(outcome.output or (self.all_errors and outcome.errors),
              "prints nothing under python3")
        return outcome


def load(path):
    """The Program in PATH, as its head comment says."""
    head = "\n".join(path.read_text().splitlines()[:HEAD_LINES])
    program = Program(path)
    with_words = re.search(r"# Run with: (.*)", head)
    for word in shlex.split(with_words[1]) if with_words else []:
        if "=" in word and not program.args:
            program.env.update([word.split("=", 1)])
        else:
            program.args.append(word)
    program.all_errors = bool(re.search(r"^# Errors: all$", head, re.M))
    return program


def _on_linux(_, program):
    truth = program.truth
    ours = run_here([CHECKED_PY], program)
    equal(ours.output, truth.output, f"output\n{tail(ours.errors)}\n")
    equal(ours.status, truth.status, f"status\n{tail(ours.errors)}\n")
    equal(ours.last_error, truth.last_error, "last line of the errors")
    if program.all_errors:
        directory = program.path.parent
        equal(ours.plain_errors(directory), truth.plain_errors(directory),
              "errors")


def _on_convoy(name, program):
    directory = scratch(name)
    here = run_here([PY], program, merge=True)
    equal(here.status, program.truth.status, "status on Linux")
    path = program.path.name
    result = boot(directory, init="/bin/py", args=[path, *program.args],
                  env=program.env, files={f"/{path}": program.path},
                  options={"cores": "sim:2"}, timeout=TIMEOUT,
                  extract_trace=False)
    check(result.kind == "poweroff",
          f"{result.error}\n{tail(result.console)}")
    equal(ADDRESS.sub(">", KERNEL_LINE.sub("", result.console)),
          ADDRESS.sub(">", here.output), "output")
    equal(result.status, here.status, "status")
    shutil.rmtree(directory)


def _result(name, run, program):
    try:
        run(name, program)
    except CheckFailed as failure:
        return [Result(name, False, str(failure))]
    return [Result(name, True)]


def cases():
    """Two cases for each program: here and on Convoy."""
    found = []
    for path in sorted((PROJECT / "tests" / "py").glob("*/*.py")):
        program = load(path)
        for where, run in (("linux", _on_linux), ("convoy", _on_convoy)):
            name = f"py/{path.parent.name}/{path.stem}/{where}"
            found.append(Case(name, lambda n=name, r=run, p=program:
                              _result(n, r, p)))
    return found
