# SPDX-License-Identifier: MIT
"""What is said of assignments gone wrong."""

SOURCES = [
    "x = yield",
    "1 = x",
    '"a" = x',
    "None = 1",
    "True = 1",
    "a + b = 1",
    "-a = 1",
    "not a = 1",
    "a and b = 1",
    "a < b = 1",
    "a if b else c = 1",
    "... = 1",
    "a, 1 = 1, 2",
    "a = 1 = b",
    "a = b + 1 = c",
    "*a = 1",
    "*a, *b = 1",
    "a, *b, *c = x",
    "*a",
    "x = *a",
    "a += b += 1",
    "a, b += 1",
    "1 += 1",
    "a = b += 1",
    "a + 1 += 2",
    "x = }",
    'x = "abc',
    "x = 'it's'",
    'x = """abc\ndef',
    "x = '''abc",
    "x = 5 6",
    "x = a b",
    "x = ",
    "x = 1 +",
    "x ==",
    "x = 1 + * 2",
    "x = = 1",
    "x === 1",
    "x =! 1",
    "x = y++",
    "x = 1;;",
    "a.b: int := 1",
    "x = a if b",
    "x = a if b else",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
