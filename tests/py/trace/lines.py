# SPDX-License-Identifier: MIT
"""sys.settrace: the events of simple functions, with their lines."""
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
    if event != "exception":
        line = frame.f_lineno - code.co_firstlineno
        events.append((event, code.co_name, line, argument))
    return tracer


def watch(function, *args):
    events.clear()
    sys.settrace(tracer)
    try:
        function(*args)
    finally:
        sys.settrace(None)
    print(function.__name__, args)
    for event in events:
        print("   ", *event)


def plain(a):
    b = a + 1
    c = b * 2
    return c


def nothing():
    x = 1


def branches(n):
    if n > 1:
        x = "more"
    elif n == 1:
        x = "one"
    else:
        x = "less"
    return x


def ends_in_branch(n):
    if n:
        x = 1


def loops(n):
    total = 0
    for i in range(n):
        total += i
    while total > 1:
        total -= 1
    return total


def begins_with_loop():
    while True:
        x = 1
        if x:
            return x


def skips(n):
    for i in range(n):
        if i == 1:
            continue
        if i == 3:
            break
        x = i


def inner(x):
    return x + 1


def outer():
    a = inner(1)
    b = inner(a) + inner(a)
    return a + b


def recursive(n):
    if n == 0:
        return 0
    return 1 + recursive(n - 1)


def closure():
    x = 1

    def add(y):
        nonlocal x
        x += y
        return x

    return add(1) + add(2)


class Thing:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return self.x + other

    def __bool__(self):
        return self.x > 0

    @property
    def double(self):
        return self.x * 2


def methods():
    thing = Thing(1)
    if thing:
        return thing.double + (thing + 2)


def from_c():
    return sorted([2, 1], key=lambda x: x + 1)


for call in (
    (plain, 1), (nothing,), (branches, 2), (branches, 1), (branches, 0),
    (ends_in_branch, 0), (ends_in_branch, 1), (loops, 0), (loops, 3),
    (begins_with_loop,), (skips, 5), (outer,),
    (recursive, 2), (closure,), (methods,), (from_c,),
):
    watch(*call)
print(sys.gettrace())
