# SPDX-License-Identifier: MIT
"""operator: each function is its operator; itemgetter, attrgetter,
methodcaller."""

import operator
from operator import attrgetter, itemgetter, methodcaller


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


for name in ("lt", "le", "eq", "ne", "ge", "gt", "is_", "is_not", "add", "sub",
             "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift",
             "and_", "or_", "xor"):
    print(name, getattr(operator, name)(13, 4),
          getattr(operator, name)(-13, 4), end="; ")
print()
for name in ("not_", "truth", "abs", "neg", "pos", "invert", "inv", "index"):
    print(name, getattr(operator, name)(-7), end="; ")
print()
attempt(operator.index, 1.5)
attempt(operator.add, 1, "a")
attempt(operator.truediv, 1, 0)
attempt(operator.neg, "a")
print(operator.concat([1], [2]), operator.contains("abc", "b"),
      operator.countOf([1, 2, 1.0, True], 1))
items = [1, 2, 3]
operator.setitem(items, 0, "changed")
operator.delitem(items, 1)
print(items, operator.getitem(items, -1), operator.getitem("abcd", slice(1, 3)))
print(operator.iadd(items, [5]) is items, items, operator.imul([0], 3))

people = [{"name": "Bo", "age": 30}, {"name": "Al", "age": 25}]
print(sorted(people, key=itemgetter("age"))[0]["name"],
      itemgetter(1, -1)("abc"), itemgetter(slice(2))([1, 2, 3]))
attempt(itemgetter(5), [1])
attempt(itemgetter("x"), {})


class Point:
    def __init__(self, x, y, inner=None):
        self.x, self.y, self.inner = x, y, inner

    def shifted(self, dx, *, dy=0):
        return self.x + dx, self.y + dy


p = Point(1, 2, Point(3, 4))
print(attrgetter("x")(p), attrgetter("x", "y")(p), attrgetter("inner.y")(p),
      attrgetter("inner.x", "x")(p))
attempt(attrgetter("z"), p)
attempt(attrgetter("inner.inner.x"), p)
print(methodcaller("shifted", 10, dy=5)(p), methodcaller("upper")("abc"),
      list(map(methodcaller("split", ","), ["a,b", "c"])))
attempt(methodcaller("nothing"), p)
print(sorted([(1, "b"), (0, "c"), (1, "a")], key=itemgetter(0)),
      max([Point(1, 5), Point(2, 3)], key=attrgetter("y")).x)
for make in (itemgetter, attrgetter, methodcaller):
    try:
        make()
    except TypeError:
        print("TypeError")
attempt(operator.matmul, 1, 2)
