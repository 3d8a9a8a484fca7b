# SPDX-License-Identifier: MIT
# Pipe, Queue, SimpleQueue, and what goes through them.
import collections
import time
from multiprocessing import (JoinableQueue, Pipe, Process, Queue, SimpleQueue)
from queue import Empty, Full


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f"Point({self.x}, {self.y})"


class Slotted:
    __slots__ = ("a", "b")

    def __repr__(self):
        return f"Slotted({self.a})"


class Kept:
    def __getstate__(self):
        return {"state": 5}

    def __setstate__(self, state):
        self.restored = state


class Names(dict):
    pass


class OurError(Exception):
    pass


def function(x):
    return x + 1


def echo(connection):
    while True:
        value = connection.recv()
        if value == "end":
            break
        connection.send(value)
    connection.close()


slotted = Slotted()
slotted.a = [1]
names = Names(a=1)
names.title = "t"
here, there = Pipe()
process = Process(target=echo, args=(there,))
process.start()
there.close()
for value in (None, True, False, 0, -5, 10 ** 40, 1.5, float("inf"), 1e-300,
              "", "text \u20ac \U0001f600", b"\x00\xff", bytearray(b"ab"),
              (), (1, (2, [3])), [], [[], [None]], {"a": {1: (2,)}},
              {1, 2}, frozenset([3]), range(2, 9, 3), Point(1, [2]), slotted,
              names, Names(), collections.deque([1, 2], 5),
              collections.OrderedDict(a=1), "x" * 100000, Point, len,
              ValueError):
    here.send(value)
    back = here.recv()
    same = type(back) is type(value)
    if isinstance(value, str) and len(value) > 99:
        print(len(back), back == value)
    else:
        print(repr(back), same)
here.send(function)
print(here.recv()(41))
here.send(Kept())
print(here.recv().__dict__)
here.send(names)
print(here.recv().title)
for error in (ValueError("x", 1), OurError("ours"), KeyError("k"),
              OSError(2, "No such file"), StopIteration(3)):
    here.send(error)
    back = here.recv()
    print(type(back).__name__, back, back.args)
cycle = [1]
cycle.append(cycle)
both = [cycle, cycle, {"me": cycle}]
here.send(both)
back = here.recv()
print(back[0] is back[1], back[2]["me"] is back[0], back[0][1] is back[0])
print(here.poll(), here.poll(0.01))
for value in (lambda: 1, (n for n in ())):
    try:
        here.send(value)
    except Exception as error:
        print(type(error).__name__)
here.send("end")
try:
    here.recv()
except EOFError:
    print("EOFError")
process.join()
print(process.exitcode, here.closed)
here.close()
for call in (lambda: here.send(1), lambda: here.poll()):
    try:
        call()
    except OSError as error:
        print(error)

reader, writer = Pipe(duplex=False)
for call in (lambda: reader.send(1), lambda: writer.recv()):
    try:
        call()
    except OSError as error:
        print(error)
writer.send_bytes(b"abc")
writer.send_bytes(b"")
print(reader.recv_bytes(), reader.recv_bytes(), reader.readable,
      reader.writable)
reader.close()
try:
    writer.send(1)
except BrokenPipeError as error:
    print(error)


def produce(queue, first):
    for n in range(first, first + 20):
        queue.put((n, "item"))


queue = Queue()
producers = [Process(target=produce, args=(queue, n * 100)) for n in range(3)]
for process in producers:
    process.start()
items = [queue.get() for _ in range(60)]
for process in producers:
    process.join()
print(sorted(items) == [(n * 100 + i, "item") for n in range(3)
                        for i in range(20)],
      [[n for n, _ in items if n // 100 == k] ==
       list(range(k * 100, k * 100 + 20)) for k in range(3)])
print(queue.empty(), queue.qsize())
for call in (lambda: queue.get(False), lambda: queue.get(timeout=0.01),
             queue.get_nowait):
    try:
        call()
    except Empty:
        print("Empty")
small = Queue(2)
small.put(1)
small.put(2)
for call in (lambda: small.put(3, False), lambda: small.put(3, timeout=0.01)):
    try:
        call()
    except Full:
        print("Full", small.full(), small.qsize())
print(small.get(), small.get(), small.full())
small.close()
small.join_thread()
try:
    small.put(1)
except ValueError as error:
    print(str(error).endswith("is closed"))


def consume(jobs, results):
    while True:
        job = jobs.get()
        if job is None:
            break
        results.put(job * job)
        jobs.task_done()


jobs, results = JoinableQueue(), SimpleQueue()
workers = [Process(target=consume, args=(jobs, results)) for _ in range(2)]
for worker in workers:
    worker.start()
for n in range(10):
    jobs.put(n)
jobs.join()
print(sorted(results.get() for _ in range(10)), results.empty())
for _ in workers:
    jobs.put(None)
for worker in workers:
    worker.join()
    print(worker.exitcode)


def many(queue):
    """More than a pipe holds: the end of the process waits for the feeder."""
    for n in range(50):
        queue.put(bytes(5000))


queue = Queue()
process = Process(target=many, args=(queue,))
process.start()
time.sleep(0.05)
print(sum(len(queue.get()) for _ in range(50)))
process.join()
print(process.exitcode)
