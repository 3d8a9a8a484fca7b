# SPDX-License-Identifier: MIT
"""type() with one argument and with three; what classes know of themselves."""


def method(self):
    return self.value + 1


Made = type("Made", (), {"value": 1, "method": method, "__doc__": "text"})
print(Made.__name__, Made().method(), Made.__doc__, type(Made) is type)
Sub = type("Sub", (Made,), dict(value=10))
print(Sub().method(), issubclass(Sub, Made), Sub.__bases__ == (Made,))
print(type(1), type("a"), type(None), type(type), type(Made()).__name__)
for args in [("a",) * 2, (1, (), {}), ("X", 1, {}), ("X", (), 1),
             ("X", (1,), {}), ("X", (Made, 1), {}), ("X",)]:
    try:
        type(*args)
        print("fine")
    except TypeError as error:
        print(error)


class Plain(metaclass=type):
    """A class."""
    x = 1

    def f(self):
        return self.x


print(Plain.__name__, Plain.__module__, Plain.__doc__, Plain.__qualname__)
print(Plain.__bases__, Plain.__mro__[-1], Plain.__class__)
print(sorted(k for k in Plain.__dict__ if not k.startswith("_")))
Plain.y = 2
print(Plain().y, "y" in vars(Plain), hasattr(Plain, "z"))
del Plain.y
try:
    Plain().y
except AttributeError as error:
    print(error)
Plain.f = lambda self: "replaced"
instance = Plain()
Plain.f = lambda self: "again"
print(instance.f())
Copy = type(Plain.__name__, Plain.__bases__, dict(Plain.__dict__))
print(Copy is Plain, Copy().f(), Copy.__name__)
Made.__name__ = "Renamed"
print(Made, Made.__qualname__)
try:
    Made.__name__ = 1
except TypeError as error:
    print(error)
