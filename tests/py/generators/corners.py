# SPDX-License-Identifier: MIT
"""Generators within generators: closing, throwing, recursion, outer names."""


def attempt(function, *args):
    try:
        print("ok", repr(function(*args)))
    except BaseException as error:
        print(type(error).__name__, error, "|", repr(error.__context__),
              repr(error.__cause__))


def yields_in_finally():
    try:
        yield 1
    finally:
        yield 2


def nested_yields():
    yield (yield (yield 1))


def delegates():
    return (yield from nested_yields())


def converts():
    try:
        yield 1
    except KeyError as error:
        raise ValueError("converted") from error
    yield 2


def catches():
    try:
        yield from converts()
    except ValueError as error:
        yield "caught", str(error)
    else:
        yield "else"


def no_values():
    return
    yield


def recursive(n):
    if n == 0:
        yield "leaf"
        return
    yield from recursive(n - 1)


def grows():
    items = [1, 2, 3]
    for item in items:
        got = yield item
        if got:
            items.append(got)


def leaks_stop():
    it = iter([1])
    next(it)
    yield next(it)


def catches_stop():
    try:
        yield 1
    except StopIteration as stop:
        yield "got", stop.value


def runs_itself():
    try:
        next(me)
    except ValueError as error:
        yield str(error)


def closes_itself():
    me.close()
    yield


def shared():
    def inner():
        nonlocal value
        value += 1
        yield value
    value = 0
    return inner(), inner()


g = yields_in_finally()
next(g)
attempt(g.close)
attempt(next, g)
g = nested_yields()
print(next(g), g.send(2), g.send(3))
attempt(g.send, 4)
g = delegates()
print(next(g), g.send("a"), g.send("b"))
attempt(g.send, "c")
g = catches()
next(g)
print(g.throw(KeyError("x")))
g = catches()
print(next(g), next(g), next(g))
attempt(next, no_values())
print(next(recursive(150)), list(no_values()))
print(len(list(recursive(100))))
g = grows()
print(next(g), g.send(10), list(g), sum(grows()), 2 in grows())
attempt(next, leaks_stop())
attempt(list, (next(iter([])) for _ in range(2)))
attempt(lambda: [next(iter([])) for _ in range(2)])
g = catches_stop()
next(g)
print(g.throw(StopIteration(7)))
g = nested_yields()
next(g)
attempt(g.throw, StopIteration("s"))
me = runs_itself()
print(next(me))
me = closes_itself()
attempt(next, me)
i, j = shared()
print(next(i), next(j))
for function in (max, dict, set, "".join):
    attempt(function, (x for x in range(1, 0 if function is max else 2)))
