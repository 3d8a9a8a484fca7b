# SPDX-License-Identifier: MIT
"""vars, globals, locals and dir: whose names they show, and which are live."""

VALUE = 1


class Thing:
    shared = 1

    def __init__(self):
        self.b = 2
        self.a = 1

    def method(self):
        pass


class Slots:
    __slots__ = ("x",)


class OwnDir(Thing):
    def __dir__(self):
        return ["zebra", "ant", "ant"]


def outer(parameter, *args, key=0, **keywords):
    captured = parameter
    unused = [x for x in range(2)]

    def inner():
        deep = captured
        return sorted(locals())
    seen = locals()
    seen["key"] = "changed"
    return sorted(seen), inner(), key, unused


print(outer(1, 2, key=3, other=4))
globals()["MADE"] = "by globals()"
print(MADE, globals() is locals(), vars() is globals(), "VALUE" in vars())
VALUE += 1
print(globals()["VALUE"], globals() is outer.__globals__)
del globals()["MADE"]
try:
    MADE
except NameError as error:
    print(error)

thing = Thing()
print(vars(thing), vars(thing) is thing.__dict__)
vars(thing)["c"] = 3
print(thing.c, list(vars(thing)))
print([name for name in vars(Thing) if not name.startswith("__")])
for wrong in (3, Slots(), None, []):
    try:
        print(vars(wrong))
    except TypeError as error:
        print(error)


class Body:
    first = 1
    names = sorted(name for name in locals() if not name.startswith("__"))
    locals()["second"] = 2


print(Body.names, Body.second)
print([name for name in dir(thing) if not name.startswith("__")])
print(dir(OwnDir()), "shared" in dir(OwnDir))
print(hasattr(Slots(), "x"), hasattr(Slots(), "__dict__"))


def local_names():
    z = a = 0
    return dir()


print(local_names(), "VALUE" in dir(), dir() == sorted(dir()))
print([n for n in dir([]) if not n.startswith("_")])
print([n for n in dir("") if n.startswith("is")])
print([n for n in dir({}) if not n.startswith("_")])
try:
    dir(1, 2)
except TypeError as error:
    print(error)
