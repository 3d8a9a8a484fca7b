# SPDX-License-Identifier: MIT
"""What the record's report says (`make experiments`), of made-up figures: no
machine runs. The table, the page and result.json say the same of each; a
picture has its axes, its values and its legend; the digest is all machines';
what cannot be trusted is refused."""

import contextlib
import dataclasses
import io
import re
import xml.etree.ElementTree as xml
from types import SimpleNamespace

from lib.check import check, contains, equal

import exp_page   # qemu/, on the path since lib.lab
import exp_plot as plot
import exp_report
import exp_run
import run_record
from exp_figure import Experiment, Figure
from exp_machine import Machine

SVG = "{http://www.w3.org/2000/svg}"
GOOD = Figure(what="good", unit="u", published="1.8", measured=100.0,
              predicted=92.0, expected="less", direction=True, formula="a + b",
              inputs="a 1", note="another machine")
WRONG = dataclasses.replace(GOOD, what="wrong", predicted=50.0)
NOT_SO = dataclasses.replace(GOOD, what="not so", direction=False)
OPEN = dataclasses.replace(GOOD, what="open", predicted=None, formula="")
FIGURES = [GOOD, WRONG, NOT_SO, OPEN]
# By Figure: what stands behind `measured` in each report.
SAID = {"good": ("8.0%", "holds"), "wrong": ("50.0%", "DIFFERS"),
        "not so": ("8.0%", "NOT SO"), "open": ("", "holds")}


def report():
    """A Report of FIGURES and one picture."""
    experiment = Experiment(
        number=7, title="A & B", question="Why?", sources=("a talk",),
        story="One.\n\nTwo.", machines=(), judge=None, plots=None)
    picture = plot.LinePlot("t", "x", "y", (plot.Series("s", ((1, 2),)),))
    measured = {"m": SimpleNamespace(trace=None, digest="d", stats={})}
    return run_record.Report(experiment, measured, FIGURES, [picture], [])


def test_table(lab):
    """The terminal's lines: published, predicted, measured, error, verdict;
    each formula and each reason."""
    text = exp_report.figure_table(FIGURES, "u")
    for one in FIGURES:
        line = next(line for line in text.splitlines()
                    if line.startswith(f"  {one.what} "))
        predicted = "-" if one.predicted is None else f"{one.predicted:.1f}"
        error, verdict = SAID[one.what]
        equal(line.removeprefix(f"  {one.what}").split(),
              ["1.8", predicted, "100.0", *error.split(), *verdict.split()],
              one.what)
    equal(text.count("Predicted: a + b."), 1, "formula")
    equal(text.count("not as published: another machine."), 4, "notes")


def test_units(lab):
    """Figures of another unit stand in a table of their own, in the terminal
    and on the page: a number never stands beside a wrong unit."""
    late = dataclasses.replace(GOOD, what="late", unit="ms", formula="c")
    one = dataclasses.replace(report(), figures=[GOOD, late, WRONG])
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        run_record.print_report(one)
    words = [line.split()[0] for line in said.getvalue().splitlines()
             if line.startswith("  ") and line[2] != " "]
    rule = "-" * 78
    equal(words, ["u", rule, "good", "wrong", "Predicted:",
                  "ms", rule, "late", "Predicted:"], "terminal")
    text = exp_page.page("Begin.", [one], "0123")
    words = re.findall(r'Unit: (\w+)|"figure"><td>(\w+)|Predicted:</b> (.)',
                       text)
    equal(["".join(word) for word in words],
          ["u", "good", "wrong", "a", "ms", "late", "c"], "page")


def test_page(lab):
    """The page's rows say the same, the contents how many hold, and what does
    not hold is marked."""
    text = exp_page.page("Begin.", [report()], "0123")
    rows = re.findall(r'<tr class="figure">(.*)</tr>', text)
    equal(len(rows), len(FIGURES), "rows")
    for one, row in zip(FIGURES, rows):
        cells = re.findall(r"<td[^>]*>([^<]*)</td>", row)
        predicted = "" if one.predicted is None else f"{one.predicted:.1f}"
        equal(cells, [one.what, "1.8", predicted, "100.0", *SAID[one.what]],
              "row")
        equal('class="no"' in row, not one.holds, f"mark of {one.what}")
    for part in ("2 of 4 hold", "A &amp; B", "Why?", "a talk", "<p>One.</p>",
                 "<p>Two.</p>", "a + b", "another machine", "0123", "<svg ",
                 "machines/m/console.txt"):
        contains(text, part, "page")


