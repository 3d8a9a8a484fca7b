# SPDX-License-Identifier: MIT
"""What is said of = where == or a target was meant."""

SOURCES = [
    "if a == 1 and:\n    pass",
    "if a == 1 or or b:\n    pass",
    "if a = 1 and b == 2:\n    pass",
    "if not a = 1:\n    pass",
    "while a = f():\n    pass",
    "x = (1, 2 3)",
    "None = 3",
    "True, x = 1, 2",
    "x, True = 1, 2",
    "(x, None) = 1",
    "[x, 1] = 1",
    "x + y = 3",
    "x() = 3",
    "x().y() = 3",
    '"x" = 3',
    "3 = x",
    "(x for x in y) = 3",
    "[x for x in y] = 3",
    "x + 1 += 3",
    "x() += 3",
    "None += 1",
    "a = b = 3 = c",
    "a = 3 = b",
    "a = f() = b",
    'a = "x" = b',
    "a == b = c",
    "a = b == c = d",
    "x = (i for i in y",
    "(x, y): int = 1",
    "[x]: int",
    '"x": int',
    "(x := )",
    "(x.y := 3)",
    "(x[0] := 3)",
    "(x := y := 3)",
    "[x := 3 for y in z if]",
    'x = (\n    "a"\n    "b"\n    c\n)',
    "a = 1 b = 2",
    "a = 1, b = 2",
    "a = 1 and b = 2",
    "a = (b = 2)",
    "a = [b = 2]",
    "a = {b = 2}",
    "a = {b: c = 2}",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
