# SPDX-License-Identifier: MIT
"""What is said of def, lambda, return, yield and parameters gone wrong."""

SOURCES = [
    "def f()\n    pass",
    "def f(x) -> int\n    pass",
    "return 1",
    "def f():\n    break",
    "def f():\n    continue",
    "yield 1",
    "def f():\n    nonlocal x",
    "def f():\n    x = 1\n    global x",
    "def f():\n    print(x)\n    global x",
    "def f(x):\n    global x",
    "def f(x):\n    nonlocal x",
    "def f():\n    def g():\n        x = 1\n        nonlocal x\n    x = 1",
    "def f():\n    x = 1\n    def g():\n        print(x)\n        nonlocal x",
    "def f():\n    global x\n    nonlocal x",
    "def f(a, a):\n    pass",
    "def f(a, *, a):\n    pass",
    "def f(a, *a):\n    pass",
    "lambda a, a: 1",
    "def f(a=1, b):\n    pass",
    "def f(*):\n    pass",
    "def f(*, **k):\n    pass",
    "def f(**k, a):\n    pass",
    "def f(**k, *a):\n    pass",
    "def f(*a, *b):\n    pass",
    "def f(a, /, b, /):\n    pass",
    "def f(/):\n    pass",
    "def f(/, a):\n    pass",
    "def f(*, a, /):\n    pass",
    "def f(*a=1):\n    pass",
    "def f(**a=1):\n    pass",
    "def f(a, (b, c)):\n    pass",
    "def f(1):\n    pass",
    'def f("a"):\n    pass',
    "def f(a.b):\n    pass",
    "def f(None):\n    pass",
    "def 1f():\n    pass",
    "def f:\n    pass",
    "def (x):\n    pass",
    "lambda *: 1",
    "lambda a=1, b: 1",
    "lambda a: ",
    "lambda: 1 = 1",
    "def f():\n    from a import *",
    "def f():",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
