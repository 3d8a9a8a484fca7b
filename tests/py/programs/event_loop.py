# SPDX-License-Identifier: MIT
"""A little event loop: tasks are generators that yield what they wait for; the
clock is simulated, so that the order is certain."""

import heapq
from collections import deque


class Loop:
    def __init__(self):
        self.now = 0
        self.ready = deque()
        self.sleeping = []
        self.ticket = 0

    def spawn(self, task, name):
        self.ready.append((task, name, None))

    def run(self):
        while self.ready or self.sleeping:
            if not self.ready:
                self.now, _, task, name = heapq.heappop(self.sleeping)
                self.ready.append((task, name, self.now))
            task, name, value = self.ready.popleft()
            try:
                wanted, argument = task.send(value)
            except StopIteration as end:
                print(f"{self.now:>4} {name} returned {end.value!r}")
            except Exception as error:
                print(f"{self.now:>4} {name} failed: {error!r}")
            else:
                getattr(self, "do_" + wanted)(task, name, argument)

    def do_sleep(self, task, name, seconds):
        self.ticket += 1
        heapq.heappush(self.sleeping,
                       (self.now + seconds, self.ticket, task, name))

    def do_put(self, task, name, to_and_item):
        box, item = to_and_item
        box.items.append(item)
        if box.readers:
            reader, reader_name = box.readers.popleft()
            self.ready.append((reader, reader_name, box.items.popleft()))
        self.ready.append((task, name, None))

    def do_get(self, task, name, box):
        if box.items:
            self.ready.append((task, name, box.items.popleft()))
        else:
            box.readers.append((task, name))


class Box:
    def __init__(self):
        self.items, self.readers = deque(), deque()


def sleep(seconds):
    return (yield "sleep", seconds)


def producer(box, count, pause):
    for number in range(count):
        yield from sleep(pause)
        yield "put", (box, number * pause)
    yield "put", (box, None)
    return count


def consumer(box):
    total = 0
    while (item := (yield "get", box)) is not None:
        total += item
    return total


def fails():
    woken = yield from sleep(7)
    raise ValueError(f"woken at {woken}")


loop = Loop()
boxes = [Box(), Box()]
for number, box in enumerate(boxes):
    loop.spawn(producer(box, 4, number + 2), f"producer {number}")
    loop.spawn(consumer(box), f"consumer {number}")
loop.spawn(fails(), "fails")
loop.run()
