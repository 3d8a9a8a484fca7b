# SPDX-License-Identifier: MIT
# Benchmark: method calls, attributes, inheritance.

class Counter:
    def __init__(self, start):
        self.value = start

    def step(self, by):
        self.value += by
        return self

    def get(self):
        return self.value


class Bounded(Counter):
    def __init__(self, start, limit):
        super().__init__(start)
        self.limit = limit

    def step(self, by):
        if self.value >= self.limit:
            self.value = 0
        self.value += by
        return self


def run(counters, rounds):
    total = 0
    for i in range(rounds):
        for counter in counters:
            total += counter.step(i).get()
    return total


print(run([Counter(0), Bounded(0, 1000), Counter(5), Bounded(3, 7)], 400000))
