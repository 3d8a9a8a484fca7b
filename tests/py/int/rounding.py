# SPDX-License-Identifier: MIT
"""round() of ints to tens, half to even, with ndigits of every kind."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for n in 0, 5, 15, 25, 35, 45, 49, 50, 51, 149, 151, 250, 350, 10 ** 20 + 5:
    for sign in 1, -1:
        print([round(sign * n, digits) for digits in (2, 0, -1, -2, -3)])

probe("""
round(5), round(-5), round(True), type(round(True))
round(15, -1), round(25, -1), round(-15, -1), round(-25, -1)
round(5, -1), round(6, -1), round(-5, -1), round(-6, -1)
round(123456789, -4), round(123450000, -5), round(123350000, -5)
round(10 ** 30 + 5 * 10 ** 9, -10), round(10 ** 30 + 15 * 10 ** 9, -10)
round(49, -2), round(50, -2), round(51, -2), round(150, -2), round(-150, -2)
round(1234, -10), round(1234, -(10 ** 3))
round(1234, 10 ** 30)
round(5, None), round(5, ndigits=None), round(number=5, ndigits=-1)
round(5, 1.0)
round(5, '1')
round('5')
round([])
round(5, True), round(55, -True)
round()
round(2 ** 62, -1), round(-(2 ** 62), -1), round(2 ** 62 - 1, -18)
round(4611686018427387903, -1), round(-4611686018427387904, -1)
round(4611686018427387903, -19), round(9223372036854775807, -18)
type(round(15, 0)), round(15, 0)
""")
