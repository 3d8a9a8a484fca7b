# SPDX-License-Identifier: MIT
"""__slots__: what an instance may have."""


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x=None, y=None):
        if x is not None:
            self.x = x
        if y is not None:
            self.y = y


class Point3(Point):
    __slots__ = ["z"]


class Open(Point):
    pass


class Single:
    __slots__ = "only"


class Private:
    __slots__ = ("__secret",)

    def __init__(self):
        self.__secret = 1

    def read(self):
        return self.__secret


p = Point(1, 2)
print(p.x, p.y, hasattr(p, "__dict__"))
for action in ["p.z = 1", "Point().x", "p.__dict__",
               "Single().other = 2", "Point3(1).w = 1"]:
    try:
        exec(action)
        print("fine", action)
    except AttributeError as error:
        print(action, "|", error)
p.x += 10
del p.y
print(p.x, hasattr(p, "y"))
q = Point3(1, 2)
q.z = 3
print(q.x, q.y, q.z)
o = Open(1)
o.anything = 5
print(o.x, o.anything, hasattr(o, "__dict__"))
s = Single()
s.only = "one"
print(s.only, Private().read())
print(Point.__slots__, Point3.__slots__)
try:
    class Conflict:
        __slots__ = ("a",)
        a = 1
except ValueError as error:
    print(error)
try:
    class Numbers:
        __slots__ = (1,)
except TypeError as error:
    print(error)


class Empty:
    __slots__ = ()


try:
    Empty().x = 1
except AttributeError as error:
    print(error)
