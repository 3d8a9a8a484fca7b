# SPDX-License-Identifier: MIT
"""nonlocal: sharing, nesting, deleting, class bodies in between."""


def counter(start=0):
    count = start

    def increment(by=1):
        nonlocal count
        count += by
        return count

    def reset():
        nonlocal count
        del count

    def read():
        return count
    return increment, reset, read


inc, reset, read = counter(5)
inc2, _, read2 = counter()
print(inc(), inc(3), inc2(), read(), read2())
reset()
for call in (read, inc):
    try:
        call()
    except NameError as error:
        print(type(error).__name__, error)


def outer():
    x = "outer"

    def middle():
        def inner():
            nonlocal x
            x = "inner"
        inner()
        return x
    return middle(), x


print(outer())


def shadow():
    x = 1

    def middle():
        x = 2

        def inner():
            nonlocal x
            x += 10
            return x
        return inner(), x
    return middle(), x


print(shadow())


def with_class():
    value = "function"

    class Body:
        nonlocal value
        value = "changed"
        other = value

        def method(self):
            return value
    return Body.other, hasattr(Body, "value"), Body().method(), value


print(with_class())


def many():
    a, b, c = 1, 2, 3

    def swap():
        nonlocal a, b, c
        a, b, c = c, a, b
        return lambda: (a, b, c)
    return swap(), swap


view, swap = many()
print(view(), swap()(), view())


def loop():
    x = 0

    def set_by_for():
        nonlocal x
        for x in range(5):
            pass
        with open_nothing() as x:
            pass
        try:
            raise ValueError("caught")
        except ValueError as x:
            print(x)

    set_by_for()
    return x


class open_nothing:
    def __enter__(self):
        return "entered"

    def __exit__(self, *args):
        print("exit")


try:
    loop()
except NameError as error:
    print(error)
