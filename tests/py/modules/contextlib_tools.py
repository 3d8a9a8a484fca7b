# SPDX-License-Identifier: MIT
"""contextlib: suppress, closing, nullcontext, redirects, ExitStack."""

import io
import sys
from contextlib import (ContextDecorator, ExitStack, closing, nullcontext,
                        redirect_stderr, redirect_stdout, suppress)


class Thing:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, repr(value))
        return self.swallow

    def close(self):
        print("close", self.name)


with suppress(KeyError, ValueError):
    int("x")
    print("never")
with suppress():
    print("nothing to suppress")
try:
    with suppress(KeyError):
        [][0]
except IndexError as error:
    print(error)
with closing(Thing("c")) as thing:
    print(thing.name)
with nullcontext() as nothing, nullcontext(5) as five:
    print(nothing, five)
text, errors = io.StringIO(), io.StringIO()
with redirect_stdout(text), redirect_stderr(errors):
    print("captured")
    print("to stderr", file=sys.stderr)
    with redirect_stdout(errors):
        print("inner")
    print("outer")
print(repr(text.getvalue()), repr(errors.getvalue()))
try:
    with redirect_stdout(text):
        1 / 0
except ZeroDivisionError:
    print("restored")

with ExitStack() as stack:
    for name in "ab":
        stack.enter_context(Thing(name))
    stack.callback(print, "callback", sep="-")
    stack.push(lambda *args: print("pushed", args[0]))
with ExitStack() as stack:
    stack.enter_context(Thing("outer"))
    stack.enter_context(Thing("swallows", swallow=True))
    stack.enter_context(Thing("inner"))
    raise KeyError("inside")
print("went on")
try:
    with ExitStack() as stack:
        stack.callback(lambda: [][1])
        stack.enter_context(Thing("sees the new one"))
        raise ValueError("first")
except IndexError as error:
    print(error, repr(error.__context__))
stack = ExitStack()
stack.enter_context(Thing("kept"))
other = stack.pop_all()
stack.close()
print("closed nothing")
other.close()
try:
    with ExitStack() as stack:
        stack.enter_context(5)
except TypeError as error:
    print(error)


class Decorates(ContextDecorator):
    def __enter__(self):
        print("begin")

    def __exit__(self, *args):
        print("end")


@Decorates()
def decorated():
    print("body")
    return 3


print(decorated(), decorated())
