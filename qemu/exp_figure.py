# SPDX-License-Identifier: MIT
"""What an experiment is made of, and one line of its report.

An Experiment asks a question, names the machines that answer it, and knows how
to read the answer: judge makes Figures of what the machines measured, plots
makes pictures (exp_plot.py). One module of record/ holds one experiment, and
the table of record/__init__.py all of them. A Figure holds if it points in the
expected direction and the prediction is within 10 % of the measurement. That a
number from another machine is matched is no part of it.
"""

from dataclasses import dataclass

TOLERANCE = 0.10


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the report."""
    what: str                # is measured: the text of the first column
    unit: str
    published: str           # the other's number, in words; "-": none
    source: str = ""         # of that; "" where the experiment has one only
    measured: float
    predicted: float | None  # None: only a direction is claimed
    formula: str = ""        # of the prediction
    inputs: str = ""         # the numbers put into it
    expected: str            # the direction, in words
    direction: bool          # is it so
    note: str = ""           # why it is not the published one
    cost: str = ""           # whose costs the machine had: Machine.cost
    machine: str = ""        # the name of the one that measured it

    @property
    def error(self):
        """By which part of the measured value the prediction misses it; 0 if
        there is none."""
        if self.predicted is None or self.predicted == self.measured:
            return 0.0
        if not self.measured:
            return float("inf")
        return abs(self.predicted - self.measured) / abs(self.measured)

    @property
    def holds(self):
        return self.direction and self.error <= TOLERANCE

    @property
    def verdict(self):
        """In a word."""
        if self.holds:
            return "holds"
        return "DIFFERS" if self.direction else "NOT SO"

    @property
    def why(self):
        """All in one text."""
        inputs = f" ({self.inputs})" if self.inputs else ""
        return "; ".join(filter(None, [self.formula + inputs, self.note]))


@dataclass(frozen=True)
class Experiment:
    """judge and plots are called with {name: Measured} of the machines that
    were asked for: those of `machines`, with `full` behind them if FULL=1, or
    of `small` alone."""
    number: int
    title: str
    question: str
    sources: tuple    # author, work, year: one text each
    machines: tuple   # exp_machine.Machine
    judge: object     # judge(measured) -> list of Figure
    plots: object     # plots(measured) -> list of exp_plot pictures
    story: str        # a paragraph or some: what happens, and why
    full: tuple = ()  # further machines, for those who have time
    small: tuple = ()  # of the machines, a few that take seconds: for tests

    def chosen(self, full=False, small=False):
        """The machines that are to run."""
        if small:
            return self.small
        return (*self.machines, *(self.full if full else ()))
