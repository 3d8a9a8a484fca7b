# SPDX-License-Identifier: MIT
"""The queues without threads: order, full and empty, timeouts, task_done."""

import queue
import time


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except (queue.Empty, queue.Full) as error:
        print(type(error).__name__, error.args)
    except (ValueError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)


for kind in (queue.Queue, queue.LifoQueue, queue.PriorityQueue):
    q = kind(3)
    print(kind.__name__, q.maxsize, q.empty(), q.full(), q.qsize())
    for item in (3, 1, 2):
        q.put(item)
    print(q.full(), q.qsize())
    attempt(q.put, 4, False)
    attempt(q.put, 4, block=False)
    attempt(q.put_nowait, 4)
    begin = time.monotonic()
    attempt(q.put, 4, timeout=0.05)
    print(time.monotonic() - begin >= 0.05)
    attempt(q.put, 4, True, -1)
    print([q.get() for _ in range(3)])
    attempt(q.get, False)
    attempt(q.get_nowait)
    begin = time.monotonic()
    attempt(q.get, True, 0.05)
    print(time.monotonic() - begin >= 0.05)
    attempt(q.get, timeout=0)
    attempt(q.get, timeout=-1)
    print(q.unfinished_tasks)
    for _ in range(4):
        attempt(q.task_done)
    print(q.join())

q = queue.PriorityQueue()
for item in ((2, "b"), (1, "z"), (2, "a"), (0, "y")):
    q.put(item)
print([q.get() for _ in range(4)])
q.put((1, [2]))
attempt(q.put, "text")
s = queue.SimpleQueue()
s.put(1)
s.put(2, False, -1)
print(s.qsize(), s.get(), s.get(block=False), s.empty())
attempt(s.get, False)
attempt(s.get, True, 0.01)
attempt(s.get, timeout=-1)
attempt(s.get_nowait)
print(queue.Queue(-1).full(), issubclass(queue.Empty, Exception),
      issubclass(queue.Full, queue.Empty))
