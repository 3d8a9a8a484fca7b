# SPDX-License-Identifier: MIT
"""Labs as data: labs/NN-name/tests.toml, read and checked.

    lab = load_lab("03")
    lab.tests[0].checks[0].expression

Everything in the file is checked before a machine starts; a mistake is told
with the file, the place, the key, and what is legal there. labs/README.md
describes the format for who writes a lab.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import grade_expr
import grade_gil   # noqa: F401: its functions become known
import grade_measure
from machine import PROJECT

LABS = PROJECT / "labs"
PROGRAMS = PROJECT / "user" / "lab"
SCHEMA = 1
KINDS = ("policy", "gil", "program", "answers")
HZ = (100, 250, 1000)
CORES_MAX = 64
CHECKS = ("that", "order", "ends", "console", "status", "answer")
TOLERANCE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)\Z")
UNIT_NS = {"": 1, "ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


class SchemaError(Exception):
    """A lab's file is not what it must be; the text says where and why."""


@dataclass
class Check:
    """One property, worth `points`. `kind` is one of CHECKS."""
    kind: str
    want: object            # its value in the file
    points: int
    says: str               # the property in words
    hint: str
    expression: object = None   # that: Expression; answer: Node or None
    times: int = 0          # console: exactly so many lines; 0: at least one
    within: str = "0"       # answer: tolerance, absolute or "5 %"
    unit: str = ""          # answer: in which unit the student answers
    words: list = field(default_factory=list)   # answer: accepted words
    also: object = None     # an Expression that must hold besides, or None


@dataclass
class Test:
    """Machines that run alike, and what must hold in each."""
    name: str
    asks: str
    cores: int
    hz: int
    options: dict
    sched: list
    seeds: list
    program: str            # submission, py, or NAME for user/lab/NAME.c
    args: list
    checks: list
    env: dict = field(default_factory=dict)     # the program's environment
    mark: str = "load"      # what the program calls the part to look at
    slice_ns: float = 0     # how long the unit `slices` is

    @property
    def points(self):
        """What all its checks are worth."""
        return sum(check.points for check in self.checks)


@dataclass
class Lab:
    """A lab: what is handed in, and the tests."""
    folder: Path
    title: str
    files: dict             # kind to the file's name
    default: dict           # kind to where it lies if no SUBMISSION is given
    tests: list

    @property
    def name(self):
        """For example 03-round-robin."""
        return self.folder.name

    @property
    def points(self):
        """What all its tests are worth."""
        return sum(test.points for test in self.tests)


class Table:
    """A TOML table that is being read: each key is taken once, with what it
    must be; what nobody took is unknown."""

    def __init__(self, where, table):
        self.where = where
        if not isinstance(table, dict):
            raise SchemaError(f"{where}: expected a table, not {table!r}")
        self.table = dict(table)
        self.known = []

    def fail(self, key, why):
        """Raise the error about KEY."""
        raise SchemaError(f"{self.where}: {key}: {why}")

    def take(self, key, legal, holds, default=None):
        """The value of KEY, for which HOLDS; LEGAL says in words what that
        is. Required if there is no DEFAULT."""
        self.known.append(key)
        if key not in self.table:
            if default is None:
                self.fail(key, f"missing; legal is {legal}")
            return default
        value = self.table.pop(key)
        if not holds(value):
            self.fail(key, f"{value!r} is not legal; legal is {legal}")
        return value

    def text(self, key, default=None):
        """A text."""
        return self.take(key, "a text", is_text, default)

    def number(self, key, low, high, default=None):
        """A whole number from LOW to HIGH."""
        return self.take(key, f"a whole number from {low} to {high}",
                         lambda value: is_whole(value)
                         and low <= value <= high, default)

    def texts(self, key, default=None):
        """A list of texts."""
        return self.take(key, "a list of texts", lambda value:
                         isinstance(value, list) and all(map(is_text, value)),
                         default)

    def done(self):
        """Raise if a key was not taken."""
        if self.table:
            self.fail(sorted(self.table)[0],
                      f"unknown; legal are {', '.join(self.known)}")


