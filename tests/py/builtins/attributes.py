# SPDX-License-Identifier: MIT
"""getattr, setattr, hasattr and delattr: order of look-up, defaults,
errors."""


class Base:
    shared = "of the class"

    def __init__(self):
        self.own = "own"

    @property
    def computed(self):
        return self.own * 2

    @property
    def broken(self):
        raise AttributeError("inside the property")

    @property
    def worse(self):
        raise ValueError("not an AttributeError")


class Fallback(Base):
    def __getattr__(self, name):
        if name.startswith("make_"):
            return name[5:]
        raise AttributeError(f"nothing called {name}")


def attempt(function, *args):
    try:
        print(function.__name__, *args[1:], "->", function(*args))
    except Exception as error:
        print(function.__name__, *args[1:], type(error).__name__, error)


for thing in (Base(), Fallback()):
    for name in ("own", "shared", "computed", "broken", "make_x", "nothing"):
        attempt(getattr, thing, name)
        attempt(hasattr, thing, name)
    attempt(getattr, thing, "nothing", "default")
    attempt(getattr, thing, "broken", "default")
    attempt(getattr, thing, "worse", "default")
    attempt(hasattr, thing, "worse")

thing = Base()
setattr(thing, "shared", "hides it")
print(thing.shared, Base.shared)
delattr(thing, "shared")
print(thing.shared)
attempt(delattr, thing, "shared")
attempt(delattr, thing, "computed")
attempt(setattr, thing, "computed", 1)
setattr(thing, "not an identifier", 5)
print(getattr(thing, "not an identifier"), sorted(vars(thing)))
setattr(Base, "late", lambda self: "late " + self.own)
print(thing.late())
delattr(Base, "late")
attempt(getattr, thing, "late")
attempt(getattr, Base, "late")
attempt(delattr, Base, "late")
for target in (3, "text", None, len, [], object()):
    attempt(setattr, target, "x", 1)
    attempt(getattr, target, "x")
    attempt(delattr, target, "x")
attempt(setattr, int, "x", 1)
attempt(delattr, int, "real")
for name in (1, None, b"x"):
    attempt(getattr, thing, name)
    attempt(setattr, thing, name, 1)
    attempt(hasattr, thing, name)
attempt(getattr, thing)
attempt(getattr, 1, "real")
print(getattr("x", "upper")(), getattr([1, 2], "__len__")())
