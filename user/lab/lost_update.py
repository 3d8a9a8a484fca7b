# SPDX-License-Identifier: MIT
"""Is n += 1 atomic? 100 threads count together.

    lost_update.py [THREADS [TIMES]]

`n += 1` is several instructions: load n, load 1, add, store n. Under the old
GIL (GIL=ticks) a thread may lose the GIL before any of them; if another one
stores its n in between, that one's update is lost. Since CPython 3.10 the GIL
is given away at calls and at jumps backwards only (GIL=interval), and there is
neither in `n += 1`: nothing is lost. In `n = n + one()` there is a call. Code
that counts on the first is right by accident: use a lock.
"""

import sys
import threading

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 300

n = 0
lock = threading.Lock()


def one():
    return 1


def plain():
    global n
    for _ in range(TIMES):
        n += 1


def with_call():
    global n
    for _ in range(TIMES):
        n = n + one()


def with_lock():
    global n
    for _ in range(TIMES):
        with lock:
            n = n + one()


def count(body):
    """What n is when all threads have run body."""
    global n
    n = 0
    threads = [threading.Thread(target=body) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return n


expected = THREADS * TIMES
for body, text in ((plain, "n += 1"), (with_call, "n = n + one()"),
                   (with_lock, "with lock")):
    found = count(body)
    print(f"{text:<14} counted {found} of {expected}: "
          f"{expected - found} updates lost")
