# SPDX-License-Identifier: MIT
"""What is atomic? Several threads do the same thing at once; what gets lost?

    atomic.py [THREADS [TIMES]]

An operation is atomic if no other thread can run in the middle of it. One
instruction is, unless it calls Python code. A line of several instructions is,
if the GIL is never given away between them: that depends on the GIL. Each
thread does the operation TIMES times, and each time should leave its trace.
Between AT_ONCE of them it sleeps: who wakes up wants the GIL in the middle of
another thread's work.
"""

import sys
import threading
import time

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
AT_ONCE = 100
PAUSE = 0.0001  # seconds


class Box:
    n = 0


n = 0
box = Box()
items = []
counts = {"n": 0}
squares = {}
lock = threading.Lock()


def one():
    return 1


def add():
    global n
    n += 1


def add_call():
    global n
    n = n + one()


def add_locked():
    global n
    with lock:
        n = n + one()


def add_attribute():
    box.n += 1


def add_item():
    counts["n"] += 1


def append():
    items.append(1)


def concatenate():
    global items
    items = items + [1]


def look_and_store():
    squares[len(squares)] = 1


def traces():
    """How many traces all operations so far have left."""
    return n + box.n + counts["n"] + len(items) + len(squares)


def lost(operation):
    before = traces()

    def body():
        for i in range(TIMES):
            if i % AT_ONCE == 0:
                time.sleep(PAUSE)
            operation()

    threads = [threading.Thread(target=body) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return THREADS * TIMES - (traces() - before)


for operation, text in ((add, "n += 1"),
                        (add_call, "n = n + one()"),
                        (add_locked, "with lock: n = n + one()"),
                        (add_attribute, "box.n += 1"),
                        (add_item, "counts['n'] += 1"),
                        (append, "items.append(1)"),
                        (concatenate, "items = items + [1]"),
                        (look_and_store, "squares[len(squares)] = 1")):
    print(f"{text:<26} {lost(operation):4} of {THREADS * TIMES} lost")
