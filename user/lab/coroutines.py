# SPDX-License-Identifier: MIT
"""A scheduler in twenty lines: 100,000 coroutines, beside threads.

    coroutines.py [COROUTINES [THREADS]]

A generator that yields gives the processor away of its own will; this
scheduler resumes the next one in its queue. That is a cooperative scheduler,
and its threads cost a few hundred bytes and a few dozen instructions a switch:
it never enters the kernel. LWPs are switched by the kernel, preemptively: they
cost a stack each, and a switch of threads under a GIL is a hand-off as well.
"""

import collections
import sys
import threading
import time

COROUTINES = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
YIELDS = 3             # of each coroutine
HANDOFFS = 100         # of each thread


class Scheduler:
    """Round robin over generators."""

    def __init__(self):
        self.ready = collections.deque()
        self.switches = 0

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
            self.switches += 1
            ready.append(coroutine)


finished = 0


def worker():
    global finished
    for _ in range(YIELDS):
        yield
    finished += 1


def run_coroutines():
    """(ns per coroutine made, ns per switch)"""
    scheduler = Scheduler()
    begun = time.perf_counter_ns()
    for _ in range(COROUTINES):
        scheduler.spawn(worker())
    made = time.perf_counter_ns()
    scheduler.run()
    ended = time.perf_counter_ns()
    assert scheduler.switches == COROUTINES * YIELDS
    return (made - begun) / COROUTINES, (ended - made) / scheduler.switches


def pass_on(mine, next_one):
    for _ in range(HANDOFFS):
        mine.acquire()
        next_one.release()


def run_threads():
    """The same with LWPs: a token goes round a ring of threads, each of which
    waits for its lock. (ns per thread made, ns per switch)"""
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


coroutine_made, coroutine_switch = run_coroutines()
print(f"coroutines={COROUTINES} finished={finished}")
print(f"coroutine.make_ns={coroutine_made:.0f}")
print(f"coroutine.switch_ns={coroutine_switch:.0f}")
thread_made, thread_switch = run_threads()
print(f"threads={THREADS}")
print(f"thread.make_ns={thread_made:.0f}")
print(f"thread.switch_ns={thread_switch:.0f}")
print(f"switch_ratio={thread_switch / coroutine_switch:.1f}")
