# SPDX-License-Identifier: MIT
"""is_alive and join: with a timeout that passes and one that need not."""

import threading
import time

go = threading.Event()
thread = threading.Thread(target=go.wait)
print(thread.is_alive())
thread.start()
print(thread.is_alive(), thread.join(0), thread.is_alive())
begin = time.monotonic()
print(thread.join(0.05), thread.is_alive(), time.monotonic() - begin >= 0.05)
print(thread.join(timeout=-1), thread.is_alive())
go.set()
print(thread.join(1000), thread.is_alive())
print(thread.join(), thread.join(0), thread.join(None), thread.is_alive())
for wrong in ("1", []):
    try:
        go.clear()
        other = threading.Thread(target=go.wait)
        other.start()
        other.join(wrong)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, other.is_alive())
    finally:
        go.set()
        other.join()

finished = []


def waiter(target):
    target.join()
    finished.append(target.is_alive())


go.clear()
long = threading.Thread(target=go.wait)
long.start()
waiters = [threading.Thread(target=waiter, args=(long,)) for _ in range(10)]
for each in waiters:
    each.start()
print(finished)
go.set()
for each in waiters:
    each.join()
print(finished)
print(threading.main_thread().is_alive())
