# SPDX-License-Identifier: MIT
"""Destructors and finally clauses of what lives until the program ends."""

log = []


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(self.name)
        print("del", self.name, helper(), len(log))


def helper():
    return "helped"


def generator(name):
    try:
        yield 1
        yield 2
    finally:
        print("finally", name)


first = Noisy("first")
second = Noisy("second")
started = generator("started")
next(started)
never_started = generator("never started")
exhausted = generator("exhausted")
list(exhausted)
in_list = [Noisy("in a list")]
replaced = Noisy("replaced")
replaced = Noisy("the replacement")
deleted = Noisy("deleted")
del deleted


def local():
    x = Noisy("local")


local()
print("the end")
