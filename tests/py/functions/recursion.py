# SPDX-License-Identifier: MIT
"""Recursion: deep, mutual, through C code, and endless."""

import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


print(depth(800), even(500), odd(500), ackermann(2, 6))


def endless(n=0):
    return endless(n + 1)


def through_sort(n):
    return sorted([1, 2], key=lambda x: through_sort(n + 1))


class Node:
    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __add__(self, other):
        return self + other

    def __call__(self):
        return self()

    def __iter__(self):
        return iter(list(self))

    def __len__(self):
        return len(self)


def generate():
    yield from generate()


for what in [endless, lambda: through_sort(0), lambda: repr(Node()),
             lambda: Node() == Node(), lambda: Node().a,
             lambda: Node() + 1, Node(), lambda: list(Node()),
             lambda: len(Node()), lambda: list(generate())]:
    try:
        what()
        print("it ended")
    except RecursionError as error:
        print("RecursionError", str(error)[:32])
limit = sys.getrecursionlimit()
sys.setrecursionlimit(200)
try:
    depth(300)
except RecursionError as error:
    print(error)
sys.setrecursionlimit(limit)
print(depth(900))
a = []
for _ in range(100):
    a = [a]
print(len(str(a)))
