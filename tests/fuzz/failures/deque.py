# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
from collections import deque

d = deque('abc', maxlen=5)
d.append('d'); d.appendleft('z'); d.extend('ef'); d.rotate(2)
print(d, d[1], len(d), d.popleft(), d.pop(), 'a' in d, d.count('c'), d.maxlen)
e = deque()
for n in range(200):
    e.append(n)
    if n % 3 == 0:
        e.popleft()
e.insert(3, 'x'); e.remove('x'); e.reverse(); e[2] = 'y'; del e[1]
print(list(e)[:4], e.copy() == e, e + deque([1]), deque([1]) * 3, e.index(150))
e.extendleft([1, 2]); e.clear(); e += [1]
print(e, [*reversed(deque('xy'))], deque([[1], {}]), e < deque([2]))
try:
    e.pop(), e.pop()
except IndexError as error:
    print(error)
