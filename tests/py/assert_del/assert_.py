# SPDX-License-Identifier: MIT
"""assert: messages of all kinds, what is evaluated, who catches it."""

log = []


def note(value):
    log.append(value)
    return value


def attempt(function):
    try:
        function()
        print("passed")
    except AssertionError as error:
        print(repr(error), str(error), error.args)


def plain():
    assert False


def message():
    assert 1 == 2, "one is not two"


def tuple_message():
    assert False, ("a", 1)


def none_message():
    assert False, None


def exception_message():
    assert 0, ValueError("inner")


def lazy():
    assert note(True), note("never evaluated")
    assert note(0), note("evaluated")


def formatted(x):
    assert x > 5, f"{x=} is too small"


def truth():
    class Odd:
        def __bool__(self):
            note("bool")
            return False
    assert Odd(), "odd"


def message_fails():
    assert False, 1 / 0


def condition_fails():
    assert {}["k"], "never"


def parenthesised():
    assert (1 < 2), ("fine")
    assert ()


def chained():
    try:
        [][0]
    except IndexError:
        assert False, "in a handler"


for function in [plain, message, tuple_message, none_message,
                 exception_message, lazy, lambda: formatted(3),
                 lambda: formatted(9), truth, parenthesised, chained]:
    attempt(function)
for function in (message_fails, condition_fails):
    try:
        function()
    except (ZeroDivisionError, KeyError) as error:
        print(type(error).__name__, error.__context__)
print(log)
AssertionError_ = AssertionError
AssertionError = ValueError
try:
    assert False, "still the built-in"
except AssertionError_ as error:
    print(repr(error))
del AssertionError
assert [0], "a list of one is true"
assert not []
try:
    chained()
except AssertionError as error:
    print(repr(error.__context__))
