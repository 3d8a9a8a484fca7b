# SPDX-License-Identifier: MIT
# Benchmark: sort and sorted: numbers, words, keys.

def numbers(n):
    value, result = 42, []
    for _ in range(n):
        value = (value * 1103515245 + 12345) % 2147483648
        result.append(value)
    return result


data = numbers(150000)
for _ in range(3):
    ordered = sorted(data)
floats = [x / 7 for x in data]
floats.sort()
names = ["n%d" % x for x in data[:60000]]
names.sort()
pairs = sorted(data, key=lambda x: x % 1000)
pairs.sort(reverse=True)
print(ordered[0], floats[-1] > 0, names[0], pairs[0])
