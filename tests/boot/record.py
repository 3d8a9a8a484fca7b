# SPDX-License-Identifier: MIT
"""`make experiments` (docs/experiments.md): what it says of a figure, that its
pictures and its page are well formed and need nothing else, that it goes on
where it was interrupted and gives the same bytes then; and a few of its
machines, whose figures hold."""

import dataclasses
import json
import math
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as xml
from html.parser import HTMLParser

from lib.case import PROJECT
from lib.check import check, contains, equal
from lib.lab import command, make

import exp_plot as plot   # qemu/, on the path since lib.lab
import exp_run
from exp_figure import Figure
from exp_machine import Machine
from exp_progress import Progress
from record import EXPERIMENTS, e01_two_threads

RUN = [sys.executable, "-B", "qemu/run_record.py"]
TIMEOUT = 900  # host seconds; a hang detector
CODE_INTERRUPTED = 130
VOID_TAGS = {"meta", "br", "hr", "img", "link"}


def run_record(out, *words):
    """Run experiments into OUT; (status, what it printed)."""
    return command([*RUN, "--out", out, *words], timeout=TIMEOUT)


def files_of(out):
    """The bytes of the report's files."""
    return {name: (out / name).read_bytes()
            for name in ("index.html", "result.json")}


def figure(**fields):
    """A Figure that holds, but for FIELDS."""
    return Figure(**{"what": "w", "unit": "u", "published": "-",
                     "measured": 100.0, "predicted": 95.0, "expected": "e",
                     "direction": True} | fields)


def test_verdict(lab):
    """A figure holds if direction and prediction do; nothing divides by 0."""
    for fields, verdict in (
            ({}, "holds"), ({"predicted": 110.0}, "holds"),
            ({"predicted": 111.0}, "DIFFERS"), ({"predicted": 89.0}, "DIFFERS"),
            ({"predicted": None}, "holds"),
            ({"direction": False}, "NOT SO"),
            ({"predicted": None, "direction": False}, "NOT SO"),
            ({"measured": 0.0, "predicted": 0.0}, "holds"),
            ({"measured": 0.0, "predicted": 1.0}, "DIFFERS")):
        equal(figure(**fields).verdict, verdict, f"verdict of {fields}")


class Balance(HTMLParser):
    """Counts what is left open, and notes what a page would load."""

    def __init__(self):
        super().__init__()
        self.open, self.loads, self.ids, self.links = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag not in VOID_TAGS:
            self.open.append(tag)
        if "src" in attrs or tag == "link":
            self.loads.append(tag)
        self.ids.add(attrs.get("id"))
        self.links.append(attrs.get("href", ""))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        equal(self.open.pop() if self.open else None, tag, "closing tag")


def check_page(out):
    """The page closes what it opens, loads nothing, and its links lead
    somewhere."""
    text = (out / "index.html").read_text()
    page = Balance()
    page.feed(text)
    equal(page.open, [], "left open")
    equal(page.loads, [], "loads")
    for link in filter(None, page.links):
        if link.startswith("#"):
            check(link[1:] in page.ids, "no such place", link=link)
        else:
            check((out / link).exists(), "no such file", link=link)


PLOTS = (
    plot.LinePlot("a < b & c", "x", "y", (
        plot.Series("one", ((1, 1), (10, 5))),
        plot.Series("two", ((1, 0), (1e5, 1e6)), published=True),
        plot.Series("three, at the costs of another", ((2, 3),),
                    predicted=True)), log_x=True, log_y=True),
    plot.LinePlot("one point", "x", "y", (plot.Series("s", ((5, 0),)),)),
    plot.LinePlot("low", "x", "y", (plot.Series("s", ((0, -3), (1, 4))),)),
    plot.BarPlot("bars", "y", ("g1", "g2"), (
        plot.Series("a", (1, None)), plot.Series("b", (0, 2.5)))),
    plot.HeatMap("heat", ("r1", "r2"), ("c1", "c2"), ((1, 10), (None, 1000)),
                 "unit", log=True),
    plot.HeatMap("flat", ("r",), ("c",), ((3,),)))


def inside(element, width, height):
    """Is each of its numbers a place in the picture?"""
    for key, limit in (("x", width), ("y", height), ("x1", width),
                       ("x2", width), ("y1", height), ("y2", height),
                       ("cx", width), ("cy", height)):
        if key in element.attrib:
            value = float(element.get(key))
            check(math.isfinite(value) and -1 <= value <= limit + 1, "outside",
                  key=key, value=value, element=element.tag)
    if element.get("text-anchor") == "start" and element.get("font-size"):
        # Wide fonts take 0.6 of their size for a letter.
        text, size = element.text or "", float(element.get("font-size"))
        end = float(element.get("x")) + 0.6 * size * len(text)
        check(end <= width, "cut off", text=text, end=end)


