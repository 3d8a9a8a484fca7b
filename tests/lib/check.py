# SPDX-License-Identifier: MIT
"""What a test says with: a check that does not hold ends the test, and its
message shows the values."""

import difflib

DIFF_LINES = 40   # of a difference are shown
TAIL_LINES = 15   # of a console are shown


class CheckFailed(Exception):
    """A check did not hold; the text says which and with what values."""


def check(holds, message, **values):
    """HOLDS is true; else fail with MESSAGE and VALUES."""
    if not holds:
        lines = [message] + [f"{name} = {value!r}"
                             for name, value in values.items()]
        raise CheckFailed("\n".join(lines))


def equal(got, want, what):
    """GOT is WANT; texts of several lines are shown as a difference."""
    if got == want:
        return
    if isinstance(got, str) and isinstance(want, str) and "\n" in got + want:
        raise CheckFailed(f"{what} differs:\n{difference(want, got)}")
    raise CheckFailed(f"{what}: got {got!r}, expected {want!r}")


def contains(text, part, what):
    """PART occurs in TEXT; else fail with the last lines of TEXT."""
    if part not in text:
        raise CheckFailed(f"{what}: no {part!r} in\n{tail(text)}")


def difference(want, got):
    """The lines in which two texts differ, in unified form."""
    lines = list(difflib.unified_diff(
        want.splitlines(), got.splitlines(), "expected", "got", lineterm=""))
    if len(lines) > DIFF_LINES:
        lines[DIFF_LINES:] = [f"... {len(lines) - DIFF_LINES} more lines"]
    return "\n".join(lines)


def tail(text):
    """The last lines of a text."""
    return "\n".join(text.splitlines()[-TAIL_LINES:])
