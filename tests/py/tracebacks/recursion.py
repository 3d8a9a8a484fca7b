# SPDX-License-Identifier: MIT
# Equal lines of a traceback are counted.
# Errors: all


def down(n):
    if n == 0:
        raise ValueError("bottom")
    down(n - 1)


def ping(n):
    return pong(n)


def pong(n):
    if not n:
        return {}["missing"]
    return ping(n - 1)


try:
    ping(3)
except KeyError as error:
    print("caught", error)
down(10)
