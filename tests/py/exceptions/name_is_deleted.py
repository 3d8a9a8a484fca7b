# SPDX-License-Identifier: MIT
"""The name of an except clause: bound, deleted afterwards, nested, reused."""


def deleted():
    try:
        raise ValueError("v")
    except ValueError as e:
        print(repr(e))
    try:
        e
    except UnboundLocalError as error:
        print(error)


def had_value():
    e = "before"
    try:
        raise ValueError
    except ValueError as e:
        pass
    return "e" in locals()


def not_raised():
    e = "before"
    try:
        pass
    except ValueError as e:
        pass
    return e


def rebound():
    try:
        raise ValueError
    except ValueError as e:
        e = "rebound"
        print(e)
    return "e" in locals()


def deleted_inside():
    try:
        raise ValueError
    except ValueError as e:
        del e
    return "fine"


def kept():
    try:
        raise ValueError("kept")
    except ValueError as e:
        saved = e
    return saved


def same_name_nested():
    try:
        raise ValueError("outer")
    except ValueError as e:
        try:
            raise KeyError("inner")
        except KeyError as e:
            print(repr(e), repr(e.__context__))
        return "e" in locals()


def return_inside():
    try:
        raise ValueError("r")
    except ValueError as e:
        return str(e)


def closure():
    try:
        raise ValueError("c")
    except ValueError as e:
        function = lambda: e
        print(function())
    try:
        function()
    except NameError as error:
        print(error)


deleted()
print(had_value(), not_raised(), rebound(), deleted_inside(), kept().args)
print(same_name_nested(), return_inside())
closure()
for i in range(2):
    try:
        raise ValueError(i)
    except ValueError as e:
        if i == 0:
            continue
        print("second", e)
print("e" in globals())
import sys
try:
    raise ValueError("current")
except ValueError:
    print(sys.exc_info()[0].__name__, sys.exc_info()[1])
    try:
        raise KeyError("nested")
    except KeyError:
        print(sys.exc_info()[1])
    print(sys.exc_info()[1])
print(sys.exc_info())


class Global:
    try:
        raise ValueError
    except ValueError as in_class:
        pass
    has = "in_class" in locals()


print(Global.has)
