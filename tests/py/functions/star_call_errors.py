# SPDX-License-Identifier: MIT
"""Calls with * and **: what cannot be spread, and what comes twice."""


def f(*args, **kwargs):
    return args, kwargs


def one(a):
    return a


class Pairs:
    """A mapping by keys() and [] alone."""

    def keys(self):
        return ["x", "y"]

    def __getitem__(self, key):
        return key * 2


class Broken:
    def keys(self):
        return ["x"]

    def __getitem__(self, key):
        raise RuntimeError("no " + key)


def attempt(function):
    try:
        print(function())
    except (TypeError, RuntimeError) as error:
        print(type(error).__name__, error)


attempt(lambda: f(*[1, 2], 3, *"ab", k=1, **{"z": 2}))
attempt(lambda: f(**Pairs()))
attempt(lambda: f(*{"k": 1}, **{}))
attempt(lambda: f(*range(3), *(), **Pairs(), z=1))
attempt(lambda: f(*1))
attempt(lambda: f(*None))
attempt(lambda: f(**1))
attempt(lambda: f(**[("a", 1)]))
attempt(lambda: f(**{1: 2}))
attempt(lambda: f(x=1, **{"x": 2}))
attempt(lambda: f(**{"x": 1}, **{"x": 2}))
attempt(lambda: f(**Broken()))
attempt(lambda: one(*[1, 2]))
attempt(lambda: one(*[1], a=2))
attempt(lambda: one(**{"b": 1}))
attempt(lambda: one(*(), **{"a": 5}))
attempt(lambda: print(**{"sep": 1}))
attempt(lambda: len(*[[1, 2]]))
attempt(lambda: int(*["ff"], **{"base": 16}))
attempt(lambda: one.nothing(*1)
        if hasattr(one, "nothing") else "no such attribute")
order = []


def note(value):
    order.append(value)
    return value


f(note(1), *note([2]), k=note(3), **note({"m": 4}), n=note(5))
print(order)
