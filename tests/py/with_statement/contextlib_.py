# SPDX-License-Identifier: MIT
"""contextmanager and its relatives: what generators make of with."""

from contextlib import closing, contextmanager, suppress


@contextmanager
def tag(name):
    print("<" + name + ">")
    try:
        yield name.upper()
    finally:
        print("</" + name + ">")


@contextmanager
def catching(*kinds):
    try:
        yield
    except kinds as error:
        print("caught", repr(error))


@contextmanager
def no_yield():
    if False:
        yield


@contextmanager
def two_yields():
    yield 1
    yield 2


@contextmanager
def replacing():
    try:
        yield
    except ValueError as error:
        raise KeyError("replaced") from error


with tag("a") as upper, tag("b"):
    print(upper)
with catching(ValueError, KeyError):
    {}["x"]
try:
    with tag("c"):
        raise IndexError("through")
except IndexError as error:
    print(error)
for manager in (no_yield, two_yields):
    try:
        with manager():
            print("body")
    except RuntimeError as error:
        print(error)
try:
    with replacing():
        raise ValueError("old")
except KeyError as error:
    print(repr(error), repr(error.__cause__))
with suppress(ZeroDivisionError, KeyError):
    1 / 0
with suppress(LookupError):
    [][1]
print("after suppress")


class Closable:
    def close(self):
        print("closed")


with closing(Closable()) as c:
    print(type(c).__name__)
try:
    with closing(Closable()):
        raise ValueError("x")
except ValueError as error:
    print(error)
with catching(StopIteration):
    raise StopIteration("from the body")
try:
    with tag("d"):
        raise StopIteration("kept")
except StopIteration as error:
    print(repr(error))


def function():
    with tag("e"):
        return "returned"


print(function())
