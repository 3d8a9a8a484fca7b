#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""lint.py finds each kind of fault, and none in a tree without faults."""

import sys
import tempfile
from pathlib import Path

from lint import LICENCE, lint

C_HEAD = f"/* {LICENCE} */\n"
LONG_FUNCTION = "int f(void)\n{\n" + "    ;\n" * 60 + "}\n"

# Text of a file, and what lint must say of it ("" for nothing).
CASES = [
    ("kernel/a.c", C_HEAD, ""),
    ("kernel/a.c", "int a;\n", "kernel/a.c:1: the first line has no"),
    ("tool.py", f"#!/bin/sh\n# {LICENCE}\n", ""),
    ("tool.py", f"# {LICENCE}\n#{'x' * 80}\n", "tool.py:2: 81 columns"),
    ("kernel/a.c", C_HEAD + f"/* {'x' * 78} */\n", ""),
    ("kernel/a.c", C_HEAD + f"/* {'x' * 79} */\n",
     "kernel/a.c:2: 85 columns"),
    ("kernel/a.c", C_HEAD + "\n" * 700, "kernel/a.c:700: 701 lines"),
    ("kernel/a.c", C_HEAD + LONG_FUNCTION, "kernel/a.c:3: a function of 62"),
    ("tool.py", f"# {LICENCE}\ndef f():\n" + "    pass\n" * 60,
     "tool.py:2: a function of 61"),
    ("kernel/a.c", C_HEAD + '#include "sched/sched.h"\n', ""),
    ("kernel/a.c", C_HEAD + '#include "sched/rr.h"\n',
     "kernel/a.c:2: kernel/ may not include sched/rr.h"),
    ("kernel/a.c", C_HEAD + "#include <stdint.h>\n", ""),
    ("kernel/a.c", C_HEAD + "#include <stdio.h>\n",
     "kernel/a.c:2: kernel/ has no C library"),
    ("sched/a.c", C_HEAD + '#include "lib/list.h"\n', ""),
    ("sched/a.c", C_HEAD + '#include "task/lwp.h"\n',
     "sched/a.c:2: sched/ may not include kernel/task/lwp.h"),
    ("gil/a.c", C_HEAD + '#include "kernel/task/lwp.h"\n',
     "gil/a.c:2: gil/ may not include"),
    ("drivers/a.c", C_HEAD + '#include "kernel/x86/../task/lwp.h"\n',
     "drivers/a.c:2: drivers/ may not include kernel/task/lwp.h"),
    ("user/a.c", C_HEAD + '#include "absent.h"\n',
     'user/a.c:2: "absent.h" does not exist'),
    ("labs/a.c", C_HEAD + '#include "sim/drive/drive.h"\n', ""),
    ("labs/a.c", C_HEAD + '#include "tests/host/unit.h"\n',
     "labs/a.c:2: labs/ may not include tests/host/unit.h"),
    ("labs/a.c", C_HEAD + '#include "../tests/host/unit.h"\n',
     "labs/a.c:2: labs/ may not include tests/host/unit.h"),
    ("sim/a.c", C_HEAD + '#include "tests/host/unit.h"\n',
     "sim/a.c:2: sim/ may not include tests/host/unit.h"),
    ("other/a.c", C_HEAD + '#include "tests/host/unit.h"\n',
     "other/a.c:2: other/ may not include tests/host/unit.h"),
    ("other/a.c", C_HEAD + '#include "kernel/task/lwp.h"\n', ""),
    ("tests/host/a.c", C_HEAD + '#include "unit.h"\n', ""),
    ("mk/a.mk", f"# {LICENCE}\n# as tests/host/a.c\nA := sim/drive/a.c\n",
     ""),
    ("mk/a.mk", f"# {LICENCE}\nA := $(wildcard tests/host/a*.c)\n",
     "mk/a.mk:2: mk/a.mk builds no tests"),
    ("mk/host.mk", f"# {LICENCE}\nA := tests/host/a.c\n", ""),
]
PRESENT = ("sched/sched.h", "sched/rr.h", "kernel/lib/list.h",
           "kernel/task/lwp.h", "kernel/x86/io.h", "sim/drive/drive.h",
           "tests/host/unit.h")


def findings(path, text):
    """What lint says of a tree with one more file."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        for file, contents in [(p, C_HEAD) for p in PRESENT] + [(path, text)]:
            (top / file).parent.mkdir(parents=True, exist_ok=True)
            (top / file).write_text(contents)
        return "\n".join(lint(top))


def main():
    """Try every case; the exit status."""
    bad = 0
    for path, text, want in CASES:
        got = findings(path, text)
        if got != want and not (want and got.startswith(want)):
            print(f"lint_test: {path}: expected {want!r}, got {got!r}",
                  file=sys.stderr)
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
