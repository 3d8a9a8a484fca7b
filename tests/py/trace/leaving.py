# SPDX-License-Identifier: MIT
"""Frame objects of frames that are just being left, or are left unseen."""
import sys

kept = []


class Asks:
    """Its destructor asks for the frame that drops it."""

    def __del__(self):
        frame = sys._getframe(1)
        kept.append(frame)
        print("del in", frame.f_code.co_name, frame.f_back.f_code.co_name)


def returns():
    asks = Asks()
    return 1


def raises():
    asks = Asks()
    raise ValueError


def outer(function):
    try:
        return function()
    except ValueError:
        pass


class Iterator:
    """Its __next__ keeps the frame of the generator that delegates to it."""

    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 2:
            raise StopIteration
        kept.append(sys._getframe(1))
        return self.n


def delegates():
    local = "kept"
    yield from Iterator()


def key_keeps(x):
    kept.append(sys._getframe(1))
    raise KeyError(x)


def fails_in_c():
    local = "there"
    return sorted([2, 1], key=key_keeps)


def busy(n):
    a = b = c = d = "other values"
    return n if n == 0 else busy(n - 1)


def look():
    for frame in kept:
        print("   ", frame.f_code.co_name, frame.f_locals.get("local"))
    kept.clear()


for round in range(3):
    outer(returns)
    kept.clear()
    outer(raises)
    busy(10)
    kept.clear()
    print(list(delegates()))
    busy(10)
    look()
    try:
        fails_in_c()
    except KeyError as error:
        print("raised", error)
    busy(10)
    look()


def tracer(frame, event, argument):
    events.append((event, frame.f_code.co_name))
    return tracer


events = []


def key_traces(x):
    sys.settrace(tracer)
    return x


def begins_in_c():
    sorted([1, 2], key=key_traces)
    busy(1)
    sys.settrace(None)


begins_in_c()
for event in events:
    print("   ", *event)
