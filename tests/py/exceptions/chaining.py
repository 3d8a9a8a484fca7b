# SPDX-License-Identifier: MIT
"""__cause__, __context__, __suppress_context__ and from None."""


def describe(error, depth=0):
    parts = [type(error).__name__, str(error), error.__suppress_context__]
    print("  " * depth, *parts)
    if error.__cause__ is not None:
        print("  " * depth, "cause")
        describe(error.__cause__, depth + 1)
    if error.__context__ is not None:
        print("  " * depth, "context")
        describe(error.__context__, depth + 1)


def attempt(function):
    print(function.__name__)
    try:
        function()
    except BaseException as error:
        describe(error, 1)


def implicit():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("implicit")


def explicit():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise ValueError("explicit") from error


def from_none():
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("from none") from None


def from_class():
    raise ValueError("x") from KeyError


def from_bad():
    raise ValueError("x") from 5


def three_levels():
    try:
        implicit()
    except ValueError:
        raise KeyError("third")


def in_finally():
    try:
        1 / 0
    finally:
        raise ValueError("in finally")


def reraise():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def reraise_after_nested():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            {}["key"]
        except KeyError:
            pass
        raise


def raise_same():
    try:
        1 / 0
    except ZeroDivisionError as error:
        raise error


def handled_before():
    try:
        1 / 0
    except ZeroDivisionError:
        pass
    raise ValueError("no context")


def nothing_active():
    raise


def raise_context_cycle():
    first = ValueError("first")
    try:
        raise first
    except ValueError:
        try:
            raise KeyError("second")
        except KeyError:
            raise first


def deep_function_context():
    def helper():
        raise KeyError("from helper")
    try:
        1 / 0
    except ZeroDivisionError:
        helper()


for function in [implicit, explicit, from_none, from_class, from_bad,
                 three_levels, in_finally, reraise, reraise_after_nested,
                 raise_same, handled_before, nothing_active,
                 raise_context_cycle, deep_function_context]:
    attempt(function)
error = ValueError("manual")
error.__cause__ = KeyError("cause")
error.__context__ = IndexError("context")
describe(error)
error.__cause__ = None
print(error.__suppress_context__)
for name in ("__cause__", "__context__"):
    try:
        setattr(error, name, 1)
    except TypeError as problem:
        print(problem)
