# SPDX-License-Identifier: MIT
"""Augmented assignment across the border between small and big ints."""

def run(start, steps):
    """Apply statements to x one after the other, printing x."""
    names = {"x": start}
    for step in steps.split(";"):
        try:
            exec(step.strip(), names)
            print(step.strip(), "->", names["x"], type(names["x"]).__name__)
        except Exception as error:
            print(step.strip(), type(error).__name__, error)


run(0, "x += 1; x -= 2; x *= 2 ** 62; x *= -1; x -= 1; x += 1; x //= -1")
run(2 ** 62 - 1, "x += 1; x -= 1; x += 1; x *= 2; x *= 2; x //= 4; x -= 1")
run(-(2 ** 62), "x -= 1; x += 1; x *= -1; x *= -1; x //= -1; x %= -7")
run(10, "x **= 20; x >>= 3; x <<= 70; x ^= x; x |= 7; x &= 5; x %= 3")
run(10, "x /= 4; x //= 1; x **= 0.5; x %= 1; x -= True; x += 2 ** 60")
run(7, "x //= 0; x %= 0; x <<= -1; x += 'a'; x -= []; x *= {}; x /= None")
run(3, "x *= 'ab'; x += 'c'; x *= 2; x -= 'c'; x %= (); x %= 1")
run(True, "x += True; x *= True; x -= 2; x |= True; x ^= True; x = ~x")
run(2 ** 200, "x -= 2 ** 200 - 1; x -= 1; x -= 2 ** 63; x += 2 ** 63")

total = 1
for i in range(1, 60):
    total *= i
    total += i
print(total)
for i in range(59, 0, -1):
    total -= i
    total //= i
print(total)

x = y = 2 ** 62
x += 1
print(x, y, x is y, x - 1 == y)
for n in range(-3, 3):
    x = 2 ** 62 + n
    print(x, x + 0 == x, -x, x * x, x // 2, x % 2, abs(-x))
