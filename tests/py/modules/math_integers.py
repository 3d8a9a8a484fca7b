# SPDX-License-Identifier: MIT
"""math on integers and on many values: gcd, lcm, comb, perm, prod, fsum,
isclose."""

import math


def attempt(name, *args, **keywords):
    try:
        print(name, args, keywords, getattr(math, name)(*args, **keywords))
    except Exception as error:
        print(name, args, keywords, type(error).__name__, error)


for args in ((), (0,), (12, 18), (-12, 18), (0, 5), (10 ** 30, 10 ** 20 * 7),
             (4, 6, 10), (1.0, 2), ("a",), (True, 3)):
    attempt("gcd", *args)
    attempt("lcm", *args)
for args in ((5, 2), (5, 0), (0, 0), (5, 6), (100, 50), (-1, 2), (5, -2),
             (5.0, 2), (10 ** 20, 2)):
    attempt("comb", *args)
    attempt("perm", *args)
attempt("perm", 5)
attempt("perm", 5, None)
attempt("comb", 5)
attempt("prod", [])
attempt("prod", [1, 2, 3.5])
attempt("prod", range(1, 21))
attempt("prod", [2, 3], start=10)
attempt("prod", 5)
attempt("prod", ["a", 3], start=2)
attempt("fsum", [0.1] * 10)
attempt("fsum", [1e100, 1.0, -1e100])
attempt("fsum", [1e308, 1e308, -1e308])
attempt("fsum", [1e308, 1e308])
attempt("fsum", [math.inf, -math.inf])
attempt("fsum", [math.nan, 1])
attempt("fsum", [1, "x"])
attempt("fsum", [])
attempt("isclose", 1, 1 + 1e-10)
attempt("isclose", 1, 1.1, rel_tol=0.2)
attempt("isclose", 0, 1e-12)
attempt("isclose", 0, 1e-12, abs_tol=1e-9)
attempt("isclose", math.inf, math.inf)
attempt("isclose", math.nan, math.nan)
attempt("isclose", 1, 2, rel_tol=-1)
for n in (0, 1, 2, 3, 10 ** 30, 10 ** 30 - 1, (2 ** 53 + 1) ** 2 - 1):
    root = math.isqrt(n)
    print(root * root <= n < (root + 1) ** 2, end=" ")
print(math.factorial(30), math.factorial(100) % 10 ** 9 + 7)


class Shape:
    def __floor__(self):
        return "floored"

    def __ceil__(self):
        return "ceiled"

    def __trunc__(self):
        return "truncated"


class Number:
    def __float__(self):
        return 2.25


print(math.floor(Shape()), math.ceil(Shape()), math.trunc(Shape()),
      math.sqrt(Number()), math.floor(Number()))
print(math.gcd(*range(100, 1000, 50)), math.lcm(*range(1, 20)))