def is_text(value):
    """Is VALUE a text with something in it?"""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value):
    """Is VALUE a whole number (which in Python a bool is, too)?"""
    return isinstance(value, int) and not isinstance(value, bool)


def is_seeds(value):
    """Is VALUE a list of seeds?"""
    return (isinstance(value, list) and bool(value)
            and all(is_whole(seed) and 0 <= seed < 1 << 32 for seed in value))


def is_regex(value):
    """Is VALUE a regular expression?"""
    try:
        re.compile(value)
    except (re.error, TypeError):
        return False
    return True


# ---- one check ----

def parse_that(table, text, parser):
    """The Expression (or Node) in TEXT, with its functions' words checked."""
    try:
        parsed = parser(text, grade_measure.TIMES)
        for name, words in re.findall(r"([a-z_]+)\(([^()]*)\)", text):
            if name in grade_measure.TIMES:
                grade_measure.check_words(name, words.strip())
    except grade_expr.ExpressionError as error:
        table.fail(repr(text), str(error))
    return parsed


def read_answer(table, check):
    """The keys of a check of the kind `answer`."""
    check.words = table.texts("accept", [])
    check.within = table.take(
        "within", 'a number or a percentage, as "0.5" or "5 %"',
        lambda value: isinstance(value, str) and TOLERANCE.match(value), "0")
    check.unit = table.take("unit", "ns, us, ms or s",
                            lambda value: value in UNIT_NS, "")
    text = table.text("is", "")
    if bool(text) == bool(check.words):
        table.fail("is, accept", "legal is exactly one of them: what is "
                   "measured, or a list of accepted words")
    if text:
        check.expression = parse_that(table, text, grade_expr.parse_value)
        if check.expression.time != bool(check.unit):
            table.fail("unit", "a measured time needs a unit, a number none")


def read_check(where, data, files):
    """The Check in the table DATA; FILES are what is handed in."""
    table = Table(where, data)
    kinds = [kind for kind in CHECKS if kind in table.table]
    if len(kinds) != 1:
        raise SchemaError(f"{where}: legal is exactly one of "
                          f"{', '.join(CHECKS)}; found {kinds or 'none'}")
    kind = kinds[0]
    table.known += (*CHECKS, "also")
    want = {"order": table.texts, "ends": table.texts,
            "status": lambda key: table.number(key, 0, 255),
            "console": lambda key: table.take(
                key, "a regular expression", is_regex),
            "that": table.text, "answer": table.text}[kind](kind)
    check = Check(kind, want, table.number("points", 0, 1000),
                  table.text("says"), table.text("hint"))
    if kind == "that":
        check.expression = parse_that(table, want, grade_expr.parse)
    if table.table.get("also") is not None:
        check.also = parse_that(table, table.text("also"), grade_expr.parse)
    if kind == "console":
        check.times = table.number("times", 1, 100000, 0)
    if kind == "answer":
        read_answer(table, check)
        if "answers" not in files:
            table.fail("answer", "nothing of the kind `answers` is handed in")
    table.done()
    return check


# ---- one test ----

def read_machine(where, data):
    """(cores, hz, options) of the table `machine`."""
    table = Table(f"{where}: machine", data)
    cores = table.number("cores", 1, CORES_MAX, 1)
    hz = table.take("hz", "100, 250 or 1000", lambda value: value in HZ, 250)
    options = table.take(
        "options", "a table of the kernel's options (kernel/options.c)",
        lambda value: isinstance(value, dict) and all(
            isinstance(one, (str, int)) for one in value.values()), {})
    table.done()
    return cores, hz, options


