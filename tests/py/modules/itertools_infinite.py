# SPDX-License-Identifier: MIT
"""itertools: count, cycle, repeat, islice, chain, takewhile and their like."""

from itertools import (accumulate, chain, compress, count, cycle, dropwhile,
                       filterfalse, islice, pairwise, repeat, starmap,
                       takewhile, tee, zip_longest)


def attempt(function, *args, **keywords):
    try:
        print(list(function(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


print(list(islice(count(), 5)), list(islice(count(10, -3), 4)),
      list(islice(count(0.5, 0.25), 3)), next(count(10 ** 30)))
print(list(islice(cycle("abc"), 8)), list(cycle([])), list(repeat(1, 3)),
      list(islice(repeat("x"), 2)), list(repeat(1, 0)), list(repeat(1, -5)))
for bounds in ((3,), (2, 5), (1, None), (0, 10, 3), (5, 2), (None,), (0,),
               (2, 9, 4), (-1,), (0, -1), (0, 5, 0), (0, 5, -1), ("a",),
               (1.0,)):
    attempt(islice, "abcdefgh", *bounds)
it = iter(range(10))
print(list(islice(it, 3)), next(it), list(islice(it, 1, 4, 2)), list(it))
attempt(chain, "ab", [1], (), {2: 3})
attempt(chain.from_iterable, ["ab", [1, 2]])
attempt(chain, [1], 5)
attempt(takewhile, lambda x: x < 3, [1, 2, 3, 1])
attempt(dropwhile, lambda x: x < 3, [1, 2, 3, 1])
attempt(filterfalse, None, [0, 1, "", "a"])
attempt(filterfalse, lambda x: x % 2, range(6))
attempt(compress, "abcdef", [1, 0, 1, 0, 1])
attempt(starmap, pow, [(2, 3), (3, 2)])
attempt(starmap, pow, [5])
attempt(accumulate, [1, 2, 3, 4])
attempt(accumulate, [3, 1, 4, 1, 5], max)
attempt(accumulate, [], initial=7)
attempt(accumulate, [1, 2], lambda a, b: a * 10 + b, initial=9)
attempt(accumulate, "abc")
attempt(accumulate, [1, "a"])
attempt(pairwise, "abcd")
attempt(pairwise, "a")
attempt(zip_longest, "abc", [1])
attempt(zip_longest, "a", [1, 2], (), fillvalue="-")
attempt(zip_longest)
a, b, c = tee(iter(range(5)), 3)
print(next(a), next(a), list(b), list(a), list(c), tee([], 0))
first, second = tee("xy")
print(list(zip(first, second)))


def fails():
    yield 1
    raise KeyError("in the source")


for function in (chain, cycle, pairwise, accumulate):
    attempt(function, fails())
