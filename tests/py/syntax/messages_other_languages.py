# SPDX-License-Identifier: MIT
"""What is said of what other languages write."""

SOURCES = [
    "x = 3\n y = 4",
    "x = 3 $ 4",
    "x = 3 ? 4 : 5",
    "x = y?",
    "a.b.",
    "a..b",
    "a.1",
    "a.[1]",
    "a->b",
    "a::b",
    "a => b",
    "a =< b",
    "a => 3",
    "a !== b",
    "a not = b",
    "a not b",
    "for x of y: pass",
    "for (x in y): pass",
    "for each x in y: pass",
    "for (int i = 0; i < 3; i++) {",
    "while (x < 3) {",
    "while x < 3;\n    x += 1",
    "if x then y",
    "x = 3 if y",
    "x = 3 if y else",
    "x = if y: 3",
    "x = 3 else 4",
    "x = 5 × 3",
    "x = 5 − 3",
    "x \\ y",
    "x = def f(): pass",
    "else if x: pass",
    "elsif x: pass",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
