# SPDX-License-Identifier: MIT
# Benchmark: nested loops over small integers.

def count(n):
    total = 0
    for i in range(n):
        j = 0
        while j < 100:
            total += i ^ j
            j += 1
    return total


print(count(60000))
