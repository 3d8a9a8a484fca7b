# SPDX-License-Identifier: MIT
"""What is said of classes, global, nonlocal and decorators gone wrong."""

SOURCES = [
    "class A\n    pass",
    "class A(object)\n    pass",
    "class A:\n    return 1",
    "class A:\n    yield 1",
    "nonlocal x",
    "class A(x for x in y):\n    pass",
    "class A:\n    from a import *",
    "global",
    "global x, ",
    "global x = 1",
    "global 1",
    "class A:\nx = 1",
    "class A:\n    def f(self):\n    x = 1",
    "class = 1",
    "class def:\n    pass",
    "@\ndef f(): pass",
    "@x\ny = 1",
    "@x y\ndef f(): pass",
    "class A:\n    def f(self)\n        return 1",
    "class A:\n    [(y := 1) for x in z]",
    "class",
    "class A(",
    "nonlocal",
    "nonlocal x\ndef f(): pass",
    "class A:\n    nonlocal x",
    "class A:\n    x = 1\n    def f(self):\n        nonlocal x",
    "x = 1\nglobal x",
    "class A:\n    def f(self, self): pass",
    "class A(metaclass=x, metaclass=y): pass",
    "class A(x=1, B): pass",
    "class A():\n    def __init__(self, x)\n        self.x = x",
    "class A:\n    x = ",
    "class A.B:\n    pass",
    "class A[B]:\n    pass",
    "class A(B:\n    pass",
    "class A B:\n    pass",
    'class "A":\n    pass',
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
