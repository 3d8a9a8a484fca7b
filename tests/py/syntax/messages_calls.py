# SPDX-License-Identifier: MIT
"""What is said of calls and their arguments gone wrong."""

SOURCES = [
    "f(a=1, a=2)",
    "f(a=1, b=2, **c, a=3)",
    "f(a=1, 2)",
    "f(**a, 2)",
    "f(1=2)",
    "f(a.b=2)",
    "f(True=2)",
    "f(a+1=2)",
    "f(x for x in y, 1)",
    "f(1, x for x in y)",
    "f() = 1",
    "print(*a, **)",
    "f() += 1",
    "foo(1, 2\nbar(3)",
    "foo(1, 2))",
    'print("hello)',
    "print('hello\nx = 1",
    'print "hello"',
    "print x",
    "print hello world",
    'exec "x"',
    "print x, y",
    "f(a b)",
    "f(1, 2 3)",
    "f(,)",
    "f(a, , b)",
    "f(a.b := 1)",
    "f(a if b)",
    "f(): int",
    "f(\n    a=1\n    b=2\n)",
    "f(a=1 b=2)",
    "f(a, b=1 c)",
    "foo(a, b for b in range(5), c)",
    'print("a" x)',
    'print("a" + )',
    'print("a", end="" "b" c)',
    "print('a'\n      'b\n      'c')",
    "f(*)",
    "f(**)",
    "f(*a b)",
    "f(a=)",
    "f(a=b=c)",
    "f(a==)",
    "f(lambda x: x y)",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
