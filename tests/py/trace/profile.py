# SPDX-License-Identifier: MIT
"""sys.setprofile: calls and returns of Python functions, in all frames."""
import sys

events = []


def profile(frame, event, argument):
    if event in ("call", "return"):
        events.append((event, frame.f_code.co_name, argument))


def leaf(x):
    return x + 1


def count(n):
    for i in range(n):
        yield leaf(i)


def fails():
    leaf(0)
    raise ValueError("no")


def run():
    for x in count(2):
        leaf(x)
    try:
        fails()
    except ValueError:
        pass


def show():
    for event in events:
        print("   ", *event)
    events.clear()


sys.setprofile(profile)
print(sys.getprofile() is profile)
run()
sys.setprofile(None)
print(sys.getprofile())
show()


def begins():
    sys.setprofile(profile)
    return 1


begins()
sys.setprofile(None)
show()


def trace(frame, event, argument):
    events.append(("trace", event, frame.f_code.co_name))
    return trace


sys.settrace(trace)
sys.setprofile(profile)
leaf(1)
sys.setprofile(None)
sys.settrace(None)
show()


def bad(frame, event, argument):
    if event == "call":
        raise KeyError("profile")


try:
    sys.setprofile(bad)
    leaf(1)
except KeyError as error:
    print("raised", error, sys.getprofile())
