# SPDX-License-Identifier: MIT
"""What is said of del, assert, raise, import and pass gone wrong."""

SOURCES = [
    "break",
    "continue",
    "import",
    "import a.",
    "import a as",
    "import a as b.c",
    "from a import",
    "from a import (b",
    "from a import b,",
    "from a import (b, c),",
    "from a import ()",
    "from . import *, a",
    "from a",
    "import a from b",
    "from a import b as 1",
    "del f()",
    "del 1",
    "del a, b+1",
    "del (a, f())",
    "del *a",
    "del",
    "del [x for x in y]",
    "assert",
    "assert x,",
    'assert (x, "m") = 1',
    "raise x,",
    "raise x from",
    "raise from x",
    "pass x",
    "pass = 1",
    "import def",
    "del __debug__",
    "import os, sys,",
    "import os sys",
    "from os import path sys",
    "from os import *\nfrom sys import * x",
    "assert x = 1",
    "assert x == 1, y = 2",
    'raise ValueError "x"',
    'raise ValueError, "x"',
    "del x y",
    "from",
    "import x.",
    "from x import y.z",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
