# SPDX-License-Identifier: MIT
"""__del__ runs at once when the last reference goes."""


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


a = Noisy("a")
del a
print("after a")
b = Noisy("b")
c = b
del b
print("still there")
c = None
print("after b")
Noisy("temporary")
print("after temporary")


def local():
    x = Noisy("local")
    print("in function")


local()
print("after function")


def argument(x):
    x = None
    print("rebound, the caller may hold it")


argument(Noisy("argument"))
print("after call")
items = [Noisy("i0"), Noisy("i1"), Noisy("i2")]
del items[1]
items[0] = None
items.clear()
print("after list")
d = {"k": Noisy("value")}
d["k"] = 1
d = {Noisy("key"): 1}
d.clear()
print("after dict")


class Holder:
    pass


h = Holder()
h.held = Noisy("held")
h.other = Noisy("other")
h.held = 5
del h
print("after holder")


def raises():
    x = Noisy("in frame")
    raise ValueError


try:
    raises()
except ValueError:
    pass
print("after handling")
for x in [Noisy("loop 1"), Noisy("loop 2")]:
    print("loop", x.name)
del x
print("after loop")


class Resurrect:
    saved = None

    def __del__(self):
        print("resurrecting")
        Resurrect.saved = self


r = Resurrect()
r = None
print(type(Resurrect.saved).__name__)
Resurrect.saved = None
print("not called twice")
x = y = Noisy("swap")
x, y = 1, 2
print("after swap")
f = lambda n=Noisy("default"): n
f = None
print("after lambda")


def closure():
    captured = Noisy("captured")
    return lambda: captured


g = closure()
g = None
print("after closure")
t = (Noisy("in tuple"),)
t = None


class Sub(Noisy):
    def __del__(self):
        print("sub", end=" ")
        super().__del__()


Sub("s")
print([Noisy("comprehension").name for _ in range(2)])
print(Noisy("expression").name + "!")
