# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import contextlib
import functools
import io
import itertools
import random


@contextlib.contextmanager
def managed(x):
    yield [x]


@functools.lru_cache(maxsize=4)
def cached(n):
    return n * 2


with managed(1) as m, contextlib.suppress(KeyError):
    print(m)
    {}['x']
print(list(map(cached, [1, 2, 1, 3])), functools.reduce(max, [1, 4, 2]))
print(functools.partial(divmod, 7)(2), list(itertools.chain('ab', [1])))
print(list(itertools.combinations('abc', 2)), random.Random(3).randint(0, 9))
print([list(g) for _, g in itertools.groupby('aab')])
print(io.StringIO('x\ny').read())
