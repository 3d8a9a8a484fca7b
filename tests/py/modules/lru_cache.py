# SPDX-License-Identifier: MIT
"""functools.lru_cache and cache: hits, what is dropped, typed, threads."""

import functools
import threading

calls = []


@functools.lru_cache(maxsize=2)
def square(n):
    """Its document."""
    calls.append(n)
    return n * n


print([square(n) for n in (1, 2, 1, 3, 2, 1)], calls, square.cache_info())
square.cache_clear()
print(square.cache_info(), square.__name__, square.__doc__,
      square.__wrapped__(5))


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(90), fib.cache_info().misses, fib.cache_info()[2])


@functools.cache
def key(*args, **keywords):
    return len(calls), args, sorted(keywords.items())


calls.clear()
print(key(1, 2), key(a=1), key(1, 2) is key(1, 2), key(a=1) is key(a=1),
      key(1, x=1) is key(1, x=1.0), key.cache_info())


@functools.lru_cache(typed=True)
def typed(value):
    return type(value).__name__


print(typed(1), typed(1.0), typed(True), typed.cache_info().currsize)
try:
    square([1])
except TypeError as error:
    print(error)


@functools.lru_cache(maxsize=0)
def never(n):
    calls.append(n)
    return n


print(never(1), never(1), calls, never.cache_info())


@functools.lru_cache
def fails(n):
    calls.append("failed")
    raise ValueError(n)


for _ in range(2):
    try:
        fails(1)
    except ValueError:
        pass
print(calls, fails.cache_info().currsize)


class Shape:
    @functools.lru_cache(maxsize=None)
    def area(self, scale):
        calls.append(scale)
        return 10 * scale


calls.clear()
shape = Shape()
print(shape.area(2), shape.area(2), Shape().area(2), calls)


@functools.lru_cache(maxsize=64)
def shared(n):
    return n * 2


def work():
    for n in range(300):
        assert shared(n % 50) == n % 50 * 2


threads = [threading.Thread(target=work) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
info = shared.cache_info()
print(info.hits + info.misses, info.currsize, info.misses >= 50)
