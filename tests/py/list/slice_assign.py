# SPDX-License-Identifier: MIT
"""Assignment to slices of a list, plain and with steps, and all complaints."""

START = [0, 1, 2, 3, 4, 5]
BOUNDS = [None, 0, 2, 4, 6, 9, -1, -3, -9]
for start in BOUNDS:
    for stop in BOUNDS:
        for new in [], "a", "abcd":
            x = START[:]
            x[start:stop] = new
            print(*x, end="  ")
    print()

for step in 2, 3, -1, -2, 10, -10:
    for start in None, 1, 4, -2:
        for stop in None, 5, -4:
            x = START[:]
            count = len(x[start:stop:step])
            x[start:stop:step] = range(10, 10 + count)
            print(x, end=" ")
            try:
                x[start:stop:step] = [0] * (count + 1)
            except ValueError as error:
                print(error)

x = START[:]
for statement in ("x[1:3] = 5", "x[::2] = 5", "x[1:2] = None", "x[::0] = []",
                  "x[1.0:2] = []", "x['a':] = []", "x[:] = x", "x[2:2] = x",
                  "x[::2] = x[::2][::-1]", "x[1:3] = (i for i in 'xyz')",
                  "x[0:2] = {7: 8}", "x[-1:] = 'end'", "x[::-1] = x",
                  "x[5] = 'five'",
                  "x[100] = 1", "x[-100] = 1", "x['a'] = 1", "x[1.0] = 1",
                  "x[True] = 't'",
                  "x[None:None:None] = [1, 2, 3]", "x[2 ** 70:] = [4]",
                  "x[:-(2 ** 70)] = [0]",
                  "x[2 ** 70] = 1", "x[1, 2] = 3", "x[3:1] = ['between']",
                  "x[3:1:-1] = ['a', 'b']", "x[1:0:1] = [9, 9]",
                  "x[::5] = 'abc'",
                  "x[:] = []", "x[0:0] = [1]", "x += x", "x[1:1] += [5]",
                  "x[0] += 5"):
    try:
        exec(statement)
        print(statement, "->", x)
    except Exception as error:
        print(statement, "->", x, type(error).__name__, error)
