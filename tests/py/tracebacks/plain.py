# SPDX-License-Identifier: MIT
# An uncaught exception through functions, methods and a lambda.
# Errors: all


def first(n):
    return second(n - 1)


def second(n):
    value = third(
        n,
        2)
    return value


class Worker:
    def work(self, n):
        helper = lambda x: 10 // x
        return helper(n)


def third(a, b):
    return Worker().work(a - b
                         + 1)


print("before")
first(2)
print("never")
