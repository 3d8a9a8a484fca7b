# SPDX-License-Identifier: MIT
"""callable: what counts is the class, not the instance's own attributes."""


class Plain:
    pass


class Called:
    def __call__(self, *args):
        return args


class Hidden(Called):
    __call__ = None


def generator():
    yield 1


plain = Plain()
plain.__call__ = lambda: "never asked"
things = [
    ("function", generator), ("generator", generator()), ("class", Plain),
    ("instance", Plain()), ("own __call__", plain), ("Called()", Called()),
    ("bound method", Called().__call__), ("lambda", lambda: 0),
    ("built-in", len), ("bound built-in", [].append),
    ("unbound built-in", list.append), ("type", type), ("None", None),
    ("int", 3), ("str", "print"), ("NotImplemented", NotImplemented),
    ("staticmethod", staticmethod(len)), ("property", property(len)),
]
for name, thing in things:
    print(name, callable(thing))
print("__call__ = None", callable(Hidden()))
try:
    Hidden()()
except TypeError as error:
    print(error)
try:
    plain()
except TypeError as error:
    print(error)
for args in [(), (1, 2)]:
    try:
        callable(*args)
    except TypeError as error:
        print(error)
try:
    callable(obj=3)
except TypeError as error:
    print(error)
