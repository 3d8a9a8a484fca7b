# SPDX-License-Identifier: MIT
"""with: objects that are no managers, and managers that fail."""


class NoExit:
    def __enter__(self):
        return 1


class NoEnter:
    def __exit__(self, *args):
        pass


class EnterFails:
    def __enter__(self):
        raise ValueError("enter")

    def __exit__(self, *args):
        print("never")


class ExitFails:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        raise KeyError("exit")


class BadTruth:
    def __bool__(self):
        raise RuntimeError("bool")


class ExitOdd:
    def __init__(self, result):
        self.result = result

    def __enter__(self):
        return self

    def __exit__(self, *args):
        return self.result


class OnInstance:
    def __init__(self):
        self.__enter__ = lambda: 1
        self.__exit__ = lambda *args: None


class WrongArguments:
    def __enter__(self):
        return self

    def __exit__(self):
        pass


def attempt(make, fail=False):
    try:
        with make() as x:
            if fail:
                raise IndexError("body")
        print("fine")
    except Exception as error:
        print(type(error).__name__, error, "|", repr(error.__context__))


for make in (NoExit, NoEnter, lambda: 5, lambda: None, EnterFails, ExitFails,
             OnInstance, WrongArguments, lambda: undefined_name):
    attempt(make)
attempt(ExitFails, True)
attempt(WrongArguments, True)
attempt(lambda: ExitOdd(BadTruth()))
attempt(lambda: ExitOdd(BadTruth()), True)
attempt(lambda: ExitOdd("yes"), True)
attempt(lambda: ExitOdd(""), True)
attempt(lambda: ExitOdd(0), True)
with ExitOdd(True) as outer:
    with ExitFails():
        print("body")
print("after")


class Raises:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        raise value


try:
    with Raises():
        raise ValueError("again")
except ValueError as error:
    print(repr(error), error.__context__)


class Replaces:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        raise RuntimeError("replaced") from value


try:
    with Replaces():
        raise ValueError("original")
except RuntimeError as error:
    print(repr(error), repr(error.__cause__))
Replaces.__exit__ = lambda self, *args: print("patched", args[0]) or True
with Replaces():
    raise ValueError
