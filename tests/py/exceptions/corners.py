# SPDX-License-Identifier: MIT
"""Odd raises: oneself as context or cause, in loops, out of finally."""


def attempt(function):
    try:
        print(function.__name__, "gives", function())
    except BaseException as error:
        print(function.__name__, repr(error), "|", repr(error.__context__),
              repr(error.__cause__), error.__suppress_context__)


def outer_again():
    try:
        raise ValueError(1)
    except ValueError as e:
        try:
            raise KeyError(2)
        except KeyError:
            raise e


def own_cause():
    try:
        raise ValueError(1)
    except ValueError as e:
        raise e from e


def replaced_in_finally():
    try:
        try:
            raise ValueError(1)
        finally:
            raise KeyError(2)
    except KeyError as e:
        return repr(e.__context__)


def continues():
    out = []
    for i in range(3):
        try:
            try:
                raise ValueError(i)
            except ValueError:
                continue
            finally:
                out.append(("inner", i))
        finally:
            out.append(("outer", i))
    return out


def breaks_out_of_return():
    while True:
        try:
            return 1
        finally:
            try:
                break
            finally:
                print("both", end=" ")
    return 2


def assigned_in_return():
    try:
        return (value := 3)
    finally:
        print(value, end=" ")


def name_is_gone():
    e = 1
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e


def nothing_to_raise():
    raise


def class_of_its_own():
    class Mine(BaseException):
        pass
    raise Mine("custom")


def classes_alone():
    raise Exception from KeyError


def raise_none():
    raise None


def from_string():
    raise ValueError("x") from "text"


def context_of_a_call():
    def helper():
        raise IndexError("helper")
    try:
        raise ValueError("first")
    except ValueError:
        try:
            helper()
        except IndexError as e:
            return repr(e.__context__)


def cleared_context():
    try:
        try:
            raise ValueError("first")
        except ValueError:
            raise KeyError("second")
    except KeyError as e:
        e.__context__ = None
        raise


def loop_of_causes():
    a, b = ValueError("a"), KeyError("b")
    a.__cause__, b.__cause__ = b, a
    raise a


for function in [outer_again, own_cause, replaced_in_finally, continues,
                 breaks_out_of_return, assigned_in_return, name_is_gone,
                 nothing_to_raise, class_of_its_own, classes_alone, raise_none,
                 from_string, context_of_a_call, cleared_context,
                 loop_of_causes]:
    attempt(function)
try:
    raise ValueError("active")
except ValueError:
    attempt(nothing_to_raise)
