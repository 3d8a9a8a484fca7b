# SPDX-License-Identifier: MIT
"""The constants of string; traceback: exceptions as text, chains, files."""

import io
import string
import traceback

for name in ("ascii_lowercase", "ascii_uppercase", "ascii_letters", "digits",
             "hexdigits", "octdigits", "punctuation", "whitespace",
             "printable"):
    print(name, repr(getattr(string, name)))
print(string.capwords("  hello   wORLD "), string.capwords("a-bC-d", "-"))


def unmarked(lines):
    """Without marks under parts of source lines and without directories."""
    return [line if "/" not in line else line[:8] + line[line.rfind("/") + 1:]
            for line in "".join(lines).splitlines()
            if line.strip(" ~^") or not line]


def deeper(n):
    if n == 0:
        raise ValueError("at the bottom")
    deeper(n - 1)


class Custom(Exception):
    pass


for error in (ValueError("text"), KeyError("k"), Custom(), Custom("a", 1),
              OSError(2, "gone", "file"), Exception(""), StopIteration(3),
              SystemExit(4)):
    print(traceback.format_exception_only(type(error), error),
          traceback.format_exception_only(error))
try:
    deeper(2)
except ValueError as error:
    caught = error
    print(*unmarked(traceback.format_exception(error)), sep="\n")
    print(unmarked([traceback.format_exc()]) ==
          unmarked(traceback.format_exception(error)))
    file = io.StringIO()
    traceback.print_exc(file=file)
    other = io.StringIO()
    traceback.print_exception(error, file=other)
    print(file.getvalue() == other.getvalue(), len(file.getvalue()) > 100)
    print(traceback.format_exception(type(error), error, error.__traceback__)
          == traceback.format_exception(error))
print(repr(traceback.format_exc()))
try:
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise KeyError("new") from error
except KeyError:
    text = unmarked([traceback.format_exc()])
    print(len(text), text[0], text[-1])
    print([line for line in text if line and line[0] != " "])
try:
    deeper(50)
except ValueError as error:
    lines = unmarked(traceback.format_exception(error))
    print([line for line in lines if "repeated" in line], len(lines))
print(isinstance(caught, ValueError))
