# SPDX-License-Identifier: MIT
"""sleep: at least so long, all kinds of numbers, errors; others run
meanwhile."""

import threading
import time


class Index:
    def __index__(self):
        return 0


def slept(seconds):
    begin = time.monotonic()
    result = time.sleep(seconds)
    return result, time.monotonic() - begin >= seconds


print(slept(0), slept(0.05), slept(1e-9), slept(0.0), slept(False))
print(time.sleep(Index()), time.sleep(-0.0))
for wrong in (-1, -1e-9, "1", None, [], float("nan"), float("inf"), 1e300,
              10 ** 30, 1e10):
    try:
        time.sleep(wrong)
    except (TypeError, ValueError, OverflowError) as error:
        print(wrong, type(error).__name__, error)
for args in ((), (1, 2)):
    try:
        time.sleep(*args)
    except TypeError as error:
        print("exactly one argument" in str(error))

# Sleeping at the same time takes no longer than once.
COUNT = 10
woken = []
barrier = threading.Barrier(COUNT + 1)


def sleeper(n):
    barrier.wait()
    time.sleep(0.3)
    woken.append(n)


threads = [threading.Thread(target=sleeper, args=(n,)) for n in range(COUNT)]
for thread in threads:
    thread.start()
begin = time.monotonic()
barrier.wait()
for thread in threads:
    thread.join()
took = time.monotonic() - begin
print(sorted(woken) == list(range(COUNT)), took >= 0.3, took < 0.3 * COUNT)

# The order of waking is that of the times.
order = []


def later(n):
    time.sleep(0.15 * n)
    order.append(n)


threads = [threading.Thread(target=later, args=(n,)) for n in (3, 1, 4, 2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(order)
