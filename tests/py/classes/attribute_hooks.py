# SPDX-License-Identifier: MIT
"""__getattr__, __getattribute__, __setattr__, __delattr__, __dir__."""


class Recorder:
    def __init__(self):
        object.__setattr__(self, "log", [])

    def __getattr__(self, name):
        self.log.append("get " + name)
        if name.startswith("no"):
            raise AttributeError("none of " + name)
        return name.upper()

    def __setattr__(self, name, value):
        self.log.append(f"set {name}={value}")
        if name == "kept":
            super().__setattr__(name, value)

    def __delattr__(self, name):
        self.log.append("del " + name)
        if name == "kept":
            super().__delattr__(name)


r = Recorder()
print(r.anything, r.kept)
r.kept = 1
r.lost = 2
r.kept += 10
print(r.kept, r.lost)
del r.kept, r.lost
print(hasattr(r, "nope"), hasattr(r, "yes"), getattr(r, "nope", "default"))
try:
    r.nothing
except AttributeError as error:
    print(error)
try:
    del r.kept
except AttributeError as error:
    print("AttributeError", error)
print(r.log)


class All:
    x = 1

    def __init__(self):
        self.y = 2

    def __getattribute__(self, name):
        if name == "secret":
            raise AttributeError("hidden")
        value = super().__getattribute__(name)
        return (name, value) if name in "xy" else value

    def __getattr__(self, name):
        return "fallback " + name

    def __len__(self):
        return 7


a = All()
print(a.x, a.y, a.z, a.secret, len(a), a.__class__.__name__)
a.y = 3
print(a.y, a.__dict__, vars(a))


class Plain:
    pass


p = Plain()
for action in ["p.missing", "Plain.missing", "(5).missing", "None.x",
               "p.missing()", "[].add", "''.x", "len.x", "Plain().x.y"]:
    try:
        eval(action)
    except AttributeError as error:
        print(action, "|", error)
for action in ["(5).x = 1", "None.x = 1", "[].x = 1", "object().x = 1",
               "del p.missing", "del Plain.missing", "int.x = 1",
               "del [].append", "'a'.upper = 1", "len.x = 1"]:
    try:
        exec(action)
        print("fine", action)
    except (AttributeError, TypeError) as error:
        print(action, "|", type(error).__name__, error)


class Methods:
    def __getattr__(self, name):
        if name == "dynamic":
            return lambda *args: args
        raise AttributeError(name)


print(Methods().dynamic(1, 2))
try:
    len(Methods())
except TypeError as error:
    print(error)
m = Methods()
m.__len__ = lambda: 5
try:
    len(m)
except TypeError as error:
    print(error)
