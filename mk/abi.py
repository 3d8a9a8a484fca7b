#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Make the table of system calls in docs/abi.md from kernel/syscall.def.

    abi.py [--check]

The table stands between two markers; the rest of the page is written by hand.
With --check nothing is written, and the exit status is 1 if the page is stale.

In syscall.def a comment after an empty line names a group of calls; any other
comment is about the call below it.
"""

import re
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LIST = TOP / "kernel/syscall.def"
PAGE = TOP / "docs/abi.md"
BEGIN = "<!-- mk/abi.py makes what follows from kernel/syscall.def -->\n"
END = "<!-- mk/abi.py's end -->\n"

ITEM = re.compile(
    r"(?P<empty>\n\n)"
    r"|/\*(?P<comment>.*?)\*/"
    r"|SYSCALL\(\s*(?P<number>\d+),\s*(?P<name>\w+),"
    r"\s*\((?P<parameters>[^)]*)\)\s*\)", re.S)
PARAMETER = re.compile(r"(\w+)\s*$")


def comment_text(comment):
    """The words of a C comment, in one line."""
    lines = (line.strip().removeprefix("*") for line in comment.splitlines())
    return " ".join(" ".join(lines).split())


def parameter_names(parameters):
    """`fd, buffer` for `int fd, uint64_t buffer`."""
    names = [PARAMETER.search(one).group(1) for one in parameters.split(",")]
    return "" if names == ["void"] else ", ".join(names)


def groups(text):
    """[(heading, [(number, name, parameters, note)])] of the list TEXT, whose
    first comment is the file's own."""
    found = []
    note, fresh = "", False
    for item in ITEM.finditer(text, text.index("*/") + 2):
        if item["empty"]:
            note, fresh = "", True
        elif item["comment"] is not None and fresh:
            found.append((comment_text(item["comment"]), []))
            fresh = False
        elif item["comment"] is not None:
            note = comment_text(item["comment"])
        else:
            found[-1][1].append((int(item["number"]), item["name"],
                                 parameter_names(item["parameters"]), note))
            note, fresh = "", False
    calls = sum(len(calls) for _, calls in found)
    if calls != len(re.findall(r"^SYSCALL\(", text, re.M)):
        raise SystemExit(f"abi.py: there is a call in {LIST} that is not "
                         "SYSCALL(number, name, (parameters))")
    return found


def table(text):
    """The page's part about the list TEXT."""
    lines = []
    for heading, calls in groups(text):
        what, _, where = heading.rpartition(": ")
        lines += ["", f"**{what}** (`kernel/{where}`)", "",
                  "| Number | Call | What differs |", "|---|---|---|"]
        for number, name, parameters, note in sorted(calls):
            note = note.replace("|", "\\|")
            lines.append(f"| {number} | {name}({parameters}) | {note} |")
    return "\n".join([*lines, "", ""])


def page(old, text):
    """The page OLD with the table for the list TEXT."""
    head, begin, rest = old.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"abi.py: {PAGE} has not both markers")
    return head + begin + table(text) + end + tail


def main(args):
    """Bring the page up to date, or say that it is not; the exit status."""
    old = PAGE.read_text()
    new = page(old, LIST.read_text())
    if args == ["--check"]:
        if new != old:
            print("docs/abi.md is not what kernel/syscall.def says: "
                  "run mk/abi.py", file=sys.stderr)
        return int(new != old)
    if new != old:
        PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
