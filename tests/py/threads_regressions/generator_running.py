# SPDX-License-Identifier: MIT
"""A generator that runs in one thread cannot be used by another meanwhile."""

import threading

begun = threading.Event()
go_on = threading.Event()


def numbers():
    yield 1
    begun.set()
    go_on.wait()
    yield 2
    yield 3


def delegate():
    yield from shared


shared = numbers()
print(next(shared))
thread = threading.Thread(target=lambda: print("thread:", next(shared)))
thread.start()
begun.wait()
for body in (lambda: next(shared), lambda: shared.send(None),
             lambda: shared.throw(KeyError), lambda: shared.close(),
             lambda: list(shared), lambda: [i for i in shared],
             lambda: next(delegate())):
    try:
        print(body())
    except Exception as error:
        print(type(error).__name__, error)
go_on.set()
thread.join()
print(next(shared), next(shared, "end"))