def test_pictures(lab):
    """Each kind of plot is well-formed XML, nothing lies outside, and axes
    have round ticks that embrace the data."""
    for one in PLOTS:
        root = xml.fromstring(plot.svg(one))
        for element in root.iter():
            inside(element, float(root.get("width")),
                   float(root.get("height")))
        equal(plot.svg(one), plot.svg(one), "the same twice")
    for one in (plot.LinePlot("", "", "", ()), plot.HeatMap("", (), (), ()),
                plot.BarPlot("", "", (), (plot.Series("a", ()),))):
        check(not plot.has_data(one), "has data", plot=one)
    check(all(map(plot.has_data, PLOTS)), "has no data")
    equal(plot.Axis([1, 900], log=True).ticks(), [1, 10, 100, 1000], "log")
    equal(plot.Axis([0, 9]).ticks(), [0, 2, 4, 6, 8, 10], "linear")
    equal(plot.Axis([2.0], low=1).ticks()[0], 1, "from 1")
    equal([plot.short(n) for n in (0.5, 30, 1234, 25000, 3e6)],
          ["0.5", "30", "1234", "25k", "3M"], "short")


def test_registry(lab):
    """Numbers rise, machines are named once or are the same, and the small set
    is a part of each experiment's."""
    numbers = [one.number for one in EXPERIMENTS]
    equal(numbers, sorted(set(numbers)), "numbers")
    exp_run.unique(machine for one in EXPERIMENTS
                   for machine in one.chosen(full=True))
    for one in EXPERIMENTS:
        check(set(one.small) <= set(one.machines), "small", number=one.number)
        check(one.sources and one.question.endswith("?"), "texts",
              number=one.number)


def fake(name, seq_ns, cpu_ns, **fields):
    """What a machine of experiment 1 might have measured."""
    machine = dataclasses.replace(e01_two_threads.ONE, name=name, **fields)
    thread = {"drops": {"ticks": 1000}}
    prims = {"signal_wake": 800, "signal_none": 10, "clock": 190,
             "wake_latency_busy": 5200, "futex_roundtrip": 2700}
    lines = [f"prims.{key}_ps={ns * 1000}" for key, ns in prims.items()]
    console = "\n".join(["mode=prims", *lines, "mode=seq", "seq.threads=1",
                         f"seq.elapsed_ns={seq_ns}", "mode=cpu",
                         "cpu.threads=2", f"cpu.elapsed_ns={cpu_ns}"])
    return exp_run.Measured(run=machine, console=console, digest="",
                            stats={"seq-1": {"threads": [thread]}}, trace=None)


def test_judge(lab):
    """Experiment 1 judges made-up machines: the formula by hand, a ratio below
    1, and a subset."""
    one, two = e01_two_threads.ONE.name, e01_two_threads.TWO.name
    measured = {one: fake(one, 4_000_000, 3_900_000),
                two: fake(two, 4_000_000, 4_300_000, cores=2)}
    slow, fast = e01_two_threads.figures(measured)
    equal((slow.verdict, fast.verdict), ("NOT SO", "holds"), "verdicts")
    # P = 4 us, w = 600 ns, away 5010 + 675 ns: the second check finds it.
    equal(round(fast.predicted, 6), round(1 + 600 / 8000 / 2, 6), "formula")
    equal(len(e01_two_threads.figures({two: measured[two]})), 1, "a subset")
    for picture in e01_two_threads.plots(measured):
        xml.fromstring(plot.svg(picture))


def test_kept(lab):
    """A result is found again under the same key only, and never when damaged;
    each field of a machine that matters changes its key."""
    machine = e01_two_threads.ONE
    measured = dataclasses.replace(fake(machine.name, 10, 20),
                                   trace=lab.dir / "trace.bin")
    exp_run.write_kept(measured, lab.dir, "key")
    equal(exp_run.read_kept(machine, lab.dir, "key"), None, "without trace")
    measured.trace.touch()
    equal(exp_run.read_kept(machine, lab.dir, "key").console, measured.console,
          "console")
    equal(exp_run.read_kept(machine, lab.dir, "other"), None, "another key")
    for text in ("", "{}", "[]", '{"key": "key"}'):
        (lab.dir / exp_run.KEPT).write_text(text)
        equal(exp_run.read_kept(machine, lab.dir, "key"), None, repr(text))
    key = machine.key("tools")
    for field, value in (
            ("program", "/bin/x"), ("words", (1,)), ("gil", "x"), ("cores", 9),
            ("interval_us", 7), ("env", (("A", 1),)), ("seed", 5),
            ("options", (("hz", 1),)), ("marks", ("x",)), ("trace_mib", 1),
            ("quantum", 9)):
        other = dataclasses.replace(machine, **{field: value})
        check(other.key("tools") != key, "same key", field=field)
    check(machine.key("other") != key, "same key for other tools")
    renamed = dataclasses.replace(machine, title="t", effort=9)
    equal(renamed.key("tools"), key, "key of the same work")


