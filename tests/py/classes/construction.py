# SPDX-License-Identifier: MIT
"""__new__, __init__, instances of others, immutable bases, arguments."""


class Traced:
    def __new__(cls, *args, **kwargs):
        print("new", cls.__name__, args, kwargs)
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        print("init", args, kwargs)


class Singleton:
    instance = None

    def __new__(cls):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self):
        self.inits = getattr(self, "inits", 0) + 1


class Other:
    def __new__(cls, what):
        return what

    def __init__(self, what):
        print("never for others", what)


class Ages(dict):
    def __new__(cls, *args, unit="years", **kwargs):
        self = super().__new__(cls)
        self.unit = unit
        return self

    def __init__(self, *args, unit="years", **kwargs):
        super().__init__(*args, **kwargs)
        self.initialised = len(self)

    def __missing__(self, key):
        return "no " + key


class Stack(list):
    def __init__(self, *items):
        super().__init__(items)

    def push(self, item):
        self.append(item)


Traced(1, k=2)
print(Singleton() is Singleton(), Singleton().inits)
print(Other(5), Other("text"))
o = Other.__new__(Other, Other)
print(o is Other)
a = Ages({"ada": 36}, unit="months", grace=85)
print(a, a.unit, a.initialised, a["ada"], a["ken"], a == {"ada": 36, **a})
a["new"] = 1
print(len(a), sorted(a), type(a.copy()).__name__, "new" in a, a.get("x"))
s = Stack(1, 2)
s.push(3)
print(s, len(s), s[-1], isinstance(s, list))


class Empty:
    pass


class NoneInit:
    def __init__(self):
        return 5


class OnlyInit:
    def __init__(self, a):
        self.a = a


class OnlyNew:
    def __new__(cls, a):
        return object.__new__(cls)


for make in [lambda: Empty(1), lambda: Empty(a=1), lambda: NoneInit(),
             lambda: OnlyInit(), lambda: OnlyNew(), lambda: object(1),
             lambda: OnlyInit(1, 2), lambda: object.__new__(int),
             lambda: object.__new__(1), lambda: Singleton(1)]:
    try:
        make()
        print("made")
    except TypeError as error:
        print(error)
print(type(OnlyNew(1)).__name__, OnlyInit(1).a)
