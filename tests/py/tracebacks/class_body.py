# SPDX-License-Identifier: MIT
# Exceptions at module level, in a class body, in a decorator and a default.
# Errors: all


def decorate(factor):
    def apply(function):
        return lambda *args: function(*args) / factor
    return apply


class Shape:
    sides = 4

    @decorate(0)
    def area(self):
        return self.sides ** 2

    @property
    def broken(self):
        return self.area()


try:
    class Bad(Shape):
        sides = undefined + 1
except NameError as error:
    print(error)
print(Shape().sides)
print(Shape().broken)
