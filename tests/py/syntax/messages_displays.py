# SPDX-License-Identifier: MIT
"""What is said of lists, tuples, sets, dicts and comprehensions gone wrong."""

SOURCES = [
    "[x for x in y] = 1",
    "(x for x in y) = 1",
    "{x: 1} = 1",
    "{1, 2} = 1",
    "(a, f()) = 1",
    "[a, b+1] = 1",
    "[*a, *b] = x",
    "(a) += 1; (a, b) += 1",
    "x = (1,",
    "x = (1, 2\ny = 3",
    "x = [1, 2\ny = 3\nz = 4",
    "x = {1: 2, 3\ny = 3",
    "x = [1, 2)",
    "x = (1, 2]",
    "x = {1, 2)",
    "x = (1,\n     [2, 3)",
    ")",
    "]",
    "(a b)",
    "[1 2]",
    "[1, 2 3]",
    "{1 2}",
    "{1: 2 3: 4}",
    "{1: 2, 3 4}",
    '{"a": 1 "b": 2}',
    "{1:}",
    "{1: , 2: 3}",
    "{1: 2, 3}",
    "{1: 2, 3:}",
    "{1, 2: 3}",
    "{**a, b}",
    "{1: *a}",
    "{*a: 1}",
    "x = (1 + )",
    "x = [1, , 2]",
    "(x.y := 1)",
    "(x[0] := 1)",
    "(1 := 2)",
    "[x for x y in z]",
    "[x for 1 in z]",
    "[x for f() in z]",
    "[x for x in]",
    "[for x in y]",
    "[x, y for x in z]",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
