# SPDX-License-Identifier: MIT
"""What __del__ raises goes nowhere but to the standard error."""


class Raises:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("about to raise", self.name)
        raise ValueError("from __del__ " + self.name)


def inside():
    x = Raises("local")
    return "returned"


print(inside())
r = Raises("deleted")
del r
print("goes on")
try:
    y = Raises("while handling")
    1 / 0
except ZeroDivisionError as error:
    del y
    print("still", repr(error))


class Catches:
    def __del__(self):
        try:
            1 / 0
        except ZeroDivisionError as error:
            print("inside", error)


Catches()


def during_exception():
    z = Catches()
    raise KeyError("passes")


try:
    during_exception()
except KeyError:
    pass
