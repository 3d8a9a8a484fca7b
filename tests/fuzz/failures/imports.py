# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import bisect as b
import math, operator
from collections import deque
from heapq import heappop, heappush
from operator import *

h = []
for n in (3, 1, 2):
    heappush(h, n)
print(heappop(h), b.bisect([1, 2, 4], 3), math.pi, operator.add(1, 2), deque)
print(itemgetter(1)('ab'), b.__name__)
try:
    import no_such_module
except ImportError as error:
    print(error)
try:
    from math import nothing
except ImportError as error:
    print(type(error))
