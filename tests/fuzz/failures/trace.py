# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import sys

events = []
kept = []


def tracer(frame, event, argument):
    events.append((event, frame.f_code.co_name))
    return tracer


def count(n):
    for i in range(n):
        yield i


def delegate():
    yield from count(2)
    yield from [1]


def fails(x):
    local = [x]
    kept.append(sys._getframe())
    raise ValueError(x)


def body():
    try:
        fails(list(delegate()))
    except ValueError as error:
        return str(error)


sys.settrace(tracer)
print(body())
sys.settrace(None)
print(len(events), kept[0].f_locals, kept[0].f_back)
sys.setprofile(tracer)
print(body(), sys.getprofile() is tracer)
sys.setprofile(None)


def outer():
    print(repr(sys._getframe())[:6], sys._getframe().f_back.f_code.co_name)
    return sorted([2, 1], key=lambda x: kept.append(sys._getframe(1)) or x)


print(outer(), len(kept), kept[1].f_code.co_name, sys.gettrace())
