# SPDX-License-Identifier: MIT
"""finally with return, break, continue and raise: which one wins."""

log = []


def return_overrides():
    try:
        return "try"
    finally:
        return "finally"


def return_swallows():
    try:
        raise ValueError("lost")
    finally:
        return "swallowed"


def value_kept():
    x = 1
    try:
        return x
    finally:
        x = 2
        log.append(x)


def break_swallows():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            break
    return "broke at", i


def continue_swallows():
    seen = []
    for i in range(3):
        try:
            if i == 1:
                raise ValueError
            seen.append(i)
        finally:
            continue
    else:
        seen.append("else")
    return seen


def break_over_return():
    while True:
        try:
            return "return"
        finally:
            break
    return "after the loop"


def nested():
    try:
        try:
            return log.append("return value")
        finally:
            log.append("inner")
    finally:
        log.append("outer")


def finally_raises():
    try:
        raise ValueError("first")
    finally:
        raise KeyError("second")


def else_and_finally(fail):
    try:
        if fail:
            raise ValueError
    except ValueError:
        log.append("except")
        return "from except"
    else:
        log.append("else")
        return "from else"
    finally:
        log.append("finally")


def loop_with_break():
    for i in range(3):
        try:
            if i == 1:
                break
            log.append(i)
        finally:
            log.append(f"f{i}")
    else:
        log.append("never")


def continue_in_try():
    for i in range(3):
        try:
            continue
        finally:
            log.append(i)


def raise_in_except():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise KeyError("from except")
        finally:
            log.append("cleaned")
    except KeyError as error:
        return repr(error), repr(error.__context__)


def loop_in_finally():
    try:
        return "early"
    finally:
        for i in range(5):
            if i == 2:
                continue
            if i == 4:
                break
            log.append(i)


for function in [return_overrides, return_swallows, value_kept, break_swallows,
                 continue_swallows, break_over_return, nested,
                 lambda: else_and_finally(True),
                 lambda: else_and_finally(False), loop_with_break,
                 continue_in_try, raise_in_except, loop_in_finally]:
    print(function.__name__, function(), log)
    log.clear()
try:
    finally_raises()
except KeyError as error:
    print(repr(error), repr(error.__context__))
