# SPDX-License-Identifier: MIT
"""Threads that share nothing, with a GIL and without: how much faster are N?

    protect.py [THREADS [COUNT]]

Run it with GIL=interval; with GIL=none, in which nothing is protected; and with
PROTECT=atomic GIL=none, where counts are changed by locked instructions and
each object has a lock. Each thread has an object of its own; what they share
are the class, its functions and their counts.

  own    calls of a method that changes an attribute and a list's item
  text   strs made of numbers: with PROTECT=atomic that is done alone (world.c).
         Not done where nothing is protected: it would corrupt memory.
"""

import os
import sys
import threading
import time

import lab

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 2
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
TEXTS = 500
UNPROTECTED = (os.environ.get("GIL") == "none"
               and not sys.executable.endswith("-atomic"))


class Counter:
    """What a thread works on."""

    def __init__(self):
        self.n = 0
        self.items = [0] * 8

    def add(self, i):
        self.n += i
        self.items[i & 7] += 1


def own(count):
    counter = Counter()
    for i in range(count):
        counter.add(i)


def text(count):
    for i in range(count):
        str(i)


def in_parallel(work, count, threads):
    """ns that the slowest thread takes while the others work as well: it begins
    before and goes on after, so that nobody starts or ends meanwhile."""
    start = threading.Event()
    times = []

    def run(number):
        lab.role("cpu", number)
        start.wait()
        work(count // 4)
        begun = time.perf_counter_ns()
        work(count)
        took = time.perf_counter_ns() - begun
        work(count // 4)
        times.append(took)

    all_of_them = [threading.Thread(target=run, args=(number + 1,))
                   for number in range(threads)]
    for thread in all_of_them:
        thread.start()
    start.set()
    for thread in all_of_them:
        thread.join()
    return max(times)


for name, work, count in (("own", own, COUNT), ("text", text, TEXTS)):
    if name == "text" and UNPROTECTED:
        continue
    work(count // 10)   # the inline caches
    one = in_parallel(work, count, 1)
    many = in_parallel(work, count, THREADS)
    print(f"mode={name}\n{name}.threads={THREADS}\n{name}.one_ns={one}\n"
          f"{name}.all_ns={many}\n{name}.each_ns={one / count:.0f}")
    print(f"{name}: {THREADS} threads do {THREADS * one / many:.2f} times as "
          "much as one")
