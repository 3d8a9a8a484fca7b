# SPDX-License-Identifier: MIT
"""Comparison of lists, repr of lists in themselves, equality of nested ones."""

VALUES = [[], [0], [1], [1, 2], [1, 3], [2], [[]], [[1]], [1.0], [True, 2],
          ["a"], [None]]
for a in VALUES:
    for b in VALUES:
        try:
            print(int(a == b), int(a != b), int(a < b), int(a >= b), end=" ")
        except TypeError as error:
            print(error, end=" ")
    print()

for text in ("[1] < (1,)", "[1] == (1,)", "[1] <= 1", "[[1], 2] < [[1], 'a']",
             "['a'] < [1]", "[1, 'a'] < [2, 1]", "[None] == [None]",
             "[None] < [None]",
             "[1] + (2,)", "[1] + None", "[1] * 'a'", "[1] * 2.0",
             "[1] * None",
             "[1] * -3", "2 * [1, [2]]", "[1] * True", "[0] * (2 ** 70)",
             "[1] - [1]",
             "[] or 'empty'", "not []", "[1, 2, 3] > [1, 2]", "[] < [0]",
             "-[1]"):
    try:
        print(text, "->", eval(text))
    except Exception as error:
        print(text, "->", type(error).__name__, error)

x = [1]
x.append(x)
print(x, str(x), [x], (x, x), {"k": x}, f"{x}", "%s" % x)
y = [x, [x]]
x.append(y)
print(x, y, x == x, x[1] is x)
a, b = [1], [1]
a.append(b)
b.append(a)
try:
    print(a == b)
except RecursionError as error:
    print("RecursionError", str(error)[:32])
nested = []
for i in range(50):
    nested = [nested, i]
print(nested)
z = [[0] * 2] * 3
z[0][1] = 5
print(z, [[0] * 2 for _ in range(2)], z[0] is z[2])
same = [1, 2, 3]
other = same
other += [4]
other = other + [5]
print(same, other, same is other)
t = ([],)
try:
    t[0] += [1]
except TypeError as error:
    print(error, t)
