# SPDX-License-Identifier: MIT
"""Thread by subclass: run, attributes, super().__init__ forgotten, results."""

import threading


class Square(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f"square-{n}")
        self.n = n
        self.result = None

    def run(self):
        self.result = self.n * self.n


class Forgetful(threading.Thread):
    def __init__(self):
        self.n = 1


class WithTarget(threading.Thread):
    def run(self):
        log.append("before")
        super().run()
        log.append("after")


class Result(threading.Thread):
    """Hands the exception of run() to whoever joins."""

    error = None

    def run(self):
        try:
            super().run()
        except Exception as error:
            self.error = error

    def join(self, timeout=None):
        super().join(timeout)
        if self.error:
            raise self.error


threads = [Square(n) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print([thread.result for thread in threads], threads[3].name)

for call in ("start", "join", "is_alive"):
    try:
        getattr(Forgetful(), call)()
    except (RuntimeError, AssertionError) as error:
        print(call, type(error).__name__, error)

log = []
thread = WithTarget(target=log.append, args=("target",))
thread.start()
thread.join()
print(log)

thread = Result(target=int, args=("not a number",))
thread.start()
try:
    thread.join()
except ValueError as error:
    print("joined:", error)
print(isinstance(thread, threading.Thread), Square.__mro__[1].__name__)
