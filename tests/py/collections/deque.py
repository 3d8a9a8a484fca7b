# SPDX-License-Identifier: MIT
"""deque: both ends, maxlen, rotate, index and slices that it has not,
errors."""

from collections import deque


def attempt(function, *args, **keywords):
    try:
        print(repr(function(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


d = deque("abc")
d.append("d")
d.appendleft("z")
d.extend("ef")
d.extendleft("yx")
print(d, len(d), d[0], d[-1], d[3], "c" in d, "q" in d)
print(d.pop(), d.popleft(), d, deque().maxlen)
for index in (9, -9, 10 ** 30, "0", None, slice(1, 2)):
    attempt(lambda: d[index])
for steps in (1, -1, 3, -4, 0, 100, -101):
    d.rotate(steps)
    print("".join(d), end=" ")
d.rotate()
print("".join(d))
attempt(d.rotate, "1")
attempt(d.index, "c")
attempt(d.index, "c", 3)
attempt(d.index, "q")
attempt(d.index, "c", -100, 100)
print(d.count("c"), d.reverse(), d, d.copy() == d, d.copy() is d)
d.insert(2, "I")
d.insert(-1, "J")
d.insert(100, "K")
d.insert(-100, "L")
print("".join(d))
attempt(d.remove, "I")
attempt(d.remove, "nothing")
d[1] = "Q"
del d[0], d[-1]
print("".join(d))
attempt(d.__delitem__, 50)
attempt(d.__setitem__, 50, 1)
attempt(deque().pop)
attempt(deque().popleft)

bounded = deque(range(10), maxlen=3)
print(bounded, bounded.maxlen)
bounded.append(10)
bounded.appendleft(5)
print(bounded)
bounded.extend([1, 2])
bounded.extendleft([8, 9])
print(bounded, bounded + deque([7]), bounded * 2)
attempt(bounded.insert, 1, 0)
attempt(setattr, bounded, "maxlen", 5)
print(deque([1, 2], 0), deque((), 5), deque([1], maxlen=None).maxlen)
attempt(deque, [1], -1)
attempt(deque, [1], "3")
attempt(deque, 5)
attempt(deque, [1], 2, 3)
attempt(deque, wrong=1)
print(deque([1, 2]) == deque([1, 2], 5), deque([1]) == [1],
      deque([1]) != deque(), deque([1, 2]) < deque([1, 3]),
      deque([2]) > deque([1, 5]), deque() <= deque())
attempt(lambda: deque([1]) < [2])
attempt(lambda: deque([1]) + [2])
attempt(hash, deque())
print(deque([1]) * 3, 2 * deque("a"), deque([1]) * 0, bool(deque()))
d = deque([1])
d += "xy"
d *= 2
print(d, list(reversed(d)), sorted(deque([3, 1, 2])), sum(deque([1, 2])))
d.append(d)
print(d)
d.clear()
print(d, deque([deque([1]), 2]))
