# SPDX-License-Identifier: MIT
"""Annotations are syntax: what is evaluated, what may be annotated."""

log = []


def note(value):
    log.append(value)
    return value


x: int = 5
y: "not evaluated"
print(x)
try:
    y
except NameError as error:
    print(error)


class Typed:
    a: int = 1
    b: str
    c: list = []

    def method(self, other: "Typed" = None) -> "Typed":
        self.d: int = 4
        return self


print(Typed.a, Typed.c, hasattr(Typed, "b"), Typed().method().d)


def local():
    z: int
    try:
        print(z)
    except UnboundLocalError as error:
        print(error)
    z: int = 3
    w: undefined_name = 4
    return z, w


print(local())
items = [0, 0]
items[0]: int = 5
(parenthesised): int = 6
print(items, parenthesised)


def f(a: int, *args: str, b: float = 1.0, **kwargs: dict) -> None:
    return a, args, b, kwargs


print(f("text", 1, 2, b="x", c=3))
g = lambda a, b=2: (a, b)
print(g(1))
pair: tuple = 1, 2
print(pair)
total: int = 0
for total in range(3):
    pass
print(total)
