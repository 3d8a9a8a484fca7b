# SPDX-License-Identifier: MIT
"""`make experiments` when a machine fails, or somebody presses Ctrl-C: the
others' results are kept and reported, the report says what failed and how, and
the same command runs what is missing, and only that. Made-up machines
(lib/fake_record.py), so that each can fail in each way; and a real one."""

import json
import re
import signal
import subprocess
import sys

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import command

import exp_run   # qemu/, on the path since lib.lab
from exp_machine import Machine
from record import EXPERIMENTS

RUN = [sys.executable, "-B", PROJECT / "tests/lib/fake_record.py"]
TIMEOUT = 120  # host seconds; a hang detector
CODE_FAILED, CODE_INTERRUPTED = 125, 130
# Of machines that fail, by how they do: what the report says.
FAILURES = {"status": "the program ended with status 3",
            "panic": "the kernel panicked",
            "hang": "the machine had not ended after 900 s",
            "mute": "printed no fake.n", "missing": "no such file"}
MACHINES = {"good": "well", **{f"a-{how}": how for how in FAILURES},
            "fine": "well"}
WELL = dict.fromkeys(MACHINES, "well")


def words_of(directory, machines, *words):
    """The command that runs MACHINES, {name: how it ends}, in DIRECTORY."""
    return [*map(str, RUN), str(directory / "ran"),
            *(f"{name}={how}" for name, how in machines.items()), "--",
            "--out", str(directory / "out"), *words]


def run_fakes(directory, machines, *words):
    """(status, what it printed, which machines ran, result.json)."""
    directory.mkdir(exist_ok=True)
    (directory / "ran").unlink(missing_ok=True)
    status, text = command(words_of(directory, machines, *words),
                           timeout=TIMEOUT)
    return status, text, ran_in(directory), json.loads(
        (directory / "out/result.json").read_text())


def ran_in(directory):
    ran = directory / "ran"
    return sorted(ran.read_text().split()) if ran.exists() else []


def files_of(directory):
    return [(directory / "out" / name).read_bytes()
            for name in ("index.html", "result.json")]


def check_report(directory, text, result):
    """Terminal, page and result.json name who failed, how, and with which last
    words; the others have their figures."""
    equal(sorted({row["machine"] for row in result["results"]}),
          ["fine", "good"], "figures")
    equal(result["failed"], {f"a-{how}": why for how, why in FAILURES.items()},
          "failed")
    page = (directory / "out/index.html").read_text()
    said, end = text.split("\ntrace digest")
    for how, why in FAILURES.items():
        kept = directory / f"out/machines/a-{how}/console.txt"
        line = f"FAILED: machine a-{how}: {why}"
        contains(said, f"  {line}\n", "the table")
        contains(said, f"    kept in {kept}\n", "the table's file")
        contains(page, f"{line}; kept in {kept}", "the page")
        contains(end, f"  a-{how}: {why}\n", "the list at the end")
        check(re.search(rf"^  machine a-{how} .* FAILED$", said, re.MULTILINE),
              "no row", of=how, text=said)
        equal(kept.exists(), how != "missing", f"console of {how}")
    contains(said, "      last line\n", "last words")
    contains(page, "2 of 2 hold; machines that failed: 5", "contents")
    contains(end, "convoy: 5 of 7 machines failed; the same command runs these "
             "again, and only these", "end")


def test_goes_on(lab):
    """Five machines fail, each in another way: the other two are measured and
    reported, and the status says that not all is well. The same command runs
    those five, and when nothing fails any more, leaves the bytes of a run in
    which nothing ever did."""
    work = lab.dir / "work"
    status, text, ran, result = run_fakes(work, MACHINES, "--jobs=2")
    equal((status, ran), (CODE_FAILED, sorted(MACHINES)), text)
    check_report(work, text, result)
    bad = sorted(f"a-{how}" for how in FAILURES)
    status, text, ran, result = run_fakes(work, MACHINES)
    equal((status, ran), (CODE_FAILED, bad), text)
    check_report(work, text, result)
    status, text, ran, result = run_fakes(work, WELL)
    equal((status, ran, result["failed"]), (0, bad, {}), text)
    check("FAILED" not in text, "still failed", text=text)
    status, text, ran, _ = run_fakes(lab.dir / "other", WELL)
    equal((status, ran), (0, sorted(WELL)), text)
    equal(files_of(work) == files_of(lab.dir / "other"), True, "the same bytes")


def test_all_fail(lab):
    """Where every machine fails, and where the one that two experiments share
    does, there is a report all the same."""
    status, text, _, result = run_fakes(
        lab.dir / "all", {"a": "hang", "b": "status"})
    equal((status, result["results"]), (CODE_FAILED, []), text)
    equal(text.count("FAILED: machine a: "), 3, "progress, two experiments")
    status, text, _, result = run_fakes(
        lab.dir / "shared", {"a": "mute", "b": "well"})
    equal((status, len(result["results"])), (CODE_FAILED, 1), text)
    equal(text.count("FAILED: machine a: "), 2, "both experiments")


def test_interrupted_side_by_side(lab):
    """Ctrl-C while one machine has ended, one has failed and two are running:
    it says that the same command goes on, and that one then runs all but what
    had ended."""
    machines = {"good": "well", "bad": "status", "b": "waits", "c": "waits",
                "last": "well"}
    with subprocess.Popen(words_of(lab.dir, machines, "--jobs=3"),
                          cwd=PROJECT, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "machine last" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        equal(process.wait(TIMEOUT), CODE_INTERRUPTED, rest)
    contains(rest, "interrupted; what has ended is kept: the same command goes "
             "on from here", "message")
    equal(ran_in(lab.dir), sorted(machines), "ran")
    status, text, ran, result = run_fakes(lab.dir, dict.fromkeys(machines,
                                                                 "well"))
    equal((status, ran), (0, ["b", "bad", "c"]), text)
    equal(len(result["results"]), len(machines) + 1, "figures")


def test_without_any(lab):
    """Each experiment can be judged and drawn where nothing has been measured:
    all its machines have failed."""
    for one in EXPERIMENTS:
        equal(one.judge({}), [], f"figures of {one.number}")
        one.plots({})


def test_a_real_crash(lab):
    """A Python program that ends with an exception, and one that does not: the
    one's traceback is the failure's last words, the other is measured."""
    good, bad = (Machine(name, name, "/lab/processes.py", words, "interval",
                         trace_mib=0)
                 for name, words in (("good", (1, 10)), ("bad", ("one", 10))))
    measured, failed = exp_run.run_each((bad, good), lab.dir,
                                        lambda *_, **__: None)
    equal((list(measured), list(failed)), (["good"], ["bad"]), "ended")
    contains(failed["bad"].why, "the program ended with status 1", "why")
    contains(failed["bad"].last[-1], "ValueError", "last words")
