# SPDX-License-Identifier: MIT
"""bit_length, bit_count, as_integer_ratio, the attributes, and calls gone
wrong."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for n in 0, 1, 2, 3, 4, 255, 256, 2 ** 32, 2 ** 62, 2 ** 63 - 1, 3 ** 99:
    print(n.bit_length(), (-n).bit_length(), n.bit_count(), (-n).bit_count())

probe("""
(5).real, (5).imag, (5).numerator, (5).denominator, (5).conjugate()
(True).real, True.numerator, True.conjugate(), True.bit_length()
(5).as_integer_ratio(), (-5).as_integer_ratio(), True.as_integer_ratio()
(2 ** 100).as_integer_ratio()
(5).bit_length(1)
(5).foo
(5).real = 3
int.bit_length()
int.bit_length('a')
int.bit_length(True)
(5).__add__(3), (5).__add__(3.0), (5).__add__('a')
(5).__radd__(3), (5).__sub__(3), (5).__rsub__(3), (5).__floordiv__(2)
(5).__pow__(2), (5).__rpow__(2), (5).__neg__()
(5).__lt__(6), (5).__eq__(5.0), (5).__eq__(5), (5).__ne__('a')
(5).__bool__(), (0).__bool__(), (5).__index__(), (5).__int__()
(5).__float__(), (5).__hash__(), (5).__repr__(), (5).__abs__()
(5).__divmod__(3), (5).__rdivmod__(3), (5).__truediv__(2)
(5).__trunc__(), (5).__floor__(), (5).__ceil__(), (5).__round__(-1)
(5).__format__('04d')
(5).__divmod__(0)
(5).__divmod__('a')
int.__add__(1, 2)
int.__add__('a', 2)
hash(0), hash(1), hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61)
hash(2 ** 61 - 2), hash(-(2 ** 61)), hash(2 ** 62), hash(3 ** 100)
hash(-(3 ** 100)), hash(2 ** 64), hash(10 ** 50), hash(True), hash(False)
isinstance(True, int), isinstance(1, bool), issubclass(bool, int)
bin(0), bin(5), bin(-5), oct(8), oct(-8), hex(255), hex(-255)
bin(2 ** 70), oct(2 ** 70), hex(-(2 ** 70)), hex(True)
hex(1.0)
bin('a')
oct(None)
chr(65), ord('A'), chr(0x1f600), ord('😀')
chr(-1)
chr(0x110000)
chr(2 ** 70)
chr('a')
ord('')
ord('ab')
ord(65)
ord(b'a'), ord(b'\\xff')
""")
