# SPDX-License-Identifier: MIT
# Benchmark: generators and comprehensions.

def numbers(n):
    for i in range(n):
        yield i


def odd(items):
    for item in items:
        if item & 1:
            yield item


def pairs(n):
    return [(a, b) for a in range(n) for b in range(a) if (a + b) % 7 == 0]


total = 0
for _ in range(5):
    total += sum(x * x for x in odd(numbers(400000)))
print(total, len(pairs(1200)))
