# SPDX-License-Identifier: MIT
"""Five philosophers: forks in a fixed order, so that nobody starves; and the
same with a waiter (a semaphore) instead."""

import threading

MEALS, SEATS = 40, 5


class Table:
    def __init__(self, ordered):
        self.forks = [threading.Lock() for _ in range(SEATS)]
        self.waiter = threading.BoundedSemaphore(SEATS - 1)
        self.ordered = ordered
        self.meals = [0] * SEATS
        self.using = [None] * SEATS
        self.clashes = 0

    def take(self, seat):
        pair = seat, (seat + 1) % SEATS
        if self.ordered:
            pair = sorted(pair)
        for fork in pair:
            self.forks[fork].acquire()
            if self.using[fork] is not None:
                self.clashes += 1
            self.using[fork] = seat

    def put(self, seat):
        for fork in (seat, (seat + 1) % SEATS):
            self.using[fork] = None
            self.forks[fork].release()

    def dine(self, seat):
        for _ in range(MEALS):
            if self.ordered:
                self.eat(seat)
            else:
                with self.waiter:
                    self.eat(seat)

    def eat(self, seat):
        self.take(seat)
        self.meals[seat] += 1
        self.put(seat)


for ordered in (True, False):
    table = Table(ordered)
    threads = [threading.Thread(target=table.dine, args=(seat,))
               for seat in range(SEATS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(table.meals, table.clashes, table.using,
          any(fork.locked() for fork in table.forks))
