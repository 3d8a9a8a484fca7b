# SPDX-License-Identifier: MIT
"""Lab 11, the convoy: what the reference solution and plausible wrong ones are
worth, of the tests that tell them apart. Some of the wrong ones are a GIL of
the project's under the student's name, or the starter with a line changed.
`make grade LAB=11 SUBMISSIONS=tests/labs/11` takes all the tests."""

import json
import tomllib

from boot.grade import SUBMISSIONS, grade
from lib.case import PROJECT
from lib.check import check, contains, equal

FOLDER = SUBMISSIONS / "11"
# What the author of a wrong one might do in the starter: have everybody ask
# after 50 us; pass the GIL on without a word.
IMPATIENT = ((", atomic_load(&interval_us));", ", 50);"),)
QUIET = ((
    "    mine_drop(t, GIL_WHY_REQUEST);\n",
    "    pthread_mutex_lock(&mutex);\n    serving++;\n"
    "    pthread_mutex_unlock(&mutex);\n"
    "    gil_cond_broadcast(&next_turn);\n"),)


def policy(name, changes=()):
    """The project's GIL NAME as a student's mine.c, with CHANGES, pairs of
    texts."""
    text = (PROJECT / "gil" / f"{name}.c").read_text()
    for old, new in changes:
        equal(text.count(old), 1, f"{name}.c: {old}")
        text = text.replace(old, new)
    return text.replace(f"gil_{name} =", "gil_mine =").replace(
        f'.name = "{name}"', '.name = "mine"')


def hand_in(folder, text):
    """A submission in FOLDER: the policy TEXT, and nothing predicted."""
    folder.mkdir()
    (folder / "mine.c").write_text(text)
    answers = PROJECT / "labs" / "11-convoy" / "answers.toml"
    (folder / "answers.toml").write_text(answers.read_text())
    return folder


def graded(lab, folder, only):
    """The report on the submission FOLDER, of the tests ONLY; its text."""
    status, output, reports = grade(lab, "11", "--only", only, "--submission",
                                    folder)
    equal(status, 0, f"status\n{output}\n")
    return json.loads((reports / f"{folder.name}.json").read_text()), output


def points(data):
    """The points of each check, by the name of its test."""
    return {test["name"]: [one["points"] for one in test["checks"]]
            for test in data["tests"]}


def test_reference(lab):
    """The reference solution does all that these ask for, without a doubt."""
    data, output = graded(lab, FOLDER / "reference",
                          "fair-two,one-hog,one-core,gamer,greedy,ctrl-c")
    equal(data["score"], data["of"], f"score\n{output}\n")
    equal(data["doubts"], [], "doubts")


def test_starter(lab):
    """The starter: the hog keeps all, and the server waits."""
    data, output = graded(lab, hand_in(lab.dir / "starter", policy("mine")),
                          "one-hog,ctrl-c")
    equal(points(data), {"one-hog": [0, 2], "ctrl-c": [4]}, "points")
    contains(output, "max_reply(client-1) is ", "report")
    contains(output, "client-1 wrote at ", "report")


def test_impatient(lab):
    """Short turns for all: quick replies, but the hogs hand over all day."""
    data, _ = graded(lab, hand_in(lab.dir / "impatient",
                                  policy("mine", IMPATIENT)), "two-hogs")
    replies, _, _, hand_overs, _ = points(data)["two-hogs"]
    equal((replies, hand_overs), (6, 0), "points")


def test_after_io(lab):
    """Who comes back from I/O goes first, always: quick replies, and a client
    that does not pause has the machine."""
    data, output = graded(lab, FOLDER / "after_io", "one-hog,greedy")
    got = points(data)
    equal((got["one-hog"], got["greedy"][0]), ([8, 2], 0), "points")
    contains(output, "marked(alone) / marked(together) is 0.", "report")


def test_priority(lab):
    """Where each I/O raises a priority the gamer has the machine."""
    data, _ = graded(lab, hand_in(lab.dir / "rises", policy("priority")),
                     "gamer")
    equal(points(data), {"gamer": [0, 0, 4]}, "points")


def test_quiet(lab):
    """A hand-over that is not reported is found out."""
    data, output = graded(lab, hand_in(lab.dir / "quiet",
                                       policy("mine", QUIET)), "one-hog")
    equal((data["score"], data["tests"][0]["verdict"]), (0, "GIL broken"),
          "verdict")
    contains(output, "two holders", "report")


def test_only(lab):
    """A test that is not there is told, with those that are."""
    status, output, _ = grade(lab, "11", "--only", "gamers", "--submission",
                              FOLDER / "reference")
    equal(status, 2, "status")
    contains(output, "has no test gamers; it has interval, fair,", "output")


def test_predictions(lab):
    """The handout's way to the predictions gives them; they are no constants
    that a change of the kernel makes wrong unseen."""
    answers = tomllib.loads(
        (FOLDER / "reference" / "answers.toml").read_text())["answers"]
    for name, pause, waits, interval in (
            ("interval_1_hog", 2000, 1, 5000), ("fair_1_hog", 2000, 2, 5000),
            ("fair_2_hogs", 1000, 4, 2000)):
        free = waits // 2 * interval    # while the client pauses
        round_us = max(pause, free) + waits * interval - free
        check(abs(answers[name] * round_us / 1e6 - 1) < 0.01, name,
              answer=answers[name], round_us=round_us)
    check(lab.dir.is_dir(), "a place to work")
