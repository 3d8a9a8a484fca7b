# SPDX-License-Identifier: MIT
"""The interpreter under each GIL of the registry, on Convoy: programs with
threads, forks and signals print what python3 prints, and the GIL has kept its
rules (`convoy-trace gil`) in each of their processes."""

import json
import re
from itertools import product

from lib.case import BUILD, PROJECT
from lib.check import check, equal
from lib.lab import command, ended_well

PYTHON = "/usr/bin/python3"
PY = BUILD / "user" / "py"
TRACE_TOOL = BUILD / "host" / "convoy-trace"
MACHINES = list(product((1, 2, 4), ("rr", "mlfq")))  # cores, sched

PROGRAMS = ["threading/condition", "threading/queue_threads",
            "threading/short_lives", "threading/daemons_busy",
            "signal/threads_compute", "multiprocessing/fork_among_threads",
            "multiprocessing/locks"]
# A thread of these computes without an end: a GIL may let nobody else in.
ENDLESS = ["threading/daemon_exit"]
STARVES = {"ticks", "ticks-sem", "ocaml-old", "micropython",
           "micropython-yield", "priority"}
# What needs no GIL, since each process has one thread.
ALONE = ["signal/keyboard_interrupt", "multiprocessing/processes"]

# Runs the programs one after the other, each in a process of its own; what one
# says on its standard error is shown only if it fails.
DRIVER = b"""
import os
import sys

interpreter = sys.argv[1]
for name in sys.argv[2:]:
    print("program", name, flush=True)
    pid = os.fork()
    if pid == 0:
        errors = os.open("errors", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(errors, 2)
        os.execv(interpreter, [interpreter, name])
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status > 0:
        print(open("errors").read())
    print("status", status, flush=True)
"""


def registry():
    """The names of all GILs."""
    _, usage = command([PY, "--help"])
    names = re.findall(r"^  GIL=(\S+)", usage, re.MULTILINE)
    check({"interval", "none"} | STARVES <= set(names), usage)
    return names


def programs(name):
    """The programs to run under GIL NAME: in the directory tests/py."""
    if name == "none":
        return ALONE
    return PROGRAMS + (ENDLESS if name not in STARVES else [])


def in_python(lab, names):
    """What python3 makes of the programs NAMES, all in one directory."""
    directory = lab.dir / "python"
    directory.mkdir(exist_ok=True)
    (directory / "driver.py").write_bytes(DRIVER)
    files = {}
    for name in names:
        path = PROJECT / "tests" / "py" / f"{name}.py"
        (directory / path.name).write_bytes(path.read_bytes())
        files[f"/{path.name}"] = path
    words = [path[1:] for path in files]
    files["/driver.py"] = DRIVER
    status, text = command([PYTHON, "-B", "driver.py", PYTHON, *words],
                           cwd=directory, env={"PATH": "/usr/bin:/bin"})
    equal(status, 0, f"status\n{text}")
    return text, files, words


def judge(result, where):
    """No rule is broken in any process, and its times add up."""
    status, text = command([TRACE_TOOL, "gil", result.trace, "--json"])
    gils = json.loads(text)["gils"]
    equal((status, [gil["broken"] for gil in gils]), (0, [[]] * len(gils)),
          f"{where}\n{text}")
    check(len(gils) > len(PROGRAMS), f"{where}: GILs", gils=len(gils))
    for gil in gils:
        equal((gil["held"] + gil["idle"], gil["missing"], gil["policy"]),
              (gil["elapsed"], 0, where[0]), where)


def test_each(lab):
    """Each GIL: as in python3, on one core, two or four."""
    truth = {}
    for row, name in enumerate(registry()):
        key = tuple(programs(name))
        if key not in truth:
            truth[key] = in_python(lab, key)
        text, files, words = truth[key]
        cores, sched = MACHINES[row % len(MACHINES)]
        result = lab.boot(
            init="/bin/py", args=["driver.py", "/bin/py", *words], files=files,
            env={"GIL": name}, options={"cores": f"sim:{cores}", "trace": "64",
                                        "sched": sched, "seed": row})
        where = (name, cores, sched)
        equal(result.console, text, f"{where}: {result.error}")
        ended_well(result)
        if name != "none":
            judge(result, where)
