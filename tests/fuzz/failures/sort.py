# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
class Key:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n


l = [(n * 37) % 101 for n in range(90)]
print(sorted(l)[:5], sorted(l, reverse=True)[:5], sorted(l, key=str)[:5])
l.sort(key=lambda n: (n % 10, -n))
print(l[:6], sorted('banana'), sorted([2.5, 1, True]), sorted({'b': 1, 'a': 2}))
print([k.n for k in sorted(map(Key, l))][:5], sorted([(1, 'b'), (1, 'a')]))
runs = list(range(40)) + list(range(30)) + list(range(50, 0, -1))
runs.sort()
print(runs[::10], sorted(runs, key=Key)[-1], min(l), max(l, key=str))
try:
    sorted([1, 'a', 2])
except TypeError as error:
    print(error)
try:
    [3, 1].sort(key=lambda n: 1 // (n - 1))
except ZeroDivisionError as error:
    print(error)
