# SPDX-License-Identifier: MIT
"""A number that processes share, and its lock.

    shared_value.py [PROCESSES [ROUNDS]]

Each process adds 1 to a Value, ROUNDS times. No GIL protects it: each process
has one of its own. `value.value += 1` is two accesses, a read and a write, and
even where each of them holds the lock, another process may come in between: its
update is then lost. Only who holds the lock from before the read until after
the write loses nothing. What the three ways cost is beside them.
"""

import sys
import time
from multiprocessing import Process, Value

PROCESSES = int(sys.argv[1]) if len(sys.argv) > 1 else 4
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 1000


def add(value):
    """Each access alone."""
    for _ in range(ROUNDS):
        value.value += 1


def add_locked(value):
    """Reading and writing under one lock."""
    lock = value.get_lock()
    for _ in range(ROUNDS):
        with lock:
            value.value += 1


def count(target, value):
    """Have all processes do it; print what came of it."""
    begun = time.perf_counter_ns()
    workers = [Process(target=target, args=(value,))
               for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    each = (time.perf_counter_ns() - begun) // (PROCESSES * ROUNDS)
    return value.value, each


print(f"{PROCESSES} processes add 1, {ROUNDS} times each")
for what, target, lock in (("no lock", add, False),
                           ("each access holds the lock", add, True),
                           ("the update holds the lock", add_locked, True)):
    total, each = count(target, Value("i", 0, lock=lock))
    lost = PROCESSES * ROUNDS - total
    print(f"{what:<28}{total:>8}  lost {lost:>6}  {each:>6} ns each")
