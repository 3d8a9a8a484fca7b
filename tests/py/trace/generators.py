# SPDX-License-Identifier: MIT
"""sys.settrace: generators begin, hand out, go on and end."""
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
    function(*args)
    sys.settrace(None)
    print(function.__name__, args)
    for event in events:
        print("   ", *event)


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def echo():
    got = yield 1
    got = yield got
    return got


def all_of(n):
    yield "first"
    got = yield from count(n)
    yield got


def over_list():
    yield from [1, 2]


def loop():
    for i in count(2):
        x = i


def by_hand():
    g = count(1)
    next(g)
    next(g, None)


def sending():
    g = echo()
    g.send(None)
    g.send("a")
    try:
        g.send("b")
    except StopIteration as stop:
        x = stop.value


def delegating():
    for x in all_of(2):
        y = x


def delegating_list():
    for x in over_list():
        y = x


def summed():
    return sum(x * 2 for x in count(2))


def listed():
    return [x + 1 for x in range(2)]


for call in (
    (loop,), (by_hand,), (sending,), (delegating,), (delegating_list,),
    (summed,), (listed,),
):
    watch(*call)
