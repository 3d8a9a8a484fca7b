#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what clang-format cannot: licence lines, sizes, and who includes whom.

    lint.py [DIRECTORY]

Prints `file:line: what is wrong` for each finding; the exit status is 1 if
there is one.
"""

import ast
import os
import re
import sys
from pathlib import Path

LICENCE = "SPDX-License-Identifier: MIT"
FILE_LINES = 700
FUNCTION_LINES = 60
# The one function that may be longer: the interpreter's dispatch loop, which
# has a few lines for each opcode.
LONG_FUNCTION_FILES = ("user/py/vm/run.c",)
# Conformance programs: some are wrong on purpose.
PROGRAMS = "tests/py/"
COLUMNS = 80
# clang-format has C's lines in its care, but breaks neither comments nor
# strings: there a short word may hang over.
C_COLUMNS = 84
C_SUFFIXES = (".c", ".h", ".def")
SUFFIXES = C_SUFFIXES + (".py", ".asm", ".inc", ".mk", ".sh", ".ld", ".cfg")
NAMES = ("Makefile", "packages.txt")
SKIPPED = (".git", "build", "__pycache__")

# Who may include whom: the files of a room, and what they may include, both
# as the beginnings of paths. Tests may include anything; any other room that is
# not listed, anything but tests, labs and qemu.
# trace_format.h and events.def are shared by kernel, programs and host.
TRACE_FORMAT = ("kernel/trace/trace_format.h", "kernel/trace/events.def")
MAY_INCLUDE = {
    "sched/": ("sched/sched.h", "kernel/lib/"),
    "sim/": ("sim/", "sched/sched.h", "kernel/lib/"),
    "gil/": ("gil/", *TRACE_FORMAT),
    "drivers/": ("drivers/", "kernel/lib/", "kernel/x86/io.h"),
    "kernel/": ("kernel/", "sched/sched.h", "drivers/"),
    "user/": ("user/", "gil/", *TRACE_FORMAT),
    "qemu/": ("qemu/", "user/sha256/", *TRACE_FORMAT),
    "labs/": ("sim/drive/drive.h",),
}
FOR_NOBODY = ("tests/", "labs/", "qemu/")
# The make files that build tests. No other one names a file of theirs: what is
# compiled from tests/ and linked elsewhere would be an include in disguise.
BUILD_TESTS = ("Makefile", "mk/fuzz.mk", "mk/host.mk", "mk/kernel.mk",
               "mk/user.mk")
# Rooms without a C library, and the headers that need none.
FREESTANDING = ("sched/", "drivers/", "kernel/")
COMPILER_HEADERS = ("limits.h", "stdalign.h", "stdarg.h", "stdbool.h",
                    "stddef.h", "stdint.h", "stdnoreturn.h")

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')


def files(top):
    """The paths of the files to check, relative to TOP."""
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(set(folders) - set(SKIPPED))
        for name in sorted(names):
            if name.endswith(SUFFIXES) or name in NAMES:
                yield Path(folder, name).relative_to(top)


def check_lines(path, lines):
    """The licence line, the length of the file, the width of its lines."""
    head = lines[:2] if lines and lines[0].startswith("#!") else lines[:1]
    if not any(LICENCE in line for line in head):
        yield 1, f"the first line has no {LICENCE}"
    if len(lines) > FILE_LINES:
        yield FILE_LINES, f"{len(lines)} lines; at most {FILE_LINES}"
    columns = C_COLUMNS if path.suffix in C_SUFFIXES else COLUMNS
    for number, line in enumerate(lines, start=1):
        if len(line) > columns:
            yield number, f"{len(line)} columns; at most {columns}"


def c_functions(lines):
    """(first line, number of lines) of each C function: in the project's
    format its braces stand alone in the first column."""
    start = None
    for number, line in enumerate(lines, start=1):
        if line == "{":
            start = number
        elif line == "}" and start:
            yield start, number - start + 1
            start = None


def python_functions(lines):
    """(first line, number of lines) of each Python function."""
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.FunctionDef):
            yield node.lineno, node.end_lineno - node.lineno + 1


def check_functions(path, lines):
    """No function is longer than FUNCTION_LINES."""
    found = []
    if str(path) in LONG_FUNCTION_FILES:
        return
    if path.suffix == ".c":
        found = c_functions(lines)
    elif path.suffix == ".py" and not str(path).startswith(PROGRAMS):
        found = python_functions(lines)
    for number, length in found:
        if length > FUNCTION_LINES:
            yield number, (f"a function of {length} lines; "
                           f"at most {FUNCTION_LINES}")


def resolve(top, path, name):
    """The file that an include of NAME in PATH means, relative to TOP, or
    None; in the compiler's order: beside PATH, TOP, TOP/kernel, TOP/user/py
    and the first of its protections.
    A header that is made from an assembly file stands for that."""
    for folder in (path.parent, Path("."), Path("kernel"), Path("user/py"),
                   Path("user/py/protect/gil")):
        target = Path(os.path.normpath(folder / name))
        for file in (target, target.with_suffix(".inc")):
            if (top / file).is_file():
                return file
    return None


def check_include(top, path, room, bracket, name):
    """What is wrong with one include of a file in ROOM, or ""."""
    if bracket == "<":
        if room in FREESTANDING and name not in COMPILER_HEADERS:
            return f"{room} has no C library, so no <{name}>"
        return ""
    target = resolve(top, path, name)
    if target is None:
        return f'"{name}" does not exist'
    allowed = MAY_INCLUDE.get(room)
    if (str(target).startswith(FOR_NOBODY) if allowed is None
            else not str(target).startswith(allowed)):
        return f"{room} may not include {target}"
    return ""


def check_includes(top, path, lines):
    """Includes go in the allowed directions only."""
    room = f"{path.parts[0]}/"
    if room == "tests/" or path.suffix not in C_SUFFIXES:
        return
    for number, line in enumerate(lines, start=1):
        match = INCLUDE.match(line)
        wrong = match and check_include(top, path, room, *match.groups())
        if wrong:
            yield number, wrong


def check_make(path, lines):
    """Only what builds the tests names their files."""
    if path.suffix != ".mk" and path.name != "Makefile":
        return
    if str(path) in BUILD_TESTS:
        return
    for number, line in enumerate(lines, start=1):
        if "tests/" in line.partition("#")[0]:
            yield number, f"{path} builds no tests, so it may not use tests/"


def lint(top):
    """All findings in the tree TOP, as text."""
    for path in files(top):
        lines = (top / path).read_text(errors="replace").splitlines()
        for check in (check_lines(path, lines), check_functions(path, lines),
                      check_includes(top, path, lines),
                      check_make(path, lines)):
            for number, wrong in check:
                yield f"{path}:{number}: {wrong}"


def main(args):
    """Print the findings; the exit status."""
    top = Path(args[0]) if args else Path(__file__).resolve().parent.parent
    findings = list(lint(top))
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
