# SPDX-License-Identifier: MIT
"""What is said of blocks, conditions and loops gone wrong."""

SOURCES = [
    "if x\n    pass",
    "if x == 1\n    print(1)",
    "while True\n    pass",
    "for i in range(3)\n    pass",
    "for i in range(3):\npass",
    "try\n    x\nexcept:\n    pass",
    "try:\n    x\nexcept ValueError\n    pass",
    "try:\n    x\nexcept\n    pass",
    "try:\n    x\nfinally\n    pass",
    "try:\n    x\ny = 1",
    "try:\n    x\nexcept A, B:\n    pass",
    "try:\n    x\nexcept A, B as c:\n    pass",
    "try:\n    x\nexcept A as b.c:\n    pass",
    "else:\n    pass",
    "if x:\n    pass\nelse\n    pass",
    "if x:\n    pass\nelif y\n    pass",
    "if x:\n    pass\nelse if y:\n    pass",
    "if x:\n    pass\nelseif y:\n    pass",
    "if x = 1:\n    pass",
    "if x.y = 1:\n    pass",
    "if x[0] = 1:\n    pass",
    "if f() = 1:\n    pass",
    "if (x = 1):\n    pass",
    "while x = 1:\n    pass",
    "if x == 1 and y = 2:\n    pass",
    "elif x:\n    pass",
    "while 1:\n    def f():\n        break",
    "while 1:\n    class A:\n        continue",
    'with open("x") as f\n    pass',
    'with open("x") as 1:\n    pass',
    'with open("x") as f():\n    pass',
    "with a as b, c as d\n    pass",
    "with (a as b, c as d)\n    pass",
    "with:\n    pass",
    "with a as:\n    pass",
    "for x y in z:\n    pass",
    "for 1 in x:\n    pass",
    "for f() in x:\n    pass",
    "for x in:\n    pass",
    "for x:\n    pass",
    "for in x:\n    pass",
    "for (x, 1) in y:\n    pass",
    "for i = 0; i < 3; i++:\n    pass",
    "for i in range(3) print(i)",
]


for source in SOURCES:
    try:
        compile(source, "file", "exec")
        print("fine:", repr(source))
    except SyntaxError as error:
        print(repr(source), "line", error.lineno, "column", error.offset)
        print("   ", type(error).__name__ + ":", error.msg)
