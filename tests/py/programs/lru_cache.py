# SPDX-License-Identifier: MIT
"""A cache with a limit: an OrderedDict, a decorator with arguments, counts."""

from collections import OrderedDict
import functools


def lru(limit):
    def wrap(function):
        kept = OrderedDict()
        counts = {"hit": 0, "miss": 0}

        @functools.wraps(function)
        def cached(*args, **names):
            key = args, tuple(sorted(names.items()))
            if key in kept:
                kept.move_to_end(key)
                counts["hit"] += 1
                return kept[key]
            counts["miss"] += 1
            result = kept[key] = function(*args, **names)
            if len(kept) > limit:
                kept.popitem(last=False)
            return result
        cached.counts = counts
        cached.keys = lambda: [args for args, _ in kept]
        return cached
    return wrap


@lru(3)
def square(n, power=2):
    """n to the power."""
    print("computing", n, power)
    return n ** power


print([square(n) for n in (1, 2, 3, 1, 4, 2, 1)])
print(square(2, power=3), square(2, power=3))
print(square.counts, square.keys(), square.__name__, square.__doc__)


@functools.lru_cache(maxsize=None)
def ways(n):
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)


print(ways(300))
