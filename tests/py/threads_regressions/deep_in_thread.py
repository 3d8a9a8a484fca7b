# SPDX-License-Identifier: MIT
"""Recursion through C code in a thread, whose C stack is smaller than the main
thread's, ends in RecursionError."""

import threading


class Adder:
    def __add__(self, other):
        return self + other


class Truth:
    def __bool__(self):
        return bool(self)


class Text:
    def __repr__(self):
        return repr(self)


def nested(depth):
    made = []
    for _ in range(depth):
        made = [made]
    return made


def sort(depth):
    return sorted([2, 1], key=lambda _: sort(depth + 1))


def attempt(name, body):
    try:
        body()
    except RecursionError:
        print(name, "RecursionError")
    else:
        print(name, "done")


def attempts():
    attempt("add", lambda: Adder() + 1)
    attempt("bool", lambda: bool(Truth()))
    attempt("repr", lambda: repr(Text()))
    attempt("list repr", lambda: repr(nested(5000)))
    attempt("list ==", lambda: nested(5000) == nested(5000))
    attempt("free", lambda: nested(200000) and None)
    attempt("sort", lambda: sort(0))


thread = threading.Thread(target=attempts)
thread.start()
thread.join()
