# SPDX-License-Identifier: MIT
# Benchmark: lists: the primes below two million, by crossing out.

def sieve(limit):
    prime = [True] * limit
    prime[0] = prime[1] = False
    for i in range(2, int(limit ** 0.5) + 1):
        if prime[i]:
            for j in range(i * i, limit, i):
                prime[j] = False
    return prime


for _ in range(2):
    found = sieve(2000000)
print(sum(found), [i for i in range(100) if found[i]])
