# SPDX-License-Identifier: MIT
"""Lock: acquire in all its ways, locked, release by another thread, errors."""

import threading
import time

lock = threading.Lock()


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


print(lock.locked(), lock.acquire(), lock.locked())
print(lock.acquire(False), lock.acquire(blocking=False), lock.acquire(0))
begin = time.monotonic()
print(lock.acquire(timeout=0.05), lock.acquire(True, 0.01),
      time.monotonic() - begin >= 0.06, lock.acquire(timeout=0))
print(lock.release(), lock.locked())
attempt(lock.release)
attempt(lock.__exit__, None, None, None)
attempt(lock.acquire, False, 1)
attempt(lock.acquire, False, -1)
lock.release()
attempt(lock.acquire, True, -2)
attempt(lock.acquire, timeout=-0.5)
attempt(lock.acquire, timeout=1e100)
attempt(lock.acquire, timeout="1")
attempt(lock.acquire, wrong=1)
attempt(lock.acquire, True, -1)
lock.release()
with lock as value:
    print(value, lock.locked())
print(lock.locked())
try:
    with lock:
        raise KeyError("inside")
except KeyError as error:
    print(error, lock.locked())

lock.acquire()
other = threading.Thread(target=lock.release)
other.start()
print("released by another:", lock.acquire(timeout=1000))
other.join()
order = []


def waits():
    with lock:
        order.append("other")


other = threading.Thread(target=waits)
other.start()
order.append("main")
lock.release()
other.join()
print(order, lock.locked(), type(lock).__name__, repr(lock).split()[0])
print(threading.TIMEOUT_MAX > 1e6, bool(lock), lock == lock, len({lock}))
attempt(lock.acquire, timeout=1e18)
attempt(lock.acquire, timeout=1e19)
