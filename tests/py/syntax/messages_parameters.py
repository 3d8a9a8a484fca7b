# SPDX-License-Identifier: MIT
"""What is said of the parameters and arguments of functions."""

SOURCES = [
    "def f():\n\tx = 1\n        y = 2",
    "def f():\n    x = 1\n   y = 2",
    'def f(x)\n    """doc"""\n    return x',
    "def f(x):\n    return x +",
    "def f(x):\nreturn x",
    "def f(a, b=1, c): pass",
    "def f(a, b=1, *, c, d=2, e): return f g",
    "def f(*args, **kwargs, x): pass",
    "def f(**kwargs, *args): pass",
    "def f(a b): pass",
    'def f(a, "b"): pass',
    "def f(self, x=1, self): pass",
    "def f(x, x=1): pass",
    "def f((a, b)): pass",
    "def f(a=1, /, b): pass",
    "def f(a, *): pass",
    "def f(a, *, *, b): pass",
    "def f(a) - > int: pass",
    "def f(a) => int: pass",
    "f(x=1, x=2, x=3)",
    "f(x=1, y)",
    "f(*a, x=1, y)",
    "f(**k, y)",
    "f(x for x in y, z)",
    "f(z, x for x in y)",
    "f(x=y for y in z)",
    "f(1 for)",
    "f(x=)",
    "f(=1)",
    "f(x==1, y=)",
    'f("a"=1)',
    "f(a[0]=1)",
    "f(a()=1)",
    "f(not x=1)",
    "f(lambda: x=1)",
    "f(x if y)",
    "f(x if y else)",
    "f(None=1)",
    "f(a, b c, d)",
    "f(a, b, c d)",
    "f(a b, c)",
    "f(a.b c)",
    "f(a() b)",
    'f("a" 1)',
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
