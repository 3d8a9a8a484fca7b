# SPDX-License-Identifier: MIT
"""What is said of brackets that do not match, over lines too."""

SOURCES = [
    "for i in range(10)\n    print(i",
    'print("a", "b"\nx = 1\ny = 2',
    "while True:\n    x = input(\n    if x:\n        break",
    "x = {\n  'a': [1, 2, 3,\n  'b': 2\n}",
    "if (a == 1) and (b == 2)):\n    pass",
    "x = [1, 2 3, 4]",
    "x = [1, 2, 3\n4, 5]\nz w",
    "x = {1: 2, 3: 4 5: 6}",
    "x = {1: 2 3: 4}",
    "x = {1 2: 3}",
    'print "hello %s" % name',
    'print("hello" % name',
    "print(hello world)",
    'print("hello" name)',
    'print(name "hello")',
    "a[1, 2\nb = 3",
    "a[1:2:3:4]",
    "a[1 2]",
    "a[b c]",
    "a[]",
    "a[=1]",
    "a[1",
    "for i in range(3) {",
    'with open("a") as f, open("b") as g\n    pass',
    'with open("a") f:\n    pass',
    'with open("a" as f:\n    pass',
    'with open("a") as f.g():\n    pass',
    'with open("a") as 3: pass',
    "with: pass",
    "class A:",
    "class A(: pass",
    "class A): pass",
    "class A(B, C: pass",
    "class A(B, B=1, B=2): pass",
    "class A(**): pass",
    "class A\n    x = 1",
    "class A:\nx = 1",
    "class A:\n    x = 1\n     y = 2",
    "x = [i for i in]",
    "x = [i for in y]",
    "x = [for i in y]",
    "x = [i for i y]",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
