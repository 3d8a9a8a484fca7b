# SPDX-License-Identifier: MIT
"""yield from: values, sent values, exceptions, close, other iterables."""

log = []


def inner():
    try:
        while True:
            received = yield "inner"
            log.append(("sent", received))
            if received == "stop":
                return "inner result"
    except ValueError as error:
        log.append(("caught", str(error)))
        yield "after except"
        return "other result"
    finally:
        log.append("inner finally")


def outer():
    result = yield from inner()
    log.append(("result", result))
    more = yield from [10, 20]
    log.append(("list gives", more))
    yield from "ab"
    return "outer result"


def step(function, *args):
    try:
        print(function(*args), log)
    except StopIteration as stop:
        print("stop", stop.value, log)
    except Exception as error:
        print(type(error).__name__, error, log)
    log.clear()


g = outer()
for function, *args in [(next, g), (g.send, 1), (g.send, "stop"), (next, g),
                        (next, g), (next, g), (next, g), (next, g)]:
    step(function, *args)
g = outer()
step(next, g)
step(g.throw, ValueError("thrown"))
step(next, g)
step(g.send, 5)
g = outer()
step(next, g)
step(g.throw, KeyError("not caught"))
step(next, g)
g = outer()
step(next, g)
step(g.close)


class Iterator:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        if self.n > 3:
            raise StopIteration("iterator result")
        return self.n


class WithThrow(Iterator):
    def send(self, value):
        log.append(("send", value))
        return "sent"

    def throw(self, *args):
        log.append(("throw", args[0] if isinstance(args[0], type)
                    else type(args[0])))
        return "thrown"

    def close(self):
        log.append("close")


def delegate(iterable):
    print("delegated", (yield from iterable))


print(list(delegate(Iterator())))
g = delegate(WithThrow())
for function, *args in [(next, g), (g.send, "x"), (g.throw, ValueError),
                        (g.close,)]:
    step(function, *args)
g = delegate(Iterator())
step(next, g)
step(g.send, "no send")
g = delegate(Iterator())
step(next, g)
step(g.throw, KeyError("no throw"))
step(next, delegate(5))


def chain(n):
    if n:
        yield n
        yield from chain(n - 1)
    return n


def tree(t):
    for item in t:
        if isinstance(item, list):
            yield from tree(item)
        else:
            yield item


print(list(chain(5)), list(tree([1, [2, [3, [4]], 5], [[6]]])))
