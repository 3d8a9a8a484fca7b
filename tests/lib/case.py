# SPDX-License-Identifier: MIT
"""A case is one job for the runner; it reports one or more results."""

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
BUILD = PROJECT / "build"
SCRATCH = BUILD / "test"  # each case works in a directory of its own here


@dataclass(frozen=True)
class Result:
    """One line of the report. detail is shown where the test failed."""
    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True)
class Case:
    """A named job. run() returns a list of Results; if it raises, the case
    itself has failed."""
    name: str
    run: object
