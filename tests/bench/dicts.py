# SPDX-License-Identifier: MIT
# Benchmark: dictionaries with keys that are words and numbers.

def words(count):
    return ["w" + str(i * 7919 % 5003) for i in range(count)]


def histogram(items):
    seen = {}
    for item in items:
        seen[item] = seen.get(item, 0) + 1
    return seen


def squares(n):
    table = {}
    for i in range(n):
        table[i * i % 65537] = i
    total = 0
    for key in range(65537):
        if key in table:
            total += table[key]
    return total


text = words(50000)
for _ in range(24):
    found = histogram(text)
print(len(found), max(found.values()))
for _ in range(12):
    result = squares(60000)
print(result)
