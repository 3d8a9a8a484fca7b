# SPDX-License-Identifier: MIT
"""with: enter, exit, what exit gets, suppressing, as with any target."""


class Manager:
    def __init__(self, name, suppress=False, enter=None):
        self.name, self.suppress, self.result = name, suppress, enter

    def __enter__(self):
        print("enter", self.name)
        return self.result if self.result is not None else self

    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind and kind.__name__, repr(value),
              traceback is not None)
        return self.suppress


with Manager("plain") as m:
    print("body", m.name)
with Manager("no target"):
    pass
with Manager("suppress", True):
    raise ValueError("suppressed")
try:
    with Manager("passes"):
        raise ValueError("passed on")
except ValueError as error:
    print("caught", error)
with Manager("a", enter=(1, (2, 3))) as (x, (y, z)):
    print(x, y, z)
targets = [0, {}]
with Manager("b", enter=5) as targets[0], Manager("c", enter=6) as m.attribute:
    print(targets, m.attribute)
with (
    Manager("outer", True) as o,
    Manager("inner") as i,
):
    raise KeyError("through both")
print("after", o.name, i.name)
with Manager("first", True), Manager("second", True):
    raise ValueError("second takes it")


def returns():
    with Manager("return"):
        return "value"


def loop():
    for n in range(3):
        with Manager(f"loop{n}"):
            if n == 0:
                continue
            break
    return n


def suppressed_return():
    with Manager("sr", True):
        raise ValueError
        return "never"
    return "after the with"


def generator():
    with Manager("generator"):
        yield 1
        yield 2


print(returns(), loop(), suppressed_return())
g = generator()
print(next(g))
g.close()
with Manager("truthy", suppress=[1]):
    1 / 0
with Manager("falsy", suppress=[]):
    print("fine")
try:
    with Manager("unpack", enter=(1, 2)) as (a, b, c):
        pass
except ValueError as error:
    print(error)
