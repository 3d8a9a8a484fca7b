# SPDX-License-Identifier: MIT
"""** on floats: zeros, infinities, negative bases, overflow, and pow() with
errors."""

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
VALUES = [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, -0.5, INF, -INF, NAN]
POWERS = [0.0, -0.0, 1.0, -1.0, 2.0, 3.0, -3.0, INF, -INF, NAN, 4, -2]
for a in VALUES:
    for b in POWERS:
        try:
            print(a, b, a ** b)
        except ZeroDivisionError as error:
            print(a, b, error)

probe("""
10.0 ** 308, 10.0 ** -308, 10.0 ** -400
10.0 ** 309
(-10.0) ** 309
1e200 ** 2
2.0 ** 1024
2.0 ** 1023, 2.0 ** -1074, 2.0 ** -1075
2 ** 0.5, 2.0 ** 10, 10 ** 0.5, 9 ** 0.5, 8 ** (1 / 3)
(-8.0) ** 3, (-8) ** 3.0, (-8.0) ** -3
0.0 ** -1
0 ** -1.5
(-0.0) ** -3
0.0 ** 0, 0 ** 0.0, 1 ** float('nan'), float('nan') ** 0
2.0 ** 'a'
'a' ** 2.0
2.0 ** None
pow(2.0, 3), pow(2, 0.5), pow(2.0, -1)
pow(2.0, 3, 4)
pow(2, 3, 4.0)
2.0 ** 10 ** 400
2 ** 1e10
(10 ** 400) ** 0.5
1.5 ** 100, 1.0000001 ** 1000000, 0.999 ** 10000
True ** 0.5, 4 ** True, 2.5 ** True
""")
