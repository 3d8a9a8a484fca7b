# SPDX-License-Identifier: MIT
"""Two threads count to ten in the same n. Do they always get to twenty?

    tally.py [fixed]

What is wrong: a lost update. n is loaded, added to, stored; a thread may lose
the GIL between, and what the other one has counted meanwhile is lost.
"""

import sys
import threading

THREADS = 2
COUNTS = 10

n = 0
lock = threading.Lock()


def one():
    return 1


def count():
    global n
    for _ in range(COUNTS):
        n = n + one()


def count_fixed():
    global n
    for _ in range(COUNTS):
        with lock:
            n = n + one()


work = count_fixed if "fixed" in sys.argv else count
threads = [threading.Thread(target=work) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("counted", n, "of", THREADS * COUNTS)
sys.exit(0 if n == THREADS * COUNTS else 1)
