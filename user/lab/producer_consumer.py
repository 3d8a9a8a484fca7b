# SPDX-License-Identifier: MIT
"""Producers and consumers share a buffer with room for three items.

A Condition is a lock and a queue of waiters. wait() gives the lock back while
it sleeps, or nobody could ever change what it waits for; it is asked again in a
loop, because between being woken and having the lock somebody else may have
been faster. Look at the last line of the output, and at the timeline: whoever
finds the buffer full or empty sleeps. (Then make a `while` an `if`.)
"""

import threading

ROOM = 3
ITEMS = 20     # of each producer
PRODUCERS = 2
CONSUMERS = 2


class Buffer:
    def __init__(self):
        self.items = []
        self.fullest = 0
        lock = threading.Lock()
        self.not_full = threading.Condition(lock)
        self.not_empty = threading.Condition(lock)

    def put(self, item):
        with self.not_full:
            while len(self.items) == ROOM:
                self.not_full.wait()
            self.items.append(item)
            self.fullest = max(self.fullest, len(self.items))
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self.items:
                self.not_empty.wait()
            item = self.items.pop(0)
            self.not_full.notify()
            return item


def produce(buffer, first):
    for item in range(first, first + ITEMS):
        buffer.put(item)


def consume(buffer, taken):
    while True:
        item = buffer.get()
        if item is None:
            break
        taken.append(item)


def main():
    buffer = Buffer()
    baskets = [[] for _ in range(CONSUMERS)]
    producers = [threading.Thread(target=produce, args=(buffer, 100 * n))
                 for n in range(PRODUCERS)]
    consumers = [threading.Thread(target=consume, args=(buffer, basket))
                 for basket in baskets]
    for thread in producers + consumers:
        thread.start()
    for thread in producers:
        thread.join()
    for _ in consumers:
        buffer.put(None)    # one for each: there is no more
    for thread in consumers:
        thread.join()
    everything = sorted(item for basket in baskets for item in basket)
    print("items taken:", len(everything))
    print("each once:", everything == [100 * n + i for n in range(PRODUCERS)
                                       for i in range(ITEMS)])
    # What one consumer took of one producer's items is in their order.
    print("in order:", all(
        mine == sorted(mine) for basket in baskets for n in range(PRODUCERS)
        for mine in [[item for item in basket if item // 100 == n]]))
    print("never more than", ROOM, "in the buffer:", buffer.fullest <= ROOM)


main()
