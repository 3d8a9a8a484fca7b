# SPDX-License-Identifier: MIT
"""Generator expressions: laziness, scope, order of evaluation."""

log = []


def note(value):
    log.append(value)
    return value


g = (note(x) for x in note([1, 2, 3]) if note(x) != 2)
print(log)
log.clear()
print(next(g), log)
print(list(g), log)
log.clear()
try:
    g = (x for x in 5)
except TypeError as error:
    print("at once:", error)
g = (x / 0 for x in [1])
try:
    next(g)
except ZeroDivisionError as error:
    print("later:", error)
print(list(g))
n = 2
g = (x * n for x in range(3))
n = 10
print(list(g))
g = (a + b for a in range(2) for b in range(a, a + 2))
print(list(g), sum(x * x for x in range(5)))
print(max((x for x in [3, 1]), default=0), min((x for x in ""), default=0))
print("".join(c.upper() for c in "abc"), dict((k, v) for k, v in [(1, 2)]))
x = "outer"
print(list(x for x in "ab"), x)


def function(a):
    return list(a * i for i in range(3)), list((lambda: a)() for _ in "ab")


print(function(5))


class Body:
    y = [1, 2, 3]
    z = list(v for v in y)
    try:
        w = list(v for v in [1] if y)
    except NameError as error:
        print(error)


print(Body.z)
print(any(note(v) for v in [0, 0, 5, 7]), log)
log.clear()
print(all(note(v) for v in [1, 0, 5]), log)
print(5 in (note(v) for v in [4, 5, 6]), log[-2:])
nested = ((x, y) for x in (i * 2 for i in range(2)) for y in (x, x + 1))
print(list(nested))
g = (i for i in range(3))
print(type(g).__name__, g.__name__, iter(g) is g, g.gi_running
      if hasattr(g, "gi_running") else False)
first, *rest = (i * i for i in range(4))
print(first, rest, [*(i for i in "xy")], {*(i % 2 for i in range(5))})
a, b = (c for c in "pq")
print(a, b, tuple(zip((i for i in "ab"), (j for j in range(5)))))


def consume():
    source = iter(range(6))
    return [(a, next(source)) for a in source]


print(consume())
g = (yielded for yielded in g)
print(next(g), list(g), list(g))
