# SPDX-License-Identifier: MIT
"""The language in which a lab's test says what must hold.

    max_wait(*) <= 2 slices
    share(A) / share(B) = 3 +- 2 %
    preemptions(cpu*) > 0

SIDE COMPARISON SIDE, where a side is made of numbers, numbers with a unit (ns,
us, ms, s, slices, ticks), functions of grade_measure.py, + - * / and
parentheses. `=` may carry a tolerance, absolute or in percent of the right
side. Sides are checked for their dimension before anything runs: a time cannot
be compared with a count.

Parsing gives an Expression; its evaluation needs a `context` with
    unit(name)                  ns of a unit
    measure(function, words)    a grade_measure.Measure
"""

import re
from dataclasses import dataclass, field

UNITS = ("ns", "us", "ms", "s", "slices", "ticks")
TOKEN = re.compile(r"""\s*(?:
    (?P<call>[a-z_]+\([^()]*\)) | (?P<number>\d+(?:\.\d+)?) |
    (?P<word>[a-z]+) | (?P<operator><=|>=|\+-|±|[-+*/()<>=%]))""", re.VERBOSE)
COMPARISONS = {
    "<=": lambda a, b, slack: a <= b,
    ">=": lambda a, b, slack: a >= b,
    "<": lambda a, b, slack: a < b,
    ">": lambda a, b, slack: a > b,
    "=": lambda a, b, slack: abs(a - b) <= slack,
}


class ExpressionError(Exception):
    """The text is no expression; says what is legal."""


@dataclass
class Value:
    """A number, or a time in ns, and the measures it was made from."""
    number: float
    measures: list = field(default_factory=list)


@dataclass
class Node:
    """A part of an expression. time: 0 a number, 1 a time (in ns)."""
    evaluate: object    # from a context to a Value
    time: int


@dataclass
class Outcome:
    """What an expression came to."""
    holds: bool
    left: Value
    right: Value
    time: int           # dimension of both sides


class Parser:
    """Recursive descent over TEXT; FUNCTIONS maps a name to 1 if the function
    gives a time, 0 if a number."""

    def __init__(self, text, functions):
        self.text = text
        self.functions = functions
        self.tokens = self._tokens()
        self.at = 0

    def _tokens(self):
        tokens, at = [], 0
        text = self.text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise ExpressionError(f"cannot read {text[at:]!r}")
            tokens.append((match.lastgroup, match[match.lastgroup]))
            at = match.end()
        return tokens

    def peek(self):
        """The next token, (None, "the end") behind the last."""
        if self.at < len(self.tokens):
            return self.tokens[self.at]
        return None, "the end"

    def take(self, *operators):
        """The next token if it is one of OPERATORS, else None."""
        kind, text = self.peek()
        if kind == "operator" and text in operators:
            self.at += 1
            return text
        return None

    def sum(self):
        """product (+ or - product)..."""
        left = self.product()
        while operator := self.take("+", "-"):
            right = self.product()
            if left.time != right.time:
                raise ExpressionError(
                    f"{operator} of a time and a number: give the number a "
                    f"unit ({', '.join(UNITS)})")
            left = combine(operator, left, right, left.time)
        return left

    def product(self):
        """factor (* or / factor)..."""
        left = self.factor()
        while operator := self.take("*", "/"):
            right = self.factor()
            time = (left.time + right.time if operator == "*"
                    else left.time - right.time)
            if time not in (0, 1):
                raise ExpressionError("a time can be divided by a time or a "
                                      "number, and multiplied by a number")
            left = combine(operator, left, right, time)
        return left

    def factor(self):
        """A number, a number with a unit, a function, or (sum)."""
        if self.take("("):
            inside = self.sum()
            if not self.take(")"):
                raise ExpressionError("a ( without its )")
            return inside
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            return self.number(float(text))
        if kind == "call":
            return self.call(text)
        raise ExpressionError(f"expected a number or a function, not {text}")

    def number(self, number):
        """NUMBER, with the unit behind it if there is one."""
        kind, unit = self.peek()
        if kind != "word":
            return Node(lambda context: Value(number), 0)
        if unit not in UNITS:
            raise ExpressionError(f"unknown unit {unit}; legal are "
                                  f"{', '.join(UNITS)}")
        self.at += 1
        return Node(lambda context: Value(number * context.unit(unit)), 1)

    def call(self, text):
        """NAME(WORD, ...)"""
        name, _, words = text[:-1].partition("(")
        if name not in self.functions:
            raise ExpressionError(f"unknown function {name}; legal are "
                                  f"{', '.join(sorted(self.functions))}")
        words = [word.strip() for word in words.split(",") if word.strip()]

        def evaluate(context):
            measure = context.measure(name, words)
            return Value(measure.value, [measure])
        return Node(evaluate, self.functions[name])


def combine(operator, left, right, time):
    """The Node for LEFT OPERATOR RIGHT."""
    def evaluate(context):
        a, b = left.evaluate(context), right.evaluate(context)
        if operator == "/" and b.number == 0:
            number = float("inf") if a.number else 0.0
        else:
            number = {"+": lambda: a.number + b.number,
                      "-": lambda: a.number - b.number,
                      "*": lambda: a.number * b.number,
                      "/": lambda: a.number / b.number}[operator]()
        return Value(number, a.measures + b.measures)
    return Node(evaluate, time)


@dataclass
class Expression:
    """LEFT COMPARISON RIGHT, with a tolerance if COMPARISON is `=`."""
    text: str
    left: Node
    comparison: str
    right: Node
    slack: Node = None      # None: exact
    percent: bool = False   # slack is in percent of the right side

    def judge(self, context):
        """The Outcome in CONTEXT."""
        left = self.left.evaluate(context)
        right = self.right.evaluate(context)
        slack = self.slack.evaluate(context).number if self.slack else 0
        if self.percent:
            slack *= abs(right.number) / 100
        holds = COMPARISONS[self.comparison](left.number, right.number, slack)
        return Outcome(bool(holds), left, right, self.left.time)


def parse_tolerance(parser):
    """(slack, percent) behind `=`."""
    if not parser.take("+-", "±"):
        return None, False
    slack = parser.product()
    return slack, bool(parser.take("%"))


def parse(text, functions):
    """The Expression in TEXT. ExpressionError if it is none."""
    parser = Parser(text, functions)
    left = parser.sum()
    comparison = parser.take(*COMPARISONS)
    if not comparison:
        raise ExpressionError(f"expected {' '.join(COMPARISONS)}, not "
                              f"{parser.peek()[1]}")
    right = parser.sum()
    slack, percent = (parse_tolerance(parser) if comparison == "="
                      else (None, False))
    if parser.at < len(parser.tokens):
        raise ExpressionError(f"unexpected {parser.peek()[1]}")
    wrong = left.time != right.time or (slack and not percent
                                        and slack.time != right.time)
    if wrong:
        raise ExpressionError("a time compared with a number: give the number "
                              f"a unit ({', '.join(UNITS)})")
    return Expression(text, left, comparison, right, slack, percent)


def parse_value(text, functions):
    """The Node of one side alone: what an answer is compared with."""
    parser = Parser(text, functions)
    node = parser.sum()
    if parser.at < len(parser.tokens):
        raise ExpressionError(f"unexpected {parser.peek()[1]}")
    return node
