# SPDX-License-Identifier: MIT
"""Shifts by nothing, by much, of negatives, and the errors of bad counts."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
1 << 0, 1 << 1, 1 << 61, 1 << 62, 1 << 63, 1 << 64
-1 << 0, -1 << 61, -1 << 62, -1 << 63, -1 << 64
5 >> 0, 5 >> 1, 5 >> 2, 5 >> 3, 5 >> 64, 5 >> 10 ** 30
-5 >> 0, -5 >> 1, -5 >> 2, -5 >> 3, -5 >> 64, -5 >> 10 ** 30
-1 >> 1, -1 >> 1000
0 << 10 ** 30, 0 >> 10 ** 30
1 << -1
1 >> -1
0 << -1
0 >> -1
(2 ** 100) << -1
(2 ** 100) >> -(10 ** 30)
1 << 1.0
1.0 << 1
1 >> '1'
'1' >> 1
[] << 1
True << 3, True >> 1, False << 5, 3 << True
-(2 ** 64) >> 64, -(2 ** 64) >> 65, -(2 ** 64) - 1 >> 64
(-(2 ** 64) + 1) >> 64, (2 ** 64 - 1) >> 64, 2 ** 64 >> 64
-(2 ** 32) >> 32, (-(2 ** 32) - 1) >> 32, (-(2 ** 32) + 1) >> 32
(3 ** 100) >> 31, (3 ** 100) >> 32, (3 ** 100) >> 33
-(3 ** 100) >> 31, -(3 ** 100) >> 32, -(3 ** 100) >> 33
(3 ** 50) << 31, (3 ** 50) << 32, (3 ** 50) << 33
-(3 ** 50) << 31, -(3 ** 50) << 32
4611686018427387903 << 1, -4611686018427387904 << 1
2305843009213693951 << 1, 2305843009213693952 << 1
1 << 10000 >> 9990
""")

for n in range(60, 68):
    print(n, 1 << n, -1 << n, (1 << n) - 1, -(1 << n) - 1)

for n in range(0, 200, 13):
    x = -(7 ** 60)
    assert x >> n == x // (1 << n)
    x <<= n
    x >>= n
    assert x == -(7 ** 60)
    print(n, x >> n, x << n & 0xffff)
