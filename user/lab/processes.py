# SPDX-License-Identifier: MIT
"""Threads share a GIL, processes do not.

    processes.py [N [COUNT]]

The same work N times: one after the other, in N threads, in N processes. On N
cores threads take as long as one after the other, for only the holder of the
GIL computes. Each process has an interpreter, and so a GIL, of its own:

    make run LAB=user/lab/processes.py CORES=4

and look at the timeline's rows "GIL held by". What a process costs is what it
takes to make one (fork) and to hand over its result: that is why the speed-up
is a little less than N.
"""

import sys
import threading
import time
from multiprocessing import Process, SimpleQueue

N = int(sys.argv[1]) if len(sys.argv) > 1 else 4
COUNT = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000


def compute(results):
    n = 0
    while n < COUNT:
        n += 1
    results.append(n)


def compute_and_send(queue):
    results = []
    compute(results)
    queue.put(results[0])


def sequence():
    results = []
    for _ in range(N):
        compute(results)
    return results


def threads():
    results = []
    workers = [threading.Thread(target=compute, args=(results,))
               for _ in range(N)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def processes():
    queue = SimpleQueue()
    workers = [Process(target=compute_and_send, args=(queue,))
               for _ in range(N)]
    for worker in workers:
        worker.start()
    results = [queue.get() for _ in workers]
    for worker in workers:
        worker.join()
    return results


times = {}
for way in (sequence, threads, processes):
    begun = time.perf_counter_ns()
    results = way()
    times[way] = time.perf_counter_ns() - begun
    print(f"{way.__name__:<10}{times[way] / 1e6:>9.3f} ms   speed-up"
          f"{times[sequence] / times[way]:>6.2f}   right: "
          f"{results == [COUNT] * N}")
