# SPDX-License-Identifier: MIT
"""sys.settrace: exceptions that pass, and those of the function itself."""
import sys

events = []
# Lines of which CPython makes an instruction that does nothing.
with open(sys.argv[0]) as file:
    EMPTY = {n for n, line in enumerate(file, 1)
             if line.strip() in ("try:", "while True:", "finally:")}


def tracer(frame, event, argument):
    code = frame.f_code
    if event == "line" and frame.f_lineno in EMPTY:
        return tracer
    if event == "exception":
        kind, value, traceback = argument
        argument = (kind.__name__, str(value), traceback is not None)
    line = frame.f_lineno - code.co_firstlineno
    events.append((event, code.co_name, line, argument))
    return tracer


def watch(function, *args, trace=tracer):
    events.clear()
    sys.settrace(trace)
    try:
        function(*args)
    except BaseException as error:
        print("raised", type(error).__name__, error, error.__context__)
    print(function.__name__, args, sys.gettrace() is not None)
    sys.settrace(None)
    for event in events:
        print("   ", *event)


def divide(a, b):
    return a / b


def caught():
    x = 0
    try:
        x = divide(1, 0)
    except ZeroDivisionError:
        x = 2
    return x


def passes():
    y = divide(1, 0)
    return y


def finally_(n):
    x = 1
    try:
        x = 1 // n
    finally:
        x = 3
    return x


def again():
    x = 0
    try:
        x = divide(2, 0)
    except ZeroDivisionError as error:
        raise ValueError("from here") from error


for call in (caught,), (passes,), (finally_, 1), (finally_, 0), (again,):
    watch(*call)


def raises_at(where, name):
    def trace(frame, event, argument):
        if frame.f_code.co_name == name and event == where:
            raise KeyError(where)
        return trace

    return trace


def victim(n):
    x = 1
    try:
        x = divide(1, n)
    except KeyError as error:
        print("caught", error)
        x = 5
    return x


for name in "victim", "divide":
    for where in "call", "line", "return", "exception":
        for n in 0, 1:
            print(name, where, n)
            watch(victim, n, trace=raises_at(where, name))


def return_in_try():
    x = 1
    try:
        return x
    except KeyError:
        print("not caught: the frame is being left")


watch(return_in_try, trace=raises_at("return", "return_in_try"))
