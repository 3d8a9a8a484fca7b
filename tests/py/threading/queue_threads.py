# SPDX-License-Identifier: MIT
"""queue.Queue between producers and consumers: nothing lost, nothing doubled,
each producer's items in order."""

import queue
import threading

PRODUCERS, CONSUMERS, ITEMS = 4, 3, 100
END = object()


def produce(q, me):
    for i in range(ITEMS):
        q.put((me, i))


def consume(q, got):
    while True:
        item = q.get()
        q.task_done()
        if item is END:
            return
        got.append(item)


def run(q):
    got = [[] for _ in range(CONSUMERS)]
    producers = [threading.Thread(target=produce, args=(q, n))
                 for n in range(PRODUCERS)]
    consumers = [threading.Thread(target=consume, args=(q, mine))
                 for mine in got]
    for thread in producers + consumers:
        thread.start()
    for thread in producers:
        thread.join()
    q.join()
    print("all done", q.empty(), q.qsize(), q.unfinished_tasks)
    for _ in consumers:
        q.put(END)
    for thread in consumers:
        thread.join()
    return got


for maxsize in (0, 1, 7):
    got = run(queue.Queue(maxsize))
    everything = [item for mine in got for item in mine]
    print(maxsize, len(everything), len(set(everything)) == len(everything))
    in_order = all([i for me, i in mine if me == n] ==
                   sorted(i for me, i in mine if me == n)
                   for mine in got for n in range(PRODUCERS))
    print("in order", in_order)

results = queue.SimpleQueue()
pipeline = [queue.Queue(2) for _ in range(5)]


def stage(n):
    while (value := pipeline[n].get()) is not None:
        value = value + n if n % 2 else value * 2
        (pipeline[n + 1] if n < 4 else results).put(value)
    if n < 4:
        pipeline[n + 1].put(None)


threads = [threading.Thread(target=stage, args=(n,)) for n in range(5)]
for thread in threads:
    thread.start()
for value in range(20):
    pipeline[0].put(value)
pipeline[0].put(None)
for thread in threads:
    thread.join()
print([results.get() for _ in range(20)], results.empty())
