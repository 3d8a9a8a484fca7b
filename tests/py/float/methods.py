# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""is_integer, as_integer_ratio, attributes, dunder methods and hashes of
floats."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
(1.0).is_integer(), (1.5).is_integer()
(-0.0).is_integer(), (1e300).is_integer()
float('inf').is_integer(), float('nan').is_integer()
(0.5).as_integer_ratio(), (-0.75).as_integer_ratio(), (0.0).as_integer_ratio()
(-0.0).as_integer_ratio(), (0.1).as_integer_ratio(), (1e20).as_integer_ratio()
(5e-324).as_integer_ratio()[1] == 2 ** 1074, (1.5e300).as_integer_ratio()[1]
float('inf').as_integer_ratio()
float('nan').as_integer_ratio()
(1.5).__add__(1), (1.5).__radd__(1), (1.5).__sub__('a'), (1.5).__rsub__(1)
(1.5).__mul__(2), (1.5).__truediv__(2), (1.5).__rtruediv__(3)
(7.5).__floordiv__(2), (7.5).__rfloordiv__(20)
(7.5).__mod__(2), (7.5).__rmod__(20)
(7.5).__divmod__(2), (7.5).__rdivmod__(20), (1.5).__pow__(2), (1.5).__rpow__(2)
(1.5).__neg__(), (1.5).__pos__(), (-1.5).__abs__(), (1.5).__bool__()
(1.5).__int__(), (1.5).__float__(), (1.5).__repr__(), (1.5).__str__()
(1.5).__eq__(1.5), (1.5).__eq__('a'), (1.5).__lt__(2), (1.5).__ge__(None)
(1.5).__format__('.3f'), (1.5).__hash__() == hash(1.5)
(1.5).__floordiv__(0)
float.__add__(1, 2)
float.is_integer(1)
(1.5).nothing
(1.5).real = 2
[1.5][1.0]
[1, 2][True], 'ab'[False]
range(1.0)
'a' * 1.0
[0] * 2.0
chr(65.0)
bytes(1.5)
hash(1.0), hash(-1.0), hash(0.0)
hash(-0.0), hash(0.25), hash(1e100), hash(2.0 ** 62)
hash(float('inf')), hash(float('-inf')), hash(5e-324), hash(1.1), hash(-1.1)
isinstance(1.0, float), isinstance(1, float), isinstance(True, float)
type(1.0 + 1), type(1 + 1.0), type(True + 1.0), type(2 ** -1), type(4 / 2)
float.__name__, float.__mro__
""")
