# SPDX-License-Identifier: MIT
"""Default arguments: evaluated once, kept, mutable, shared, replaceable."""


def append(item, target=[]):
    target.append(item)
    return target


print(append(1), append(2), append(3, [0]), append(4))
print(append.__defaults__)

factor = 2


def scaled(value, by=factor):
    return value * by


factor = 10
print(scaled(3), scaled(3, factor), scaled.__defaults__)
scaled.__defaults__ = (7,)
print(scaled(3))
scaled.__defaults__ = None
try:
    scaled(3)
except TypeError as error:
    print(error)


def keyword(*, a=[], b="b"):
    a.append(b)
    return a


print(keyword(), keyword(b="c"), keyword.__kwdefaults__)
keyword.__kwdefaults__ = {"b": "z", "a": ["new"]}
print(keyword())

functions = []
for i in range(3):
    def remember(i=i):
        return i
    functions.append(remember)
print([f() for f in functions])
functions = [lambda: i for i in range(3)]
print([f() for f in functions])


def make(n):
    def inner(a, b=n, *args, c=n + 1, **kwargs):
        return a, b, args, c, kwargs
    return inner


first, second = make(1), make(2)
print(first(0), second(0), second(0, 5, 6, c=7, d=8))
print(first.__defaults__, second.__kwdefaults__)


class Late:
    def __init__(self):
        self.calls = 0

    def default(self):
        self.calls += 1
        return self.calls


late = Late()


def uses(a=late.default(), b=late.default()):
    return a, b


print(uses(), uses(), late.calls)
print((lambda x, y=[]: (y.append(x), y)[1])(1))
