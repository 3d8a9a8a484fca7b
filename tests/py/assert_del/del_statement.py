# SPDX-License-Identifier: MIT
"""del of names, items, slices, attributes, tuples of them; what stays."""

a = b = [1, 2, 3, 4, 5, 6]
del a[0], a[-1]
print(a, b)
del a[1:3]
print(a)
del a[:]
print(a, b, a is b)
a = list(range(10))
del a[::2]
print(a)
del a[-2:]
print(a)
del a[10:], a[5:2]
print(a)
d = {"x": 1, "y": 2, "z": 3}
del d["x"], (d["y"])
print(d)
m = bytearray(b"abcdef")
del m[1:3], m[-1]
print(m)


class Thing:
    kind = "class"

    def __init__(self):
        self.own = 1
        self.kind = "instance"


t = Thing()
del t.kind
print(t.kind, t.__dict__)
del t.own
for action in ["del t.own", "del t.kind", "del Thing.nothing", "del b, b",
               "del undefined", "del d['q']", "del t.a.b", "del [1, 2][5]",
               "del d['z'], d['z']", "del t.__dict__['x']"]:
    try:
        exec(action)
        print("fine", action)
    except (AttributeError, NameError, KeyError, IndexError) as error:
        print(action, "|", type(error).__name__, error)
del Thing.kind
print(hasattr(t, "kind"))
x = y = z = w = 1
del x, (y, [z]), w
print([n for n in "xyzw" if n in globals()])


def local():
    v = 1
    u = 2
    del v
    names = sorted(locals())
    v = 3
    return names, v, u


print(local())


def conditional(flag):
    value = "kept"
    if flag:
        del value
    try:
        return value
    except UnboundLocalError as error:
        return str(error)


print(conditional(False), conditional(True))


def in_loop():
    result = []
    for i in range(3):
        temp = i
        result.append(temp)
        del temp, i
    return result, sorted(locals())


print(in_loop())


class Log:
    def __delitem__(self, key):
        print("delitem", key)

    def __delattr__(self, name):
        print("delattr", name)

    def __getattr__(self, name):
        print("getattr", name)
        return self


log = Log()
del log[1], log[1:2, ...], log.a, log.b.c, log.d[0]
del log
print("log" in globals())
import math
del math
try:
    math
except NameError as error:
    print(error)
del (a), [b]
print("a" in globals(), "b" in globals())
