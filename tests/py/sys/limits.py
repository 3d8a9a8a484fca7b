# SPDX-License-Identifier: MIT
"""Recursion limit, switch interval and the limit on digits: what they take."""

import sys


def attempt(function, *args):
    try:
        print(function.__name__, *map(str, args), function(*args))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


print(sys.getrecursionlimit(), deep(900))
for wrong in (0, -5, "100", 1.5, None):
    attempt(sys.setrecursionlimit, wrong)
sys.setrecursionlimit(300)
print(sys.getrecursionlimit(), deep(200))
try:
    deep(400)
except RecursionError as error:
    print(error)


def lowers(n):
    if n:
        return lowers(n - 1)
    try:
        sys.setrecursionlimit(20)
    except RecursionError as error:
        return "too low" in str(error)


print(lowers(50), sys.getrecursionlimit())
sys.setrecursionlimit(5000)
print(deep(4000))
sys.setrecursionlimit(1000)

print(sys.getswitchinterval())
for interval in (0.01, 1e-4, 1, 0.005):
    sys.setswitchinterval(interval)
    print(sys.getswitchinterval())
for wrong in (0, -1, "1", None, [], -0.0):
    attempt(sys.setswitchinterval, wrong)
print(sys.getswitchinterval())

print(sys.get_int_max_str_digits())
for call in (lambda: str(10 ** 4300), lambda: int("1" * 4301),
             lambda: sys.set_int_max_str_digits(5),
             lambda: sys.set_int_max_str_digits(-1)):
    try:
        print(len(str(call())))
    except ValueError as error:
        print(error)
print(len(str(10 ** 4299)), len(hex(10 ** 5000)))
sys.set_int_max_str_digits(0)
print(len(str(10 ** 10000)), int("1" * 5000) % 1000007)
