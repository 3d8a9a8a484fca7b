# SPDX-License-Identifier: MIT
"""The shell under each kind of policy, on four cores that steal: what a session
prints and answers is the programs' business, never the scheduler's."""

from lib.case import PROJECT
from lib.check import contains, equal
from lib.session import Keys, prepare, run_on_convoy, type_on_convoy

POLICIES = ("cfs", "eevdf", "mlfq", "stride", "lottery")
SESSIONS = ("jobs", "text", "proc")  # of tests/shell
MACHINE = {"cores": "sim:4", "balance": "steal"}
PROMPT = b"$ \x1b[6n"  # the shell asks where the cursor is, then reads
INTERRUPT, SUSPEND = b"\x03", b"\x1a"


def lines(*texts):
    """Each of TEXTS is typed at a prompt."""
    return [Keys(PROMPT, text.encode() + b"\n") for text in texts]


TYPED = [
    *lines("for i in 3 1 2; do (sleep $i; echo $i >> order) & done; "
           "sleep 4; cat order",
           "(exit 5) & wait $!; echo $?",
           "echo go; sleep 1000 | cat | cat"),
    Keys(b"go\r\n", INTERRUPT, True),
    *lines("echo $?", "echo go; while :; do :; done"),
    Keys(b"go\r\n", INTERRUPT, True),
    *lines("echo $?", "echo go; sleep 1000"),
    Keys(b"go\r\n", SUSPEND, True),
    *lines("bg; kill %+; sleep 1; jobs | wc -l",
           "seq 300 | sort -rn | cat | head -2; echo $?",
           # A hog for each core and one more: whoever is typed at is woken
           # among them, and a pipeline shares with them.
           "for i in 1 2 3 4 5; do while :; do :; done & done",
           "seq 30 | cat | md5sum",
           "kill %1 %2 %3 %4 %5; wait; jobs; echo all", "exit 3"),
]


def test_sessions(lab):
    """Scripts: the same text and status as under rr."""
    for name in SESSIONS:
        source = PROJECT / "tests" / "shell" / f"{name}.sh"
        prepare(lab.dir, source.read_bytes())
        want = run_on_convoy(lab.dir, name, 4, sched="rr", balance="steal")
        equal(want[1], 0, f"{name}: status")
        for policy in POLICIES:
            equal(run_on_convoy(lab.dir, f"{name}-{policy}", 4, sched=policy,
                                balance="steal"), want, f"{name}, {policy}")


def test_keys(lab):
    """^C, ^Z, bg, kill, wait and pipelines beside a hog for each core and one
    more: the same bytes as under rr."""
    prepare(lab.dir, b"")
    words = ["/bin/sh", "-i"]
    want = type_on_convoy(lab.dir, words, TYPED, sched="rr", **MACHINE)
    for text in (b"300\r\n299\r\n0\r\n", b"1\r\n2\r\n3\r\n",
                 b"130\r\n", b"all\r\n"):
        contains(want, text, "what came out under rr")
    for policy in POLICIES:
        got = type_on_convoy(lab.dir, words, TYPED, sched=policy, **MACHINE)
        equal(got.decode(errors="replace"), want.decode(errors="replace"),
              policy)
