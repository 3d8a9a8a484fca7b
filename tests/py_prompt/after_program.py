# SPDX-License-Identifier: MIT
"""Run before the session of the same name."""

value = [1, 2]


def twice(x):
    return x * 2


print("the program", __name__)
