# SPDX-License-Identifier: MIT
"""The operators as functions."""

from builtins import abs


def lt(a, b):
    return a < b


def le(a, b):
    return a <= b


def eq(a, b):
    return a == b


def ne(a, b):
    return a != b


def ge(a, b):
    return a >= b


def gt(a, b):
    return a > b


def not_(a):
    return not a


def truth(a):
    return bool(a)


def is_(a, b):
    return a is b


def is_not(a, b):
    return a is not b


def add(a, b):
    return a + b


def sub(a, b):
    return a - b


def mul(a, b):
    return a * b


def truediv(a, b):
    return a / b


def floordiv(a, b):
    return a // b


def mod(a, b):
    return a % b


def pow(a, b):
    return a ** b


def matmul(a, b):
    return a @ b


def lshift(a, b):
    return a << b


def rshift(a, b):
    return a >> b


def and_(a, b):
    return a & b


def or_(a, b):
    return a | b


def xor(a, b):
    return a ^ b


def neg(a):
    return -a


def pos(a):
    return +a


def invert(a):
    return ~a


inv = invert


def index(a):
    if not hasattr(a, "__index__"):
        raise TypeError(f"{type(a).__name__!r} object cannot be interpreted "
                        "as an integer")
    return a.__index__()


def concat(a, b):
    return a + b


def contains(a, b):
    return b in a


def countOf(a, b):
    return sum(1 for item in a if item is b or item == b)


def getitem(a, b):
    return a[b]


def setitem(a, b, c):
    a[b] = c


def delitem(a, b):
    del a[b]


def iadd(a, b):
    a += b
    return a


def imul(a, b):
    a *= b
    return a


def itemgetter(item, *items):
    """A function: x -> x[item], or a tuple of several."""
    if not items:
        return lambda x: x[item]
    items = (item,) + items
    return lambda x: tuple([x[i] for i in items])


def _follow(value, path):
    for name in path:
        value = getattr(value, name)
    return value


def attrgetter(name, *names):
    """A function: x -> x.name, or a tuple of several; with dots, deeper."""
    paths = [each.split(".") for each in (name,) + names]
    if not names:
        return lambda x: _follow(x, paths[0])
    return lambda x: tuple([_follow(x, path) for path in paths])


def methodcaller(name, /, *args, **keywords):
    """A function: x -> x.name(*args, **keywords)"""
    return lambda x: getattr(x, name)(*args, **keywords)
