# SPDX-License-Identifier: MIT
"""** and pow() on ints: signs, huge results, moduli, inverses, and their
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
2 ** 0, 0 ** 0, (-1) ** 0, 1 ** 10 ** 30, (-1) ** (10 ** 30 + 1)
0 ** 10 ** 30
(-3) ** 5, -3 ** 4, (-3) ** 4
2 ** -1, (-2) ** -3, 10 ** -2
2 ** -1074, 2 ** -1075
10 ** -400
(10 ** 400) ** -1
(7 ** 1234) % 1000000007
pow(7, 1234, 1000000007)
pow(7, 10 ** 50, 1000000007)
pow(-7, 3, 5), pow(7, 3, -5), pow(-7, 3, -5)
pow(3, 0, 1), pow(3, 5, 1), pow(3, 5, -1)
pow(0, 0, 7), pow(0, 0, 1), pow(0, 5, 7)
pow(3, -1, 7), pow(3, -2, 7), pow(-3, -1, 7), pow(3, -1, -7)
pow(2, -1, 4)
pow(0, -1, 5)
pow(3, 4, 0)
pow(3, -1, 0)
pow(3, -1, 1)
pow(123456789, 987654321, 2 ** 127 - 1)
pow(3 ** 500, 5 ** 100, 7 ** 90) == pow(3, 500 * 5 ** 100, 7 ** 90)
pow(2 ** 200 + 1, -1, 3 ** 100)
pow(2 ** 200 + 1, -1, 3 ** 100) * (2 ** 200 + 1) % 3 ** 100
pow(2, 3, 2 ** 100)
pow(2.0, 3, 5)
pow(2, 3.0, 5)
pow(2, 3, 5.0)
pow(2, 3, None)
pow(2, 'a')
pow('a', 2)
pow('a', 2, 3)
pow(2, 3, 'a')
pow(base=2, exp=5), pow(2, exp=5, mod=7)
pow(2)
pow(2, 3, 4, 5)
True ** 2, True ** True, False ** False, type(True ** True)
pow(True, 3, 2)
2 ** 0.5, (-8) ** 2.0, 4 ** -0.5
0 ** -2
(2 ** 64) ** 3 == 2 ** 192
(-(2 ** 64)) ** 3 == -(2 ** 192)
(10 ** 50 + 1) ** 4
(2 ** 31) ** 2, (-(2 ** 31)) ** 3, (3 ** 13) ** 3
""")
