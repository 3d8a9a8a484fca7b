# SPDX-License-Identifier: MIT
"""Generators: next, send, throw, close, return values, exhaustion."""


def simple():
    received = yield 1
    print("received", received)
    try:
        received = yield 2
        print("received", received)
    except ValueError as error:
        print("caught", repr(error))
        yield "from except"
    finally:
        print("finally")
    return "done"


def finish(generator):
    try:
        return next(generator)
    except StopIteration as stop:
        return "stop", stop.value


g = simple()
print(next(g), g.send("a"), g.throw(ValueError("v")), finish(g), finish(g))
g = simple()
try:
    g.send("too early")
except TypeError as error:
    print(error)
print(g.send(None))
print(next(g))
g.close()
g.close()
print(finish(g))
g = simple()
try:
    g.throw(KeyError("at the start"))
except KeyError as error:
    print(repr(error), finish(g))
g = simple()
g.close()
print(finish(g))


def stubborn():
    try:
        yield
    except GeneratorExit:
        print("refuses")
    yield


def polite():
    try:
        yield 1
    except GeneratorExit:
        print("closing")
        return


def raises_on_close():
    try:
        yield 1
    finally:
        raise KeyError("in close")


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)
p = polite()
next(p)
print(p.close())
r = raises_on_close()
next(r)
try:
    r.close()
except KeyError as error:
    print(repr(error), repr(error.__context__))


def raises_stop():
    yield 1
    raise StopIteration("inside")


r = raises_stop()
next(r)
try:
    next(r)
except RuntimeError as error:
    print(error, repr(error.__cause__))


def reenters():
    yield next(me)


me = reenters()
try:
    next(me)
except ValueError as error:
    print(error)
for args in [(ValueError,), (ValueError, "text"), (ValueError("i"),), (5,),
             (ValueError("i"), "extra"), (GeneratorExit,)]:
    try:
        (x for x in [1]).throw(*args)
    except BaseException as error:
        print(type(error).__name__, error)
print(type(g).__name__, iter(g) is g, simple.__name__, g.__name__)
print(list(simple() if False else polite()), next(iter(()), "default"))
