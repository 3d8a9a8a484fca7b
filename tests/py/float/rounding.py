# SPDX-License-Identifier: MIT
"""round() of floats: half to even on the exact value, ndigits of every kind."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for x in 0.5, 1.5, 2.5, 0.49999999999999994, 2.675, 1.005, 0.15, 0.25:
    print(x, round(x), [round(x, n) for n in range(-1, 4)])
    print(-x, round(-x), [round(-x, n) for n in range(-1, 4)])
for x in 12345.6789, 1e22, 1.5e-10, 5e-324, 1.7e308, 2.0 ** 52 + 0.5:
    print(x, round(x), [round(x, n) for n in (-5, -2, 0, 2, 5, 10, 20, 330)])

probe("""
round(1e300) == int(1e300), type(round(1.0)), type(round(1.0, 0))
round(-0.4), round(-0.4, 0), round(0.4, 0), round(-0.0), round(-0.0, 1)
round(float('nan'))
round(float('inf'))
round(float('-inf'))
round(float('nan'), 1), round(float('inf'), -1), round(float('-inf'), 400)
round(1.7976931348623157e308, -308)
round(-1.7976931348623157e308, -308)
round(1.7976931348623157e308, -309), round(1.2e308, -308)
round(1.5, None), round(2.5, None), round(number=2.567, ndigits=1)
round(1.5, 10 ** 10), round(1.5, -(10 ** 10))
round(1.5, 10 ** 30)
round(1.5, 1.0)
round(1.5, 'a')
round(5.015, 2), round(1.115, 2)
round(2.5, -1), round(25.0, -1), round(35.0, -1)
round(0.285, 2), round(1.255, 2)
round(1e-7, 7), round(5e-8, 7), round(15e-8, 7)
round(123.456, True), round(155.0, -2), round(250.0, -2), round(350.0, -2)
round(9007199254740993.0), round(4503599627370495.5), round(4503599627370496.5)
int(1.9), int(-1.9), int(1e20), int(-0.5), int(2.0 ** 70)
(2.5).__round__(), (2.5).__round__(0), (-2.5).__trunc__()
(2.5).__floor__(), (2.5).__ceil__(), (-2.5).__floor__(), (-2.5).__ceil__()
""")
