# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import math

big = 2 ** 200 + 12345
print(big, -big, big * big, big // 10 ** 20, big % 97, divmod(big, -10 ** 9))
print(big >> 70, big << 33, big & (1 << 100) - 1, big | 1, big ^ big >> 3, ~big)
print(pow(3, 10 ** 12, big), pow(3, -1, 7), 10 ** 40, int('9' * 50))
print(float(big), big / 3, big == float(2 ** 200), big > 1e60, int(1e30))
print(big.bit_length(), big.to_bytes(30, 'big'))
print(int.from_bytes(b'abc' * 9, 'big'))
print(math.gcd(big, 30), math.isqrt(big), math.factorial(30))
print(math.comb(50, 20), hex(big))
print(math.sqrt(2), math.sin(1), math.log(big))
print(math.floor(1e20), math.fsum([.1] * 9))
print((0.1).as_integer_ratio(), hash(big), hash(1.5), 1_000, True + 1, 7 // -2)
print(str(3 ** 700)[:20], 4611686018427387904 + 1, -4611686018427387905 - 1)
print(4611686018427387903 * 3, 2 ** 63 - 1, -2 ** 63, 2 ** 62 // -1)
for bad in (lambda: 1 // 0, lambda: 1.0 / 0, lambda: 10.0 ** 400,
            lambda: 1 << -1):
    try:
        bad()
    except (ArithmeticError, ValueError) as error:
        print(type(error).__name__, error)