def test_result_file(lab):
    """result.json has each figure's own verdict and numbers."""
    one = report()
    for figure in FIGURES:
        found = run_record.result_object(one.experiment, figure)
        equal((found["holds"], found["direction"], found["predicted"],
               found["measured"], found["source"]),
              (SAID[figure.what][1] == "holds", figure.direction,
               figure.predicted, 100.0, "a talk"), figure.what)


def texts(root):
    return [element.text for element in root.iter(f"{SVG}text")]


def test_axes(lab):
    """Lines and bars have their title, labels, a legend, and a value at each
    tick; heat maps their names and unit."""
    series = (plot.Series("mine", ((1, 10), (100, 1000))),
              plot.Series("theirs", ((1, 20), (100, 500)), published=True))
    lines = xml.fromstring(plot.svg(plot.LinePlot(
        "title", "across", "up", series, log_x=True, log_y=True)))
    equal(sorted(texts(lines)), sorted(
        ["title", "across", "up", "mine", "theirs",
         *("1", "10", "100"), *("10", "100", "1000")]), "lines")
    hollow = [e for e in lines.iter() if e.get("stroke") == "#777777"
              and e.get("fill") == "#ffffff"]
    equal(len(hollow), 3, "published points, and the legend's")
    bars = texts(xml.fromstring(plot.svg(plot.BarPlot(
        "title", "up", ("g1", "g2"), (plot.Series("mine", (3, None)),)))))
    equal(sorted(bars), sorted(["title", "up", "g1", "g2", "mine", "3", "0",
                                "1", "2", "3"]), "bars")
    heat = texts(xml.fromstring(plot.svg(plot.HeatMap(
        "title", ("row",), ("c1", "c2"), ((5, None),), "us"))))
    equal(heat, ["title", "c1", "c2", "row", "5", None, "us"], "heat")


def test_places(lab):
    """Where a value is on an axis, and how high its bar."""
    linear, log = plot.Axis([0, 9]), plot.Axis([1, 900], log=True)
    equal([linear.place(n) for n in (0, 5, 10)], [0.0, 0.5, 1.0], "linear")
    equal([round(log.place(n), 9) for n in (1, 10, 1000)],
          [0.0, round(1 / 3, 9), 1.0], "log")
    root = xml.fromstring(plot.svg(plot.BarPlot(
        "t", "y", ("g", "h"), (plot.Series("s", (2, 4)),))))
    low, high = [float(element.get("height")) for element
                 in root.iter(f"{SVG}rect") if element.get("fill-opacity")][:2]
    check(abs(high / low - 2) < 0.01, "bars", low=low, high=high)


def test_digest(lab):
    """The digest of all depends on each machine's name and trace."""
    def digest(**machines):
        return exp_run.common_digest({name: SimpleNamespace(digest=text)
                                      for name, text in machines.items()})
    every = [digest(a="1", b="2"), digest(a="1", b="3"), digest(a="0", b="2"),
             digest(a="1", c="2"), digest(a="1"), digest(b="2", a="1")]
    equal(len(set(every)), len(every), "digests")
    equal(digest(a="1", b="2"), every[0], "the same twice")


def test_refused(lab):
    """A machine's result is used if it powered off with status 0 and its trace
    is there and whole."""
    good = SimpleNamespace(kind="poweroff", status=0, error="", trace="t",
                           header={"dropped": 0})
    equal(exp_run._complaint(good, True), "", "a good one")
    for fields, traced in (({"kind": "hang"}, False), ({"status": 3}, False),
                           ({"trace": None}, True),
                           ({"header": {"dropped": 1}}, True)):
        bad = SimpleNamespace(**{**vars(good), **fields})
        check(exp_run._complaint(bad, traced), "accepted", fields=fields)
    equal(exp_run._complaint(SimpleNamespace(**{**vars(good), "trace": None}),
                             False), "", "none wanted")


def test_kept_whole(lab):
    """What is kept comes back with its digest, its stats and its console."""
    machine = Machine("m", "t", "/bin/x", trace_mib=0)
    one = exp_run.Measured(run=machine, console="mode=a\na.n=5", digest="dd",
                           stats={"w": {"threads": []}}, trace=None)
    exp_run.write_kept(one, lab.dir, "key")
    back = exp_run.read_kept(machine, lab.dir, "key")
    equal((back.digest, back.stats, back.value("a", "n")),
          ("dd", one.stats, 5), "kept")
