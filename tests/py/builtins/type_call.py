# SPDX-License-Identifier: MIT
"""type with one argument and with three: classes made at run time."""


def attempt(*args, **keywords):
    try:
        print(type(*args, **keywords))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


Made = type("Made", (), {"x": 1, "double": lambda self: self.x * 2})
print(Made.__name__, Made.__bases__, Made.__module__, Made().double())
Child = type("Child", (Made, dict), {"__len__": lambda self: 42})
print(Child.__mro__[1:], len(Child()), Child(a=1)["a"], Child.__qualname__)
print(type(Made()) is Made, type(3), type(type), type(None), type(len),
      type(Made.double), type(Made().double), type(type("", (), {})))


class Counted:
    made = []

    def __init_subclass__(cls, **keywords):
        Counted.made.append((cls.__name__, keywords))


type("One", (Counted,), {})
type("Two", (Counted,), {}, colour="red")
print(Counted.made)


class Named:
    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)


type("Owner", (), {"field": Named(), "other": Named()})
attempt(3)
attempt("x", (), {})
attempt()
attempt(1, 2)
attempt(1, (), {})
attempt("x", [], {})
attempt("x", (), [])
attempt("x", (bool,), {})
attempt("x", (list, dict), {})
attempt("x", (Made, Made), {})
attempt("x", (object, Made), {})
attempt("x\0y", (), {})
namespace = {"a": 1}
Copied = type("Copied", (), namespace)
namespace["b"] = 2
print(hasattr(Copied, "a"), hasattr(Copied, "b"))
Copied.b = 3
print(namespace, Copied.b)
Copied.__name__ = "Renamed"
print(Copied, Copied.__name__, Copied.__qualname__)
for wrong in (3, None):
    try:
        Copied.__name__ = wrong
    except TypeError as error:
        print(error)
print(object.__new__(Made).x, object().__class__, Made.__base__)
try:
    object.__new__(int)
except TypeError as error:
    print(error)
