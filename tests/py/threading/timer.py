# SPDX-License-Identifier: MIT
"""Timer: it calls later, with its arguments, unless it is cancelled before."""

import threading
import time

called = []
timer = threading.Timer(0.02, called.append, ["later"])
print(timer.is_alive(), timer.interval, timer.daemon, called)
timer.start()
timer.join()
print(called, timer.finished.is_set(), timer.is_alive())

timer = threading.Timer(1000, called.append, args=("never",))
timer.start()
print(timer.is_alive())
timer.cancel()
timer.join()
print(called, timer.finished.is_set())
timer = threading.Timer(0, called.append, args=("never either",))
timer.cancel()
timer.start()
timer.join()
print(called)


def keywords(*args, **names):
    called.append((args, names))


begin = time.monotonic()
timer = threading.Timer(0.05, keywords, [1, 2], {"key": 3})
timer.start()
timer.join()
print(called[-1], time.monotonic() - begin >= 0.05)
timer.cancel()
print(timer.finished.is_set())

# The shorter the time, the earlier; whatever the order of the starts.
order = []
timers = [threading.Timer(n * 1.0, order.append, [n]) for n in (3, 1, 2)]
for timer in timers:
    timer.start()
for timer in timers:
    timer.join()
print(order, isinstance(timers[0], threading.Thread))
for args in ((), (1,)):
    try:
        threading.Timer(*args)
    except TypeError as error:
        print(str(error).split("__init__")[-1])
