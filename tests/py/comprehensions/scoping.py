# SPDX-License-Identifier: MIT
"""Comprehensions: their own scope, order of clauses, nested ones, :=."""

x = "outer"
print([x for x in range(3)], {x for x in "a"}, {x: x for x in "b"}, x)
print([(x, y) for x in range(3) for y in range(x)])
print([[x * y for y in range(1, 4)] for x in range(1, 3)])
print([x for row in [[1, 2], [3]] for x in row if x != 2])
print([x for x in range(20) if x % 2 if x % 3])
print({k: v for k, v in zip("abc", range(3))})
print({len(w) for w in ["a", "bb", "c"]})
print({x: [y for y in range(x)] for x in range(3)})
print([a if a > 1 else -a for a in range(4)], [lambda: 0 for _ in ""])
print([(a, b, c) for a, (b, *c) in [(1, (2, 3, 4)), (5, "xy")]])


def local(n):
    offsets = [n, n + 1]
    return [[o + i + n for o in offsets] for i in offsets]


print(local(10))


def shadow(x):
    return [x for x in [x, x + 1]], x


print(shadow(5))
print([y := 1, y + 1], [z for w in "ab" if (z := w * 2)], z)


def named():
    total = 0
    sums = [total := total + v for v in range(5)]
    return sums, total


print(named())
print([[i for i in range(j)] for j in range(3)])
try:
    [undefined for _ in [1]]
except NameError as error:
    print(error)
print([undefined for _ in []])
try:
    [i for i in range(3)] and i
except NameError as error:
    print(error)
try:
    {[]: 1 for _ in [1]}
except TypeError as error:
    print(error)
try:
    [a for a, b in [(1, 2), (3,)]]
except ValueError as error:
    print(error)
funcs = [lambda: i for i in range(3)]
print([f() for f in funcs])


class Body:
    items = [1, 2]
    doubled = [i * 2 for i in items]
    pairs = [(i, j) for i in items for j in [i]]
    try:
        bad = [(i, j) for i in items for j in items]
    except NameError as error:
        print(error)
    size = len([0 for _ in items])


print(Body.doubled, Body.pairs, Body.size, hasattr(Body, "i"))
log = []
result = [log.append(("body", a, b)) for a in log.append("it a") or [1, 2]
          for b in log.append(("it b", a)) or [3] if log.append("if") or True]
print(log, result)
d = {}
print([d.setdefault(k, []).append(v) for k, v in [(1, 2), (1, 3)]], d)
box = [0, 0]
[box for box[0] in range(3)]
print(box, {**{i: i for i in range(2)}, 5: 6}, [*[i for i in "ab"], "c"])
print({i: j for i in "ab" for j in range(2)}, {(1, 2): 3 for _ in "xy"})
print(sorted({c.lower() for c in "AbaB"}), [c for c in {"k": 1}])
