# SPDX-License-Identifier: MIT
"""Truth: and, or, not, comparisons in a chain, if as an operator, :=."""


class Truth:
    def __init__(self, name, value):
        self.name, self.value = name, value

    def __bool__(self):
        print("bool", self.name, end="; ")
        return self.value

    def __repr__(self):
        return self.name


t, f = Truth("t", True), Truth("f", False)
print(t and f, f and t, t or f, f or t, not t, not f)
print(t and t and f and t, f or f or t or f)
print((t and f) or t, t and (f or t), not (t and f))
print(1 if t else 2, 1 if f else 2 if t else 3)
if t and not f:
    print("if")
if f or not t:
    print("never")
elif t:
    print("elif")
else:
    print("never")


class Length:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


class Bad:
    def __bool__(self):
        return 1


class BadLength:
    def __len__(self):
        return -1


class TextLength:
    def __len__(self):
        return "1"


print(bool(Length(0)), bool(Length(3)), "yes" if Length(1) else "no")
for bad in (Bad(), BadLength(), TextLength()):
    try:
        if bad:
            pass
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print([bool(v) for v in (0, 1, -1, 0.0, 0.1, "", " ", [], [0], (), (0,), {},
                         {0: 0}, set(), {0}, None, ..., b"", b"0", range(0),
                         range(1), len, object)])


def v(x):
    print(x, end=" ")
    return x


print(v(1) < v(2) < v(3), v(1) < v(0) < v(3), v(1) == v(1) != v(2))
print(1 < 2 > 1 >= 1 == 1 != 0 in [0] is not None, 3 > 2 < 1)
print((1 < 2) < 2, 1 < (2 < 3), not 1 < 2, not (1 == 2) == True)
if (n := len("abc")) > 2 and (m := n * 2):
    print(n, m)
while (line := next(iter([]), None)) is not None:
    pass
print(line, [y := 5, y ** 2], (z := 1, z)[1])
print([last := x for x in range(3)], last)
print(any((w := x) > 1 for x in [0, 2, 5]), w)
print(1 and 0 or 2, 0 and 1 or 2, None or 0 or "", "a" and "b" and [])
x = y = z = 0
x = 1 if y else (z := 2) if not z else 3
print(x, z, None is None, x is not None)
