# SPDX-License-Identifier: MIT
"""The page of the experiments: one HTML file that needs no other and no
network. It says what the terminal's tables say, with pictures and the reasons.
The same results give the same bytes."""

from html import escape

import exp_plot
from exp_report import by_unit, number, thread_table

STYLE = """
body { max-width: 62rem; margin: 2rem auto; padding: 0 1.2rem; color: #222;
  background: #fff; font: 16px/1.5 Georgia, "DejaVu Serif", serif; }
h1, h2, nav, table, .command, figcaption {
  font-family: "DejaVu Sans", Helvetica, Arial, sans-serif; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; }
h2 { font-size: 1.25rem; margin-top: 3rem; border-top: 2px solid #222;
  padding-top: .8rem; }
a { color: #1b4f72; }
nav table { border: 0; }
.question { font-style: italic; font-size: 1.1rem; }
.source { color: #555; font-size: .9rem; }
figure { margin: 1.2rem 0; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0;
  border-bottom: 1px solid #ddd; vertical-align: top; }
th { border-bottom: 2px solid #222; }
td:first-child { white-space: nowrap; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td.no { font-weight: bold; text-decoration: underline; }
tr.why td { border-bottom: 1px solid #ddd; color: #555; font-size: .8rem; }
tr.figure td { border-bottom: 0; padding-bottom: 0; }
code, pre { font: 14px "DejaVu Sans Mono", Menlo, monospace; }
pre { background: #f4f4f4; border-left: 3px solid #888; padding: .5rem .8rem;
  overflow-x: auto; }
.traces { font-size: .8rem; color: #555; }
@media print { body { max-width: none; font-size: 11pt; margin: 0; }
  h2 { break-before: page; } figure, tr { break-inside: avoid; }
  a { color: #222; text-decoration: none; } }
"""

HEAD = ("what", "published", "predicted", "measured", "error", "")


def _anchor(experiment):
    return f"experiment-{experiment.number}"


def _paragraphs(text):
    return "".join(f"<p>{escape(part.strip())}</p>\n"
                   for part in text.split("\n\n"))


def _verdict_count(report):
    held = sum(figure.holds for figure in report.figures)
    failed = (f"; machines that failed: {len(report.failed)}"
              if report.failed else "")
    return f"{held} of {len(report.figures)} hold{failed}"


def _contents(reports):
    rows = "".join(
        f'<tr><td class="n">{one.experiment.number}</td>'
        f'<td><a href="#{_anchor(one.experiment)}">'
        f"{escape(one.experiment.title)}</a></td>"
        f"<td>{_verdict_count(one)}</td></tr>\n" for one in reports)
    return f"<nav><table>\n{rows}</table></nav>\n"


def _row(figure):
    predicted = "" if figure.predicted is None else number(figure.predicted)
    error = "" if figure.predicted is None else f"{figure.error:.1%}"
    cost = f", cost={figure.cost}" if figure.cost else ""
    mark = "" if figure.holds else ' class="no"'
    cells = "".join(f'<td class="n">{escape(text)}</td>' for text in
                    (figure.published, predicted, number(figure.measured),
                     error))
    why = ("; ".join(filter(None, [f"expected: {figure.expected}",
                                   figure.inputs, figure.note])))
    return (f'<tr class="figure"><td>{escape(figure.what + cost)}</td>{cells}'
            f"<td{mark}>{escape(figure.verdict)}</td></tr>\n"
            f'<tr class="why"><td></td><td colspan="5">{escape(why)}</td>'
            "</tr>\n")


def _formulas(figures):
    """Each formula once, in the order in which they are first used."""
    formulas = dict.fromkeys(figure.formula for figure in figures
                             if figure.formula)
    return "".join(f"<p><b>Predicted:</b> {escape(text)}.</p>\n"
                   for text in formulas)


def _failed_row(failure):
    """Of a machine that failed, in the place of its figures."""
    why = (f"FAILED: machine {failure.name}: {failure.why}; kept in "
           f"{failure.file}")
    last = "\n".join(failure.last)
    return (f'<tr class="figure"><td>{escape(failure.title)}</td>'
            '<td class="n">-</td><td></td><td></td><td></td>'
            '<td class="no">FAILED</td></tr>\n<tr class="why"><td></td>'
            f'<td colspan="5">{escape(why)}<pre>{escape(last)}</pre></td>'
            "</tr>\n")


def _table(rows):
    head = "".join(f"<th{'' if text in ('what', '') else ' class=n'}>"
                   f"{escape(text)}</th>" for text in HEAD)
    return f"<table>\n<tr>{head}</tr>\n{''.join(rows)}</table>\n"


def _tables(figures, failed):
    """A table for each unit, its formulas below, and one of what FAILED."""
    text = "".join(f'<p class="source">Unit: {escape(unit)}.</p>\n'
                   f"{_table(map(_row, some))}{_formulas(some)}"
                   for unit, some in by_unit(figures))
    return text + (_table(map(_failed_row, failed)) if failed else "")


def _traces(report):
    links = " · ".join(
        f'<a href="machines/{escape(name)}/trace.bin">{escape(name)}</a>'
        if one.trace else
        f'<a href="machines/{escape(name)}/console.txt">{escape(name)}</a>'
        for name, one in report.measured.items())
    return (f'<p class="traces">Traces (for build/host/convoy-trace): {links}'
            "</p>\n")


def _threads(report):
    """What each thread did, of those machines of whose trace parts are
    wanted."""
    groups = [(f"{name}{': ' if mark else ''}{mark}", stats)
              for name, one in report.measured.items()
              for mark, stats in one.stats.items()]
    if not groups:
        return ""
    return ("<details><summary>What each thread did</summary>\n"
            f"<pre>{escape(thread_table(groups))}</pre></details>\n")


def _section(report):
    experiment = report.experiment
    pictures = "".join(f"<figure>\n{exp_plot.svg(plot)}</figure>\n"
                       for plot in report.plots)
    return (f'<section id="{_anchor(experiment)}">\n'
            f"<h2>{experiment.number}. {escape(experiment.title)}</h2>\n"
            f'<p class="question">{escape(experiment.question)}</p>\n'
            f'<p class="source">{escape("; ".join(experiment.sources))}</p>\n'
            f"{pictures}{_paragraphs(experiment.story)}"
            f"{_tables(report.figures, report.failed)}"
            f"<pre>make experiments ONLY={experiment.number}</pre>\n"
            f"{_threads(report)}{_traces(report)}</section>\n")


def page(introduction, reports, digest):
    """The page as text. reports: experiments that have run (run_record.py)."""
    return ('<!DOCTYPE html>\n<html lang="en">\n<head>\n'
            '<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            "<title>What a global interpreter lock costs</title>\n"
            f"<style>{STYLE}</style>\n</head>\n<body>\n"
            "<h1>What a global interpreter lock costs</h1>\n"
            f"{_paragraphs(introduction)}{_contents(reports)}"
            + "".join(map(_section, reports))
            + f'<p class="traces">Digest of all traces: <code>{digest}</code>'
            "</p>\n</body>\n</html>\n")
