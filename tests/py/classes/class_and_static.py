# SPDX-License-Identifier: MIT
"""classmethod and staticmethod: binding, inheritance, calling each way."""


class Base:
    count = 0

    def __init__(self, value=None):
        self.value = value

    @classmethod
    def make(cls, *args, **kwargs):
        cls.count += 1
        return cls(*args, **kwargs)

    @staticmethod
    def add(a, b=1):
        return a + b

    @classmethod
    def name(cls):
        return cls.__name__

    def both(self):
        return self.name(), self.add(1), type(self).name()

    alias = add
    later = classmethod(lambda cls, x: (cls.__name__, x))
    constant = staticmethod(len)


class Sub(Base):
    @classmethod
    def name(cls):
        return "sub of " + super().name()

    @staticmethod
    def add(a, b=10):
        return Base.add(a, b) * 100


b, s = Base.make(5), Sub.make(value=6)
print(type(b).__name__, b.value, type(s).__name__, s.value)
print(Base.count, Sub.count, Sub.make().count, Base.count)
print(Base.add(1), b.add(1, 2), Sub.add(1), s.add(1, b=2), Base.alias(4))
print(b.name(), s.name(), b.both(), s.both())
print(b.later(1), Sub.later(2), b.constant("abc"))
print(Base.make.__self__ is Base, s.make.__self__ is Sub)
print(Base.make.__func__ is Sub.make.__func__)
bound = s.make
print(type(bound(1)).__name__)
print(type(Base.__dict__["add"]).__name__)
print(type(Base.__dict__["make"]).__name__)
try:
    Base.both()
except TypeError as error:
    print(error)
try:
    Base.add()
except TypeError as error:
    print(error)
try:
    Base.name(1)
except TypeError as error:
    print(error)
print(Base.both(s))
print(staticmethod(abs)(-3))


class Registry:
    items = {}

    @classmethod
    def register(cls, function):
        cls.items[function.__name__] = function
        return function


@Registry.register
def first():
    return 1


@Registry.register
class Second:
    pass


print(sorted(Registry.items), Registry.items["first"]())
setattr(Base, "added", lambda self: ("added", self.value))
Base.static_added = staticmethod(lambda: "static")
print(b.added(), s.static_added(), Base.static_added())
b.own = lambda x: ("own", x)
print(b.own(3))
