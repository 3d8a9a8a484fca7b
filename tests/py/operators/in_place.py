# SPDX-License-Identifier: MIT
"""Augmented assignment: in-place methods, fallbacks, names, items, errors."""


class InPlace:
    def __init__(self):
        self.log = []

    def __iadd__(self, other):
        self.log.append(other)
        return self

    def __imul__(self, other):
        return "replaced"

    def __isub__(self, other):
        return NotImplemented

    def __sub__(self, other):
        return "by sub"

    def __ior__(self, other):
        return None


a = b = InPlace()
a += 1
a += [2]
print(a is b, a.log)
a *= 5
print(a)
a = b
a -= 1
print(a)
a = b
a |= 1
print(a)
a = b
try:
    a /= 2
except TypeError as error:
    print(error)
x = y = [1]
x += (2, 3)
x *= 2
print(x is y, x)
x = x + [9]
print(x is y)
t = u = (1,)
t += (2,)
print(t, u, t is u)
s = v = {1, 2}
s |= {3}
s &= {2, 3}
s -= {2}
s ^= {7}
print(s is v, sorted(s))
f = frozenset([1])
g = f
f |= {2}
print(sorted(f), sorted(g))
d = e = {"a": 1}
d |= {"b": 2}
print(d is e, d)
text = "a"
text += "b"
text *= 3
print(text)
n = 7
n += 1; n -= 2; n *= 3; n //= 4; n **= 3; n %= 50; n <<= 2; n >>= 1
n |= 8; n &= 30; n ^= 5
print(n)
n /= 4
print(n)
nested = [[1], {"k": (1, [2])}]
nested[0] += [5]
nested[1]["k"][1].append(3)
try:
    nested[1]["k"][1] += [4]
except TypeError as error:
    print(error)
print(nested)
try:
    t[0] += 1
except TypeError as error:
    print(error, t)
try:
    "abc"[0] += "x"
except TypeError as error:
    print(error)


class Counting:
    total = 10

    def bump(self):
        self.total += 1
        return self.total


c = Counting()
print(c.bump(), c.bump(), Counting.total, c.__dict__)
lists = Counting.shared = []
c.shared += [1]
print(c.shared is lists, Counting.shared, sorted(c.__dict__))
counts = {}
for w in "abca":
    counts[w] = counts.get(w, 0) + 1
counts["a"] += 10
try:
    counts["z"] += 1
except KeyError as error:
    print("KeyError", error)
print(counts)
for source in ["undefined += 1", "None.x += 1", "x = 1; x += 'a'",
               "x = []; x += 1", "x = 'a'; x += 1", "x = 1; x @= 1",
               "x = {}; x |= 1", "x = {1}; x |= [1]", "x = []; x *= 'a'"]:
    try:
        exec(source, {})
        print("fine", source)
    except (NameError, AttributeError, TypeError) as error:
        print(source, "|", type(error).__name__, error)
