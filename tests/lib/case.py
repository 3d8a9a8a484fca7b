# SPDX-License-Identifier: MIT
"""A case is one job for the runner; it reports one or more results."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
BUILD = PROJECT / "build"
# Each case works in a directory of its own here; what failed stays for a look.
SCRATCH = BUILD / "test" / str(os.getpid())


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


def scratch(name):
    """A new, empty directory for the case NAME."""
    directory = SCRATCH / name.replace("/", "-")
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory
