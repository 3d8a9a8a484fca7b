# SPDX-License-Identifier: MIT
"""Iterators of one's own: __iter__, __next__, __getitem__, wrong ones, in
every consumer."""

class Good:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))


class NoNext:
    def __iter__(self):
        return 5


class NotCallable:
    __iter__ = None


class Raises:
    def __iter__(self):
        raise ZeroDivisionError("iter")


class NextRaises:
    def __repr__(self):
        return "next raises"

    def __iter__(self):
        return self

    def __next__(self):
        raise KeyError("next")


class ByIndex:
    def __getitem__(self, i):
        if i == 3:
            raise IndexError
        return "abc"[i]


class ByIndexRaises:
    def __getitem__(self, i):
        raise ValueError("item")


CONSUMERS = [list, tuple, set, dict, sum, max, sorted, any, enumerate,
             zip, iter, lambda v: [*v], lambda v: 5 in v,
             lambda v: (lambda *a: a)(*v),
             lambda v: [x for x in v], lambda v: map(str, v),
             lambda v: [0].extend(v),
             lambda v: dict.fromkeys(v), lambda v: "-".join(map(str, v))]


def unpack(v):
    a, b, c = v
    return a, b, c


for value in (Good(3), Good(0), NoNext(), NotCallable(), Raises(),
              NextRaises(),
              ByIndex(), ByIndexRaises(), 5, None, len, int, 1.5):
    for consumer in CONSUMERS + [unpack]:
        try:
            result = consumer(value)
            if isinstance(result, (zip, map, enumerate)):
                result = list(result)
            if type(result).__name__.endswith("iterator"):
                result = type(result).__name__
            if isinstance(result, set):
                result = sorted(result)
            print(result, end="; ")
        except Exception as error:
            print(type(error).__name__, error, end="; ")
    print()
