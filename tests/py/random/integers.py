# SPDX-License-Identifier: MIT
"""Seeded integers, choices and shuffles: CPython's own sequences."""

import random


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except (ValueError, TypeError, IndexError) as error:
        print(type(error).__name__, error)


for seed in (0, 1, -1, 42, 2 ** 32, 2 ** 100 + 7, 3.5, "text", b"bytes", True):
    random.seed(seed)
    print(repr(seed), [random.getrandbits(32) for _ in range(3)],
          random.random())
random.seed(12345)
print([random.randint(1, 6) for _ in range(20)])
print([random.randrange(10) for _ in range(10)],
      [random.randrange(5, 100, 7) for _ in range(8)],
      [random.randrange(10, -10, -3) for _ in range(8)])
print([random.choice("abcdef") for _ in range(10)])
items = list(range(15))
random.shuffle(items)
print(items)
print(random.sample(range(1000), 8), random.sample("abcdefgh", 3),
      random.sample(range(10 ** 12), 3), random.sample([1, 2], 0))
print(random.sample(["red", "blue"], 3, counts=[4, 2]))
print(random.choices("xyz", k=6), random.choices([1, 2, 3], [10, 1, 1], k=6),
      random.choices("ab", cum_weights=[1, 4], k=5))
print(random.getrandbits(1), random.getrandbits(100), random.getrandbits(0),
      random.randbytes(5), random.randint(-10 ** 30, 10 ** 30))
attempt(random.randint, 5, 4)
attempt(random.randrange, 0)
attempt(random.randrange, 5, 5)
attempt(random.randrange, 1, 10, 0)
attempt(random.choice, [])
attempt(random.sample, [1, 2], 3)
attempt(random.sample, [1, 2], -1)
attempt(random.sample, {1, 2}, 1)
attempt(random.choices, [1, 2], weights=[1])
attempt(random.choices, [1, 2], weights=[0, 0])
attempt(random.getrandbits, -1)
attempt(random.seed, [1])