def test_names(lab):
    """Two different machines cannot share a name."""
    machine = Machine("same", "t", "/bin/x")
    equal(list(exp_run.unique([machine, machine])), ["same"], "twice the same")
    try:
        exp_run.unique([machine, dataclasses.replace(machine, cores=2)])
    except exp_run.RunFailed:
        return
    check(False, "accepted")


class Screen:
    """A terminal that remembers."""

    def __init__(self, terminal):
        self.text, self.terminal = "", terminal

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return self.terminal


def test_progress(lab):
    """The time left is what the efforts so far took, times what is left."""
    runs = [Machine(f"m{n}", f"title {n}", "/bin/x", effort=effort)
            for n, effort in enumerate((5, 1, 2))]
    for terminal in (False, True):
        now = [0.0]
        screen = Screen(terminal)
        progress = Progress(runs, screen, lambda now=now: now[0])
        progress(runs[0], 1, 3, kept=True)
        now[0] = 30.0
        progress(runs[1], 2, 3)
        contains(screen.text, "about 1 min 00 s left", "time left")
        contains(screen.text, "title 1", "title")
        equal("#" in screen.text, terminal, "a bar")


def check_usage(status, text, part):
    """A wrong command line ends with 2 and says what is legal."""
    equal(status, 2, "status")
    contains(text, part, "message")


def test_bad_arguments(lab):
    """A wrong number says which are legal, and nothing runs."""
    legal = " ".join(str(one.number) for one in EXPERIMENTS)
    for word in ("99", "0", "x", "1,,99", "-1", "1.0"):
        check_usage(*run_record(lab.dir, f"--only={word}"),
                    f"legal are {legal}")
    for word in ("0", "x", "65", "-1"):
        check_usage(*run_record(lab.dir, f"--jobs={word}"), "legal are 1 to")
    status, text = make("experiments", "ONLY=99", timeout=TIMEOUT)
    equal(status, 2, "status of make")
    contains(text, f"legal are {legal}", "make")
    check(not (lab.dir / "machines").exists(), "a machine ran")


def test_interrupted(lab):
    """Ctrl-C ends the machines and keeps what has ended; the same command then
    goes on, and what it leaves is what one without interruption does."""
    words = [*RUN, "--out", lab.dir, "--small", "--only=1", "--jobs=1"]
    with subprocess.Popen(list(map(str, words)), cwd=PROJECT,
                          stdout=subprocess.DEVNULL, text=True,
                          stderr=subprocess.PIPE) as process:
        for line in process.stderr:
            if "[" in line:
                break
        time.sleep(0.5)   # so that the next one has been started
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        equal(process.wait(TIMEOUT), CODE_INTERRUPTED, "status")
    contains(rest, "interrupted", "message")
    equal(len(list(lab.dir.glob("machines/*/measured.json"))), 1, "kept")
    status, text = run_record(lab.dir, "--small", "--only=1")
    equal(status, 0, text)
    check("[  1/2]" not in text, "ran again", text=text)


def check_without_each(out):
    """Each experiment of the small set can be judged and drawn without any one
    of its machines, as where that one has failed."""
    tools = exp_run.digest_of(exp_run.IMAGE, exp_run.TRACE_TOOL)
    for one in EXPERIMENTS:
        measured = {run.name: exp_run.read_kept(
            run, out / "machines" / run.name, run.key(tools))
            for run in one.small}
        for name in measured:
            rest = {other: of for other, of in measured.items()
                    if other != name}
            check(all(figure.machine != name for figure in one.judge(rest)),
                  "a figure of nothing", number=one.number, machine=name)
            one.plots(rest)


def test_small_set(lab):
    """A few machines of each experiment: every figure holds; what was kept is
    not run again, and is the same as if it had been."""
    status, text = run_record(lab.dir, "--small")
    equal(status, 0, text)
    for one in json.loads((lab.dir / "result.json").read_text())["results"]:
        check(one["holds"], "does not hold", result=one)
    check_page(lab.dir)
    check_without_each(lab.dir)
    before = files_of(lab.dir)
    next(lab.dir.glob("machines/*/measured.json")).unlink()
    status, text = run_record(lab.dir, "--small", "--jobs=1")
    equal((status, text.count("[")), (0, 1), "runs again")
    equal(files_of(lab.dir) == before, True, "the same bytes")
    status, text = run_record(lab.dir, "--small")
    contains(text, "kept from before", "progress")
    equal(files_of(lab.dir) == before, True, "the same bytes again")
