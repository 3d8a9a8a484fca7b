# SPDX-License-Identifier: MIT
"""Event: set, clear, is_set, what wait returns, all waiters go."""

import threading
import time

event = threading.Event()
print(event.is_set(), event.wait(0), event.wait(0.01), event.wait(-1))
print(event.set(), event.is_set(), event.wait(), event.wait(0))
print(event.set(), event.is_set(), event.clear(), event.is_set(), event.clear())
begin = time.monotonic()
print(event.wait(timeout=0.05), time.monotonic() - begin >= 0.05)

results = []
ready = threading.Semaphore(0)


def waiter(n):
    ready.release()
    results.append((n, event.wait(1000)))


threads = [threading.Thread(target=waiter, args=(n,)) for n in range(20)]
for thread in threads:
    thread.start()
for _ in threads:
    ready.acquire()
print(results)
event.set()
for thread in threads:
    thread.join()
print(sorted(results) == [(n, True) for n in range(20)])

# A baton: each event starts the next thread.
batons = [threading.Event() for _ in range(51)]
passed = []


def runner(n):
    batons[n].wait()
    passed.append(n)
    batons[n + 1].set()


runners = [threading.Thread(target=runner, args=(n,)) for n in range(50)]
for thread in reversed(runners):
    thread.start()
batons[0].set()
print(batons[50].wait(1000), passed == list(range(50)))
for thread in runners:
    thread.join()
for wrong in ("1", []):
    try:
        threading.Event().wait(wrong)
    except TypeError as error:
        print("TypeError")
print(repr(event).endswith(": set>"), repr(threading.Event())[-8:])
