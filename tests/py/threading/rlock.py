# SPDX-License-Identifier: MIT
"""RLock: re-entry, its owner, release as often as acquired, errors."""

import threading

lock = threading.RLock()


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def elsewhere(function, *args):
    """function(*args) in another thread."""
    result = []
    thread = threading.Thread(
        target=lambda: result.append(attempt(function, *args)))
    thread.start()
    thread.join()
    return result[0]


print(attempt(lock.release))
print(lock.acquire(), lock.acquire(), lock.acquire(False), lock.acquire(1, 0.1))
print(elsewhere(lock.acquire, False), elsewhere(lock.acquire, True, 0.02),
      elsewhere(lock.release))
for left in (3, 2, 1):
    lock.release()
    print(left, elsewhere(lock.acquire, False))
lock.release()
print(attempt(lock.release))
print(attempt(lock.acquire, False, 3), attempt(lock.acquire, True, -3))


def nested(depth):
    with lock:
        return depth if depth == 0 else nested(depth - 1) + 1


print(nested(200), elsewhere(nested, 50))
print(attempt(lock.release))


def take_and_leave():
    with lock:
        with lock:
            pass
    return lock.acquire()


print(elsewhere(take_and_leave), lock.acquire(False),
      lock.acquire(timeout=0.01))

counter = 0
shared = threading.RLock()


def add(n):
    global counter
    for _ in range(n):
        with shared:
            before = counter
            with shared:
                counter = before + 1


threads = [threading.Thread(target=add, args=(300,)) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(counter, repr(shared).split()[0])
with shared:
    print(repr(shared).split()[0], "count=1" in repr(shared))
