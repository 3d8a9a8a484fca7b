# SPDX-License-Identifier: MIT
"""heapq and bisect: order, stability, keys, bounds, what is left after an
error."""

import random
from bisect import bisect, bisect_left, bisect_right, insort, insort_left
from heapq import (heapify, heappop, heappush, heappushpop, heapreplace, merge,
                   nlargest, nsmallest)


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


random.seed(3)
values = [random.randrange(100) for _ in range(60)]
heap = values[:]
heapify(heap)
print(heap)
assert all(heap[(i - 1) // 2] <= heap[i] for i in range(1, 60))
print([heappop(heap) for _ in range(60)] == sorted(values), heap)
for value in values[:12]:
    heappush(heap, value)
print(heap)
print(heappushpop(heap, -1), heappushpop(heap, 50), heapreplace(heap, -5), heap)
attempt(heappop, [])
attempt(heapreplace, [], 1)
attempt(heappushpop, [], 1)
attempt(heappush, [1], "a")
print(nsmallest(3, values), nlargest(3, values), nsmallest(0, values),
      nlargest(-1, values), nsmallest(2, "word"), nlargest(100, [1, 3, 2]))
words = ["pear", "fig", "apple", "kiwi", "plum"]
print(nsmallest(3, words, key=len), nlargest(3, words, key=len))
print(list(merge([1, 4, 7], [2, 5], [], [3, 6, 8])),
      list(merge("ace", "bd", key=str.upper)),
      list(merge([5, 3, 1], [4, 2], reverse=True)))
tasks = []
for priority, name in ((3, "c"), (1, "a"), (2, "b"), (1, "A")):
    heappush(tasks, (priority, name))
print([heappop(tasks)[1] for _ in range(4)])

data = [1, 3, 3, 3, 5]
for x in (0, 1, 3, 4, 5, 9):
    print(bisect_left(data, x), bisect_right(data, x), bisect(data, x),
          end="; ")
print(bisect_left(data, 3, 2), bisect_right(data, 3, 0, 2), bisect([], 1))
attempt(bisect, data, 3, -1)
attempt(bisect, data, "a")
attempt(bisect, data, 3, 0, 10)
insort(data, 3.0)
insort_left(data, 3.5)
print(data)
people = [("a", 10), ("b", 20), ("c", 30)]
print(bisect(people, 20, key=lambda p: p[1]),
      bisect_left(people, 20, key=lambda p: p[1]))
insort(people, ("d", 20), key=lambda p: p[1])
print(people, ["FDCBA"[bisect([60, 70, 80, 90], n)] for n in (33, 60, 89, 99)])
