# SPDX-License-Identifier: MIT
"""Exceptions being handled on both sides of a yield keep apart."""

import sys


def current():
    value = sys.exc_info()[1]
    return value and repr(value)


def generator():
    print("g starts with", current())
    try:
        raise KeyError("generator's")
    except KeyError:
        print("g handles", current())
        yield 1
        print("g again", current())
        yield 2
    print("g after", current())
    yield 3
    raise ValueError("ends")


g = generator()
try:
    raise IndexError("caller's")
except IndexError:
    print(next(g), current())
print(next(g), current())
try:
    raise TypeError("other caller's")
except TypeError:
    print(next(g), current())
    try:
        next(g)
    except ValueError as error:
        print(repr(error), repr(error.__context__))
    print(current())


def reraises():
    try:
        yield 1
    except ValueError:
        yield "caught"
        raise


g = reraises()
next(g)
print(g.throw(ValueError("thrown in")))
try:
    try:
        raise KeyError("active outside")
    except KeyError:
        next(g)
except ValueError as error:
    print(repr(error), repr(error.__context__))


def context():
    try:
        yield
    finally:
        print("in finally", current())


def thrower():
    g = context()
    next(g)
    try:
        g.throw(OSError("thrown"))
    except OSError as error:
        print(repr(error), current())


thrower()


def bare_raise():
    yield 1
    raise


try:
    raise ValueError("outside")
except ValueError:
    g = bare_raise()
    next(g)
    try:
        next(g)
    except (ValueError, RuntimeError) as error:
        print(type(error).__name__, error)
g = bare_raise()
next(g)
try:
    next(g)
except RuntimeError as error:
    print(error)


def inner():
    try:
        yield "inner"
    except KeyError as error:
        raise IndexError("from inner") from error


def outer():
    try:
        yield from inner()
    except IndexError as error:
        yield repr(error.__cause__), current()


g = outer()
print(next(g), g.throw(KeyError("k")), current())
