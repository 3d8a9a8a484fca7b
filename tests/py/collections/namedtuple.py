# SPDX-License-Identifier: MIT
"""namedtuple: fields, defaults, _replace, _make, _asdict, order, errors."""

from collections import namedtuple


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


Point = namedtuple("Point", "x y")
p = Point(1, y=2)
print(p, p.x, p[1], p[-1], p[:1], len(p), list(p), Point._fields, tuple(p))
x, y = p
print(x + y, p == (1, 2), (1, 2) == p, p == Point(1, 2), p != Point(2, 1),
      hash(p) == hash((1, 2)), p < (1, 3), p + (3,), p * 2, 2 in p)
print(p._asdict(), p._replace(y=9), Point._make([7, 8]), p.index(2), p.count(1))
attempt(Point, 1)
attempt(Point, 1, 2, 3)
attempt(Point, 1, x=2)
attempt(p._replace, z=1)
attempt(setattr, p, "x", 5)
attempt(lambda: p[2])
attempt(lambda: p.z)
print({p: "key"}[(1, 2)], sorted([Point(2, 1), Point(1, 9), Point(1, 2)]))
print("%s and %s" % tuple(p), "{0.x} {0.y}".format(p), f"{p.x:>3}")

D = namedtuple("D", ["a", "b", "c"], defaults=(2, [3]))
print(D(1), D(1, 5), D._field_defaults, D(c=1, a=2))
attempt(D)
for names in ("x x", "1a", "_a", ["a-b"]):
    attempt(lambda: namedtuple("T", names)._fields)
Empty = namedtuple("Empty", "")
print(Empty(), len(Empty()), Empty._fields)


class Vector(namedtuple("Vector", "x y z")):
    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    @property
    def length2(self):
        return sum(c * c for c in self)


v = Vector(1, 2, 3) + Vector(1, 1, 1)
print(v, v.length2, v._replace(z=0).length2, type(v).__name__)
Nested = namedtuple("Nested", "left right")
print(Nested(Nested(1, None), p), max(Nested(1, 2), Nested(1, 3)))
