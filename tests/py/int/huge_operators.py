# SPDX-License-Identifier: MIT
"""Every operator on ints of thousands of digits, checked against identities."""

def digest(n):
    """A huge int in a few characters."""
    return n % 1000000007, n.bit_length(), n < 0


A = 7 ** 5000 + 12345
B = 3 ** 3100 - 999
VALUES = [A, B, -A, -B, 1 << 9999, -(1 << 9999), (1 << 9999) - 1, 10 ** 2000,
          2 ** 64, -(2 ** 63), 2 ** 32 - 1, 1, -1, 7]

for a in VALUES:
    for b in VALUES:
        q, r = divmod(a, b)
        assert q * b + r == a and q == a // b and r == a % b
        assert abs(r) < abs(b) and (r == 0 or (r < 0) == (b < 0))
        assert (a + b) - b == a and (a - b) + b == a
        assert (a ^ b) ^ b == a and (a & b) + (a | b) == a + b
        assert (a < b) == (b > a) == (a - b < 0)
        print(digest(a + b), digest(a - b), digest(a * b))
        print(digest(q), digest(r))
        print(digest(a & b), digest(a | b), digest(a ^ b))

for a in VALUES:
    print(digest(~a), digest(-a), digest(abs(a)), digest(+a))
    for n in 0, 1, 31, 32, 33, 63, 64, 65, 1000, 20000:
        assert a >> n == a // 2 ** n and a << n == a * 2 ** n
        print(n, digest(a << n), digest(a >> n))