def read_program(table, files):
    """(program, args) of a test: load, the submission, py with a program of
    user/lab/, or another program from there."""
    load = table.texts("load", [])
    program = table.text("program", "")
    args = table.texts("args", [])
    if bool(load) == bool(program):
        table.fail("load, program", "legal is exactly one of them: words for "
                   "user/lab/load.c, or the name of a program")
    if load:
        return "load", load
    if program == "submission":
        if "program" not in files:
            table.fail("program", "no program is handed in")
    elif program == "py":
        if not args or not (PROGRAMS / Path(args[0]).name).is_file():
            table.fail("args", "py wants the name of a Python program first, "
                       "as /lab/convoy.py")
    elif not (PROGRAMS / f"{program}.c").is_file():
        table.fail("program", f"{program!r} is not legal; legal is "
                   "submission, py, or NAME for user/lab/NAME.c")
    return program, args


def read_test(where, data, files):
    """The Test in the table DATA."""
    table = Table(where, data)
    name = table.take("name", "a name of a-z, 0-9 and -", lambda value:
                      isinstance(value, str)
                      and re.fullmatch(r"[a-z][a-z0-9-]{0,30}", value))
    table.where = where = f"{where} ({name})"
    asks = table.text("asks")
    table.known.append("machine")
    cores, hz, options = read_machine(where, table.table.pop("machine", {}))
    sched = table.texts("sched", ["rr"])
    seeds = table.take("seeds", "a list of seeds, 0 to 4294967295", is_seeds,
                       [0])
    program, args = read_program(table, files)
    env = table.take("env", "a table of environment variables",
                     lambda value: isinstance(value, dict) and all(
                         isinstance(one, (str, int)) for one in value.values()),
                     {})
    mark = table.text("mark", "load")
    checks = table.take("check", "a list of tables [[test.check]]",
                        lambda value: isinstance(value, list) and value)
    table.done()
    return Test(name, asks, cores, hz, options, sched, seeds, program, args,
                [read_check(f"{where}, check {number}", check, files)
                 for number, check in enumerate(checks, start=1)], env, mark)


# ---- the file ----

def read_files(table, key, default=None):
    """The table KEY: from a kind of submission to a file's name."""
    return table.take(
        key, f"a table from {', '.join(KINDS)} to a file's name",
        lambda value: isinstance(value, dict) and bool(value)
        and all(kind in KINDS and is_text(name)
                for kind, name in value.items()), default)


def read_lab(path):
    """The Lab in the file PATH. SchemaError."""
    where = str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT)
                else path)
    try:
        data = tomllib.loads(path.read_text())
    except OSError as error:
        raise SchemaError(f"{where}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SchemaError(f"{where}: not TOML: {error}") from None
    table = Table(where, data)
    table.take("schema", f"{SCHEMA}", lambda value: value == SCHEMA)
    files = read_files(table, "hand_in")
    title = table.text("title")
    default = read_files(table, "default")
    slice_ms = table.take("slice_ms", "milliseconds, more than 0",
                          lambda value: isinstance(value, (int, float))
                          and 0 < value < 10000, 10)
    tests = table.take("test", "a list of tables [[test]]",
                       lambda value: isinstance(value, list) and value)
    table.done()
    if set(default) != set(files):
        table.fail("default", "legal are the kinds of hand_in")
    read = [read_test(f"{where}: test {number}", test, files)
            for number, test in enumerate(tests, start=1)]
    names = [test.name for test in read]
    for name in names:
        if names.count(name) > 1:
            table.fail("test", f"two tests are called {name}")
    for test in read:
        test.slice_ns = slice_ms * 1e6
    return Lab(path.parent, title, files, default, read)


def find_lab(word):
    """The directory of the lab called WORD (03, or 03-round-robin)."""
    if Path(word).is_dir() and (Path(word) / "tests.toml").is_file():
        return Path(word).resolve()
    found = [path for path in sorted(LABS.glob("[0-9]*"))
             if path.name == word or path.name.split("-")[0] == word]
    if len(found) != 1:
        legal = " ".join(path.name for path in sorted(LABS.glob("[0-9]*")))
        raise SchemaError(f"LAB={word}: no such lab; legal are {legal}")
    return found[0]


def load_lab(word):
    """The Lab called WORD. SchemaError."""
    return read_lab(find_lab(word) / "tests.toml")
