# SPDX-License-Identifier: MIT
"""Descriptors: data and non-data, order of look-up, __set_name__."""


class NonData:
    def __get__(self, instance, owner):
        return "non-data", instance is None, owner.__name__


class Data:
    def __set_name__(self, owner, name):
        self.name = name
        print("set_name", owner.__name__, name)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        if value == "bad":
            raise ValueError("refused " + self.name)
        instance.__dict__[self.name] = value * 2

    def __delete__(self, instance):
        print("delete", self.name)
        instance.__dict__.pop(self.name, None)


class SetOnly:
    def __set__(self, instance, value):
        print("set only", value)


class DeleteOnly:
    def __delete__(self, instance):
        print("delete only")


class Owner:
    n = NonData()
    d = Data()
    s = SetOnly()
    e = DeleteOnly()


o = Owner()
print(o.n, Owner.n, o.d, isinstance(Owner.d, Data))
o.d = 4
print(o.d, o.__dict__)
o.__dict__["d"] = "direct"
o.__dict__["n"] = "instance wins"
print(o.d, o.n)
o.n = "assigned"
print(o.n, sorted(o.__dict__))
del o.n
print(o.n)
del o.d
print(o.d)
o.s = 1
print(isinstance(o.s, SetOnly))
o.__dict__["s"] = "from dict"
print(o.s)
del o.e
try:
    o.e = 1
except AttributeError as error:
    print(error)
try:
    del o.s
except AttributeError as error:
    print(error)
try:
    o.d = "bad"
except ValueError as error:
    print(error)
Owner.d = "replaced"
print(o.d)
o.late = Data()
print(isinstance(o.late, Data))


class Sub(Owner):
    n = "plain"


print(Sub().n, Sub.__dict__["n"])


function = lambda self, x: (self, x)
print(function.__get__(5, int)(6), function.__get__(None, int)(1, 2))
