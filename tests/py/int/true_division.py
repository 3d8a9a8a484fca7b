# SPDX-License-Identifier: MIT
"""True division of ints rounds correctly, whatever their sizes, and
overflows."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

values = [1, 3, 7, 10, 2 ** 53 + 1, 2 ** 54 + 3, 10 ** 22, 10 ** 23,
          2 ** 1023, 2 ** 1024, 3 ** 700, 10 ** 400, 10 ** 800 + 1]
for a in values:
    for b in values:
        for x, y in (a, b), (-a, b), (a, -b):
            try:
                print(x / y)
            except OverflowError as error:
                print(x.bit_length(), y.bit_length(), error)

probe("""
0 / -5
-0 / 5
1 / 3
2 / 3
-1 / 3
9007199254740993 / 1
9007199254740993 / -1
9007199254740995 / 1
18014398509481985 / 2
18014398509481989 / 2
(2 ** 1024 - 2 ** 970) / 1
(2 ** 1024 - 2 ** 969) / 1
(2 ** 1024 - 2 ** 969 - 1) / 1
1 / (2 ** 1074)
1 / (2 ** 1075)
3 / (2 ** 1076)
1 / (2 ** 1075 - 1)
-1 / (2 ** 1100)
10 ** 400 / 10 ** 399
10 ** 400 / 10 ** 91
10 ** 400 / 10 ** 92
(10 ** 400 + 1) / (10 ** 400 - 1)
True / 2
float(2 ** 1024)
float(2 ** 1024 - 2 ** 970)
float(-(2 ** 1024))
float(2 ** 53 + 1), float(2 ** 53 + 3)
""")
