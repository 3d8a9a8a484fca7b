# SPDX-License-Identifier: MIT
"""The report of the experiments, for a terminal 80 columns wide. It computes
nothing that is not on the page: figures come from exp_judge.py, times of
threads from convoy-trace."""

import textwrap
from dataclasses import dataclass

WIDTH = 80
RULE = "-" * WIDTH


@dataclass(frozen=True)
class Failure:
    """A machine that failed, for people."""
    name: str
    title: str   # the machine's
    why: str     # in one line
    last: tuple  # the last lines that it printed
    file: str    # the path of all that it printed


def heading(text):
    """A section's title."""
    return f"\n{text}\n{'=' * len(text)}\n"


def paragraph(text, indent=""):
    """TEXT, wrapped."""
    return textwrap.fill(text, WIDTH, initial_indent=indent,
                         subsequent_indent=indent) + "\n"


def number(value):
    """VALUE with about four digits."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.4f}"


def _label(figure):
    return f"{figure.what}, {figure.cost}" if figure.cost else figure.what


def _figure_row(figure, what_width, published_width):
    predicted = ("-" if figure.predicted is None
                 else number(figure.predicted))
    error = "" if figure.predicted is None else f"{figure.error:.1%}"
    in_c = getattr(figure, "measured_c", None)
    row = (f"  {_label(figure):<{what_width}} "
           f"{figure.published:>{published_width}} {predicted:>9} "
           f"{number(figure.measured):>9} {error:>6} "
           f"{figure.verdict:<7}")
    return (row if in_c is None else f"{row} {number(in_c):>8}").rstrip()


def _failed_row(failure, what_width, published_width):
    return (f"  {failure.title:<{what_width}} {'-':>{published_width}} "
            f"{'-':>9} {'-':>9} {'':>6} FAILED")


def _figure_rows(figures, first_title, failed):
    """The table's lines: a head, for each figure its line, and one for each
    machine that has no figures because it failed."""
    what = max(18, len(first_title), *(len(_label(one)) for one in figures),
               *(len(one.title) for one in failed))
    published = max(34 - what, *(len(one.published) for one in figures),
                    len("published"))
    head = (f"  {first_title:<{what}} {'published':>{published}} "
            f"{'predicted':>9} {'measured':>9} {'error':>6}")
    if any(hasattr(figure, "measured_c") for figure in figures):
        head += f"         {'in C':>8}"
    return [head, "  " + RULE[2:],
            *(_figure_row(one, what, published) for one in figures),
            *(_failed_row(one, what, published) for one in failed)]


def _reasons(figures):
    """Where the predictions come from, each formula once, and why a figure is
    not the published one."""
    text, before = "", None
    for figure in figures:
        if figure.formula != before and figure.formula:
            text += paragraph(f"Predicted: {figure.formula}.", "  ")
        if figure.inputs:
            text += paragraph(f"{_label(figure)}: {figure.inputs}.", "    ")
        if figure.note:
            text += paragraph(f"not as published: {figure.note}.", "      ")
        before = figure.formula
    return text


def failures_text(failed):
    """What is known of each that failed; a path is not wrapped."""
    return "".join(
        paragraph(f"FAILED: machine {one.name}: {one.why}", "  ")
        + "".join(f"      {line}\n" for line in one.last)
        + f"    kept in {one.file}\n" for one in failed)


def by_unit(figures):
    """(unit, those of FIGURES that have it), in the order of the first."""
    return [(unit, [one for one in figures if one.unit == unit])
            for unit in dict.fromkeys(one.unit for one in figures)]


def figure_table(figures, first_title, failed=()):
    """FIGURES as a table, with the machines that FAILED (Failure), and the
    reasons below it."""
    rows = "\n".join(_figure_rows(figures, first_title, failed))
    return f"{rows}\n\n{failures_text(failed)}{_reasons(figures)}"


# Why a thread let go of the GIL: the column's title, and convoy-trace's word.
DROPS = {"ticks": "ticks", "asked": "request", "block": "block",
         "exit": "exit", "yield": "yield", "slice": "quantum",
         "higher": "preempt", "other": "unknown"}


def _ms(ns):
    return f"{ns / 1e6:.2f}" if ns < 99_995_000 else f"{ns / 1e6:.0f}"


def _count(value):
    return str(value) if value < 100_000 else f"{value // 1000}k"


def _drop_cell(title, text):
    return f"{text:>{len(title) + 1}}"


def _thread_head(drops):
    """The titles; of the columns DROPS, of DROPS, among others."""
    titles = "".join(_drop_cell(title, title) for title in drops)
    above = "let go for" if len(titles) > len("let go for") else ""
    return (f"  {'':<10}{'time, ms':>20}{'GIL, ms':>12}"
            f"{above:>{len(titles)}}{'lost':>6}{'futex':>6}\n"
            f"  {'thread':<10}{'run':>6}{'ready':>6}{'blocked':>8}"
            f"{'held':>6}{'wait':>6}{titles}{'races':>6}{'calls':>6}")


def _thread_row(thread, drops):
    run, ready, blocked, held, wait = (_ms(thread[key]) for key in (
        "run_ns", "ready_ns", "blocked_ns", "gil_held_ns", "gil_wait_ns"))
    times = f"{run:>6}{ready:>6}{blocked:>8}{held:>6}{wait:>6}"
    reasons = "".join(
        _drop_cell(title, _count(thread["drops"][DROPS[title]]))
        for title in drops)
    return (f"  {thread['name']:<10}{times}{reasons}"
            f"{_count(thread['lost_races']):>6}"
            f"{_count(thread['futex_calls']):>6}")


def _by_name(thread):
    """Sort key: Thread-9 before Thread-10."""
    name = thread["name"]
    stem = name.rstrip("0123456789")
    return stem, int(name[len(stem):] or 0)


def _interesting(thread):
    """Threads that did something in the window."""
    name = thread["name"].lower()
    return thread["run_ns"] > 0 and not name.startswith("main")


def thread_table(groups, everybody=False):
    """GROUPS is a list of (title, convoy-trace stats): one block for each. Of
    the reasons to let go of the GIL there is a column for each that occurs.
    everybody: the main thread too."""
    shown = [(title, [thread for thread in sorted(stats["threads"],
                                                  key=_by_name)
                      if _interesting(thread) or everybody])
             for title, stats in groups]
    drops = [title for title, why in DROPS.items()
             if any(thread["drops"][why] for _, threads in shown
                    for thread in threads)]
    lines = [_thread_head(drops), "  " + RULE[2:]]
    for title, threads in shown:
        lines.append(f"  {title}:")
        lines += [_thread_row(thread, drops) for thread in threads]
    return "\n".join(lines) + "\n"
