# SPDX-License-Identifier: MIT
"""Seeded floats and distributions, to the last bit; state saved and
restored."""

import random

random.seed(2024)
print([random.random() for _ in range(5)])
print([random.uniform(-3, 7.5) for _ in range(3)],
      [random.triangular(0, 10, 3) for _ in range(3)])
print([random.gauss(0, 1) for _ in range(4)], random.gauss(mu=10, sigma=2))
print([random.normalvariate(100, 15) for _ in range(3)])
print(random.expovariate(0.5), random.lognormvariate(0, 1),
      random.paretovariate(3), random.weibullvariate(1, 1.5))
print(random.betavariate(2, 5), random.gammavariate(0.5, 2),
      random.gammavariate(1, 2), random.gammavariate(9, 0.5))
state = random.getstate()
first = [random.random() for _ in range(700)]
random.setstate(state)
print(first == [random.random() for _ in range(700)], len(state))

a, b = random.Random(5), random.Random(5)
print([a.random() for _ in range(3)] == [b.random() for _ in range(3)],
      a.random() != random.random())
a.seed(1)
b.seed(2)
print(a.randint(0, 10 ** 6), b.randint(0, 10 ** 6))


class Loaded(random.Random):
    """Everything else is made of random()."""

    def random(self):
        return 0.75


loaded = Loaded()
print(loaded.random(), loaded.uniform(0, 100))
random.seed(99)
gauss = random.gauss(0, 1)
random.seed(99)
print(gauss == random.gauss(0, 1))
total = 0.0
for _ in range(2000):
    total += random.random()
print(total)
values = [random.random() for _ in range(1000)]
print(0 <= min(values) < max(values) < 1, sum(values))
random.seed()
one = random.random()
random.seed()
print(one != random.random())
