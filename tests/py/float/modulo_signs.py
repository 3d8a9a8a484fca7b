# SPDX-License-Identifier: MIT
"""Floor division and modulo of floats in all signs; the sign of zero
results."""

import math

VALUES = [0.0, -0.0, 1.0, -1.0, 0.3, -0.3, 7.5, -7.5, 1e20, -1e20, 1e-20,
          2.0 ** 60, 5e-324, -5e-324, 1e308]
for a in VALUES:
    for b in VALUES:
        if b == 0:
            continue
        q, r = divmod(a, b)
        assert repr(q) == repr(a // b) and repr(r) == repr(a % b)
        if r:
            assert (r > 0) == (b > 0)
        else:
            assert math.copysign(1, r) == math.copysign(1, b)
        print(a, b, q, r)

for a in 5, -5, 5.5, -5.5, 2 ** 70, True:
    for b in 3.0, -3.0, 0.1, -0.1, 2.0 ** 70, float("inf"), -float("inf"):
        print(a // b, a % b, b // a, b % a)
x = 10.5
x //= 3
print(x)
x = -10.5
x %= 3
print(x)
x /= 4
x **= 2
print(x)
