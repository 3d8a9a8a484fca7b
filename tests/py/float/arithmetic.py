# SPDX-License-Identifier: MIT
"""Operators on floats: zeros, infinities, nans, mixed operands, and errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

INF = float("inf")
NAN = float("nan")
VALUES = [0.0, -0.0, 1.5, -2.5, 1e300, -1e-300, 5e-324, INF, -INF, NAN, 3, -2]
for a in VALUES:
    for b in VALUES:
        print(a + b, a - b, a * b, a == b, a < b, a >= b)
        if b:
            print(a / b, a // b, a % b, divmod(a, b))

probe("""
1.0 / 0
1 / 0.0
0.0 / 0.0
1.0 // 0
1 % 0.0
1.0 % 0.0
divmod(1.0, 0)
inf / inf, inf - inf, inf * 0
1.0 + '1'
'1' + 1.0
1.0 + None
1.0 < 'a'
-'a'
1.5 + 10 ** 400
10 ** 400 * 1.5
1.5 - 2 ** 1024
1.5 // 10 ** 400
1.5 % 10 ** 400
10 ** 400 / 1.5
1.5 + 2 ** 1023
1.5 & 1
1.5 << 1
~1.5
1.5 // 1, 1.5 % 1, 1 // 0.1, 1 % 0.1, 0.3 // 0.1
0.5 + True, True / 2.0, -True * 1.5
+0.0, -0.0, abs(-0.0), abs(-inf), abs(nan), +nan
0.1 + 0.2 == 0.3, 0.1 * 3, 1e16 + 1, 1e16 + 2
1e308 * 10, -1e308 * 10, 1e-308 / 1e10, 5e-324 / 2
bool(0.0), bool(-0.0), bool(nan), bool(5e-324)
1.0.real, 1.5.imag, 1.5.conjugate()
""", inf=INF, nan=NAN)
