# SPDX-License-Identifier: MIT
"""Class bodies and functions: which names each sees."""

x = "global"


class Simple:
    x = "class"
    y = x

    def method(self):
        return x

    z = [x for _ in range(1)]
    w = [n for n in x]
    lam = lambda self: x


print(Simple.y, Simple().method(), Simple.z, Simple.w, Simple().lam())


def function():
    x = "local"

    class Inner:
        seen = x
        x = "inner"
        now = x

        def method(self):
            return x

        class Nested:
            seen = x

    return Inner.seen, Inner.now, Inner().method(), Inner.Nested.seen


try:
    print(function())
except NameError as error:
    print(type(error).__name__, error)


def free():
    x = "local"

    class Inner:
        seen = x

        def method(self):
            return x

        class Nested:
            seen = x
            t = [x for _ in "1"]

    return Inner.seen, Inner().method(), Inner.Nested.seen, Inner.Nested.t


print(free())


class Deleting:
    x = "class"
    del x
    after = x


print(Deleting.after)


class Global:
    global made_here
    made_here = 5

    def __init__(self):
        global by_init
        by_init = 6


Global()
print(made_here, by_init, hasattr(Global, "made_here"))


def conditional(flag):
    y = "enclosing"

    class C:
        if flag:
            y = "own"
        z = y
    return C.z


print(conditional(True), conditional(False))


class Loop:
    for i in range(3):
        locals()["v%d" % i] = i
    del i


print(Loop.v0, Loop.v2, hasattr(Loop, "i"))
try:
    class Raises:
        a = 1
        b = undefined
except NameError as error:
    print(error)
print("Raises" in globals())
print(Simple.__dict__["x"], sorted(k for k in Simple.__dict__ if k[0] != "_"))
