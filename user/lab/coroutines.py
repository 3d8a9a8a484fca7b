# SPDX-License-Identifier: MIT
"""A scheduler in twenty lines: 100,000 coroutines, beside threads.

    coroutines.py [COROUTINES [THREADS]]

A generator that yields gives the processor away of its own will, and this
scheduler resumes the next one in its queue. That is a cooperative scheduler: a
switch never enters the kernel, and a coroutine that waits is an object of a few
hundred bytes. Threads are LWPs: the kernel switches them, each has a stack, and
under a GIL a switch is a hand-off of the GIL as well.

Both do the same, round robin: each coroutine yields to the next, each thread
wakes the next and waits. Look at what it costs to make one and to switch to
one. On Convoy a nanosecond is one instruction (unless MHZ says otherwise). On
Linux the gap is wider: its kernel does more for a switch, and a processor with
caches and speculation loses more than instructions.
"""

import collections
import sys
import threading
import time

COROUTINES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
YIELDS = 3             # of each coroutine
HANDOFFS = 100         # of each thread

finished = 0


class Scheduler:
    """Round robin over generators."""

    def __init__(self):
        self.ready = collections.deque()

    def spawn(self, coroutine):
        self.ready.append(coroutine)

    def run(self):
        ready = self.ready
        while ready:
            coroutine = ready.popleft()
            try:
                next(coroutine)
            except StopIteration:
                continue
            ready.append(coroutine)


def worker():
    global finished
    for _ in range(YIELDS):
        yield
    finished += 1


def stopwatch(laps):
    """The first in the queue: notes when each round begins."""
    for _ in range(YIELDS + 1):
        laps.append(time.perf_counter_ns())
        yield


def run_coroutines():
    """(ns to make one, ns to switch). The first round, which begins them all,
    and the last, which ends them, are not counted."""
    laps = []
    scheduler = Scheduler()
    scheduler.spawn(stopwatch(laps))
    begun = time.perf_counter_ns()
    for _ in range(COROUTINES):
        scheduler.spawn(worker())
    made = time.perf_counter_ns()
    scheduler.run()
    rounds = YIELDS - 1
    return ((made - begun) / COROUTINES,
            (laps[YIELDS] - laps[1]) / (rounds * (COROUTINES + 1)))


def pass_on(mine, next_one):
    for _ in range(HANDOFFS):
        mine.acquire()
        next_one.release()


def run_threads():
    """The same with LWPs: a token goes round a ring of threads, each of which
    waits for its lock. (ns to make one, ns to switch)"""
    locks = [threading.Lock() for _ in range(THREADS)]
    for lock in locks:
        lock.acquire()
    begun = time.perf_counter_ns()
    threads = [threading.Thread(target=pass_on,
                                args=(locks[n], locks[(n + 1) % THREADS]))
               for n in range(THREADS)]
    for thread in threads:
        thread.start()
    made = time.perf_counter_ns()
    locks[0].release()
    for thread in threads:
        thread.join()
    ended = time.perf_counter_ns()
    return (made - begun) / THREADS, (ended - made) / (THREADS * HANDOFFS)


made, switch = run_coroutines()
thread_made, thread_switch = run_threads()
print(f"{finished} of {COROUTINES} coroutines ran to their end")
print(f"{'':<12}{'coroutine':>12}{'thread':>12}{'ratio':>9}")
print(f"{'make, ns':<12}{made:>12.0f}{thread_made:>12.0f}"
      f"{thread_made / made:>9.1f}")
print(f"{'switch, ns':<12}{switch:>12.0f}{thread_switch:>12.0f}"
      f"{thread_switch / switch:>9.1f}")
