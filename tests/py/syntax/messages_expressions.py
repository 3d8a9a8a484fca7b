# SPDX-License-Identifier: MIT
"""What is said of operators and literals gone wrong."""

SOURCES = [
    "x +",
    "x <> 1",
    "x ! 1",
    "x ? 1",
    "x $ 1",
    "`x`",
    "x++",
    "x--",
    "++x = 1",
    "x && y",
    "x || y",
    "!x",
    "; x",
    "x := 1",
    '"\\x1"',
    '"\\u12"',
    '"\\N{foo bar baz}"',
    'b"\\x1"',
    "2x = 1",
    'x["a"',
    "x[1:2:3:4]",
    "x[]",
    "x[1,]; x[,]",
    "“hello”",
    "é = 1; a€ = 2",
    "x is = 1",
    "x not y",
    "x in in y",
    "x is is y",
    "x not in",
    "x[y = 1]",
    "x[if]",
    "int x = 5",
    "var x = 1",
    "let x = 1",
    "// comment",
    "/* c */",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
