# SPDX-License-Identifier: MIT
"""Floor division, modulo and divmod over all signs, and their
ZeroDivisionErrors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for a in 7, -7, 6, -6, 0, 2 ** 62, -(2 ** 62), 2 ** 63, -(2 ** 63), 2 ** 64:
    for b in 1, -1, 2, -2, 3, -3, 7, -7, 2 ** 31, -(2 ** 62), 2 ** 63, 2 ** 65:
        print(a, b, a // b, a % b, divmod(a, b))

probe("""
1 // 0
1 % 0
divmod(1, 0)
1 / 0
0 / 0
2 ** 100 // 0
2 ** 100 % 0
divmod(2 ** 100, 0)
2 ** 100 / 0
1 // False
True // True
True % True
divmod(True, -2)
-(2 ** 62) // -1
(-2 ** 63) // -1
0 ** -1
0.0 ** -1
(2 ** 62) * 2 - 1
-(2 ** 62) - 1
-2 ** 62 - 2 ** 62
4611686018427387903 + 1
4611686018427387904 - 1
-4611686018427387904 - 1
4611686018427387904 * -1
-4611686018427387904 * -1
3037000500 * 3037000500
-3037000500 * 3037000500
2147483648 * -2147483648
9223372036854775807 + 1
-9223372036854775808 - 1
9223372036854775807 * 9223372036854775807
""")
