# SPDX-License-Identifier: MIT
"""Deletion of items and slices, plain and with steps, and slices that read."""

START = list(range(10))
BOUNDS = [None, 0, 3, 7, 10, 20, -1, -4, -20]
for start in BOUNDS:
    for stop in BOUNDS:
        for step in None, 1, 2, 3, -1, -2, -7, 20:
            x = START[:]
            taken = x[start:stop:step]
            del x[start:stop:step]
            assert sorted(taken + x) == START
            print(*taken, "|", *x)

x = START[:]
for statement in ("del x[0]", "del x[-1]", "del x[100]", "del x[-100]",
                  "del x['a']",
                  "del x[1.5]", "del x[::0]", "del x[1:2:'a']",
                  "del x[2], x[0]",
                  "del x[True]", "del x[2 ** 70:]", "del x[2 ** 70]",
                  "del x[:2]",
                  "del (x[0])", "del x[3:1]", "del x[3:1:-1]", "del x[:]",
                  "del x[0]"):
    try:
        exec(statement)
        print(statement, "->", x)
    except (IndexError, TypeError, ValueError) as error:
        print(statement, "->", x, type(error).__name__, error)


class Index:
    """Gives an index, after having emptied the list."""

    def __init__(self, n):
        self.n = n

    def __index__(self):
        x.clear()
        return self.n


for action in ("x[Index(3)]", "x.pop(Index(3))", "x.insert(Index(3), 1)",
               "x[Index(0):Index(5)]", "x.index(3, Index(0))", "x * Index(2)"):
    x = START[:]
    try:
        print(action, "->", eval(action), x)
    except (IndexError, ValueError) as error:
        print(action, "->", type(error).__name__, error, x)
