# SPDX-License-Identifier: MIT
# A list over several lines is never closed.
# Errors: all

primes = [
    2, 3, 5,
    7, 11, 13,

squares = [n * n for n in primes]
print(squares)
