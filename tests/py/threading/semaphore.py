# SPDX-License-Identifier: MIT
"""Semaphore and BoundedSemaphore: counts, timeouts, release(n), too many."""

import threading
import time


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


for kind in (threading.Semaphore, threading.BoundedSemaphore):
    print(kind.__name__)
    s = kind(2)
    print(s.acquire(), s.acquire(False), s.acquire(False),
          s.acquire(timeout=0.02), s.acquire(True, 0),
          s.acquire(blocking=False))
    attempt(s.acquire, False, 1)
    attempt(s.release)
    attempt(s.release, 0)
    attempt(s.release, -1)
    attempt(s.release, 2)
    attempt(s.release)
    print(s.acquire(False), s.acquire(False), s.acquire(False))
    attempt(kind, -1)
    with kind(1) as entered:
        print(entered)
    s = kind()
    try:
        with s:
            raise KeyError("inside")
    except KeyError:
        print(s.acquire(False))
    begin = time.monotonic()
    print(s.acquire(timeout=0.05), time.monotonic() - begin >= 0.05)

# No more than three inside at a time, and three at some time.
room = threading.Semaphore(3)
full = threading.Barrier(3)
lock = threading.Lock()
inside = most = 0


def visitor():
    global inside, most
    with room:
        with lock:
            inside += 1
            most = max(most, inside)
        full.wait()
        with lock:
            inside -= 1


threads = [threading.Thread(target=visitor) for _ in range(30)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(inside, most)
