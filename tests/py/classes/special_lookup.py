# SPDX-License-Identifier: MIT
"""Special methods are looked up on the class, not on the instance."""


class Plain:
    pass


p = Plain()
p.__len__ = lambda: 5
p.__str__ = lambda: "instance"
p.__call__ = lambda: "called"
p.__add__ = lambda other: "added"
p.__iter__ = lambda: iter([1])
p.__contains__ = lambda item: True
p.__bool__ = lambda: False
p.__eq__ = lambda other: True
p.__getitem__ = lambda key: key
print(bool(p), p == 5, str(p) == "instance", p.__len__(), p.__add__(1))
for source in ["len(p)", "p()", "p + 1", "iter(p)", "1 in p", "p[0]",
               "p < p", "-p", "int(p)", "p[1:2]", "next(p)", "abs(p)"]:
    try:
        print(source, eval(source))
    except TypeError as error:
        print(source, "|", error)
Plain.__len__ = lambda self: 7
Plain.__str__ = lambda self: "class"
Plain.__call__ = lambda self, *args: args
Plain.__add__ = lambda self, other: ("sum", other)
Plain.__getitem__ = lambda self, key: (key,)
Plain.__contains__ = lambda self, item: item == "in"
Plain.__eq__ = lambda self, other: other == "equal"
print(len(p), str(p), p(1, 2), p + 3, p[4], p[1:2], "in" in p, p == "equal",
      p != "equal", bool(p))
del Plain.__len__, Plain.__call__
for source in ["len(p)", "p()"]:
    try:
        eval(source)
    except TypeError as error:
        print(error)
print(bool(p), list(zip(range(2), p))[:2] if hasattr(p, "__iter__") else None)


class Base:
    def __repr__(self):
        return "Base repr"

    def __hash__(self):
        return 5


class Derived(Base):
    def __eq__(self, other):
        return True


class Restored(Base):
    def __eq__(self, other):
        return True

    __hash__ = Base.__hash__


print(repr(Derived()), hash(Base()), hash(Restored()), Derived() == 1)
try:
    hash(Derived())
except TypeError as error:
    print(error)


class Partial:
    __add__ = None
    __len__ = None

    def __radd__(self, other):
        return "radd"


for source in ["Partial() + 1", "1 + Partial()", "len(Partial())"]:
    try:
        print(eval(source))
    except TypeError as error:
        print(source, "|", error)
print(Plain.__add__(p, 1), Plain.__str__(p), type(p).__getitem__(p, 0))
print(object.__repr__(Base())[:14], Base.__repr__(5), int.__add__(1, 2))
