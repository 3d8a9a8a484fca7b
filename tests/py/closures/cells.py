# SPDX-License-Identifier: MIT
"""Cells: late binding, loops, parameters, unbound variables, sharing."""


def late():
    def show():
        return value
    try:
        show()
    except NameError as error:
        print(type(error).__name__, error)
    value = 1
    first = show()
    value = 2
    return first, show()


print(late())


def parameter(a, *args, k=0, **kwargs):
    def inner():
        return a, args, k, kwargs

    def change():
        nonlocal a, args, k
        a, args, k = k, a, args
        kwargs["new"] = 1
    change()
    return inner()


print(parameter(1, 2, 3, k=4, z=5))
functions = []
for i in range(3):
    functions.append(lambda: i)
print([f() for f in functions], i)


def loops():
    result = []
    for n in range(3):
        result.append(lambda: n)
    n = "after"
    return [f() for f in result]


print(loops())


def bound_in_comprehension():
    return [lambda: n for n in range(3)], [(lambda n: lambda: n)(n)
                                           for n in range(3)]


late_ones, early_ones = bound_in_comprehension()
print([f() for f in late_ones], [f() for f in early_ones])


def share():
    box = []
    n = 0

    def put():
        nonlocal n
        n += 1
        box.append(n)
        return box

    def get():
        return box, n
    return put, get


put, get = share()
put()
put()
print(get(), put() is get()[0])
print(put.__closure__ is not None, len(put.__closure__), late.__closure__)


def recursive():
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)
    return fib


fib = recursive()
print(fib(15))


def deep(a):
    def two(b):
        def three(c):
            def four(d):
                return a, b, c, d
            return four
        return three
    return two


print(deep(1)(2)(3)(4))


def conditional(flag):
    if flag:
        maybe = "set"

    def use():
        return maybe
    try:
        return use()
    except NameError as error:
        return str(error)


print(conditional(True), conditional(False))
