# SPDX-License-Identifier: MIT
"""A negative status, raised far down, through a generator and a
comprehension."""

import sys


def leaves():
    try:
        yield 1
        sys.exit(-3)
    finally:
        print("the generator's finally")


def deep(n):
    return [value for value in leaves()] if n == 0 else deep(n - 1)


print("begins")
deep(50)
