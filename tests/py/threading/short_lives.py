# SPDX-License-Identifier: MIT
"""100 threads of a few instructions, one after the other, ten at a time, and
born of each other; some import, some raise."""

import threading

results = []
lock = threading.Lock()
errors = []


def short(n):
    if n % 10 == 3:
        import bisect
        n = bisect.bisect(range(1000), n) - 1
    if n % 10 == 7:
        raise ValueError(n)
    with lock:
        results.append(n)


def chain(n):
    results.append(n)
    if n:
        thread = threading.Thread(target=chain, args=(n - 1,))
        thread.start()
        thread.join()


def show(what):
    print(what, len(results), sum(results), sorted(errors),
          threading.active_count())
    results.clear()
    errors.clear()


def note(args):
    errors.append(args.exc_value.args[0])


threading.excepthook = note
for n in range(40):
    thread = threading.Thread(target=short, args=(n,))
    thread.start()
    thread.join()
show("one after the other")
for begin in range(0, 40, 10):
    threads = [threading.Thread(target=short, args=(begin + n,))
               for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
show("ten at a time")
chain(19)
show("of each other")
