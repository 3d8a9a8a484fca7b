# SPDX-License-Identifier: MIT
"""Is `n += 1` atomic? A hundred threads count what they have done.

    lost_update.py [WAY...]     WAY: plain, call or lock; if none: plain, call

Each thread waits for a request, as a server's would, works on its 300 records,
and counts each in the same n. Look at how many updates are lost, with GIL=ticks
and with GIL=interval.

`n += 1` is four instructions (py -m dis shows them):

    LOAD_GLOBAL n, LOAD_CONST 1, BINARY_ADD, STORE_GLOBAL n

A thread that loses the GIL behind the load goes on later with the n of then,
and its store wipes out all that others have counted meanwhile: one switch at
the wrong moment loses thousands of updates.

With the old GIL (GIL=ticks) a thread may lose it before any instruction, once
in a hundred: so n += 1 loses updates. Since CPython 3.10 a thread gives it away
at calls and at jumps backwards only (GIL=interval); there is neither between
the load and the store, and nothing is lost. But there is one in
`n = n + work()`, which INTERVAL_US=500 brings to light. Code that counts on the
difference is right by accident. With a lock it is right, and slower: try that.

Why the requests? A switch needs a thread that wants the GIL just when another
lets go. Threads that only compute run one after the other, each to its end, and
lose nothing; who comes back from a sleep comes in the middle of another's work.
"""

import sys
import threading
import time

THREADS = 100
REQUESTS = 5            # of each thread
RECORDS = 300           # of each request
PAUSE = 0.005           # seconds until the next request

n = 0
lock = threading.Lock()


def work():
    """What a record takes; the answer is how many that were."""
    sum(range(50))
    return 1


def count_plain():
    global n
    work()
    n += 1


def count_call():
    global n
    n = n + work()


def count_lock():
    global n
    work()
    with lock:
        n += 1


def serve(count):
    for _ in range(REQUESTS):
        time.sleep(PAUSE)
        for _ in range(RECORDS):
            count()


def total(count):
    """What n is when all threads have counted."""
    global n
    n = 0
    threads = [threading.Thread(target=serve, args=(count,))
               for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return n


WAYS = {"plain": ("n += 1", count_plain),
        "call": ("n = n + work()", count_call),
        "lock": ("with lock", count_lock)}
EXPECTED = THREADS * REQUESTS * RECORDS

for way in sys.argv[1:] or ["plain", "call"]:
    if way not in WAYS:
        sys.exit(f"{way}: not a way to count; there are: {', '.join(WAYS)}")
    text, count = WAYS[way]
    found = total(count)
    print(f"{text:<14} counted {found} of {EXPECTED}: "
          f"{EXPECTED - found} updates lost")
