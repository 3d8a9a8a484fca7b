# SPDX-License-Identifier: MIT
"""A generator can be in one thread at a time: ValueError for the second;
handed from thread to thread it goes on where it was."""

import threading

inside, leave = threading.Event(), threading.Event()
log = []


def slow():
    log.append("begins")
    yield 1
    inside.set()
    leave.wait()
    yield 2
    log.append("ends")


def advances(generator):
    log.append(next(generator))


g = slow()
print(next(g))
thread = threading.Thread(target=advances, args=(g,))
thread.start()
inside.wait()
for function in (next, lambda g: g.send(1), lambda g: g.close(),
                 lambda g: g.throw(KeyError), list):
    try:
        function(g)
    except ValueError as error:
        print(error)
leave.set()
thread.join()
print(log, list(g), log)


def numbers():
    n = 0
    while True:
        n = n + ((yield n, threading.current_thread().name) or 1)


g = numbers()
steps = []


def step(value):
    steps.append(g.send(value))


next(g)
for n in range(1, 6):
    thread = threading.Thread(target=step, args=(n,), name=f"t{n}")
    thread.start()
    thread.join()
print(steps)


class Locked:
    """An iterator that any number of threads may share."""

    def __init__(self, iterator):
        self.iterator, self.lock = iterator, threading.Lock()

    def __iter__(self):
        return self

    def __next__(self):
        with self.lock:
            return next(self.iterator)


shared = Locked(i * i for i in range(500))
got = [[] for _ in range(5)]
threads = [threading.Thread(target=mine.extend, args=(shared,)) for mine in got]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(sum(got, [])) == [i * i for i in range(500)],
      all(mine == sorted(mine) for mine in got))
