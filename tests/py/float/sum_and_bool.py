# SPDX-License-Identifier: MIT
"""sum, min, max, abs and divmod over mixed bools, ints and floats."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
True + True, True - False, True * 3, True / 2
True // True, True % 2, -True, +True
True + 1.5, True == 1, True == 1.0, False == 0.0, True is (1 == 1)
True and 2, False or 0.0, not 0, not 0.5, not '', not [0]
bool(), bool(0), bool(''), bool(' '), bool([]), bool([0]), bool(None), bool({})
bool(1, 2)
bool(x=1)
bool('False'), bool(range(0)), bool(range(1)), bool(b''), bool(frozenset())
str(True), repr(False), int(True)
float(False), format(True), f'{True}', f'{True:d}'
f'{True:5}|{False:<5}|{True:^7}|{True:05}|{True:+}|{True:x}|{True:.1f}'
f'{True:s}'
'%d %s %r %x %5.1f' % (True, True, False, True, True)
[10, 20][True], 'ab'[True], {1: 'one'}[True], {True: 't'}[1.0]
{True: 'a', 1: 'b', 1.0: 'c'}, {1.0: 'x', True: 'y'}, {0, False, 0.0}
sum([True, True, False]), sum([0.1] * 10)
sum([1, 2.5, True], 10), sum([], 1.5)
sum([1, 2], 'a')
sum(['a', 'b'])
sum(['a'], '')
sum([b'a'], b'')
sum([[1], [2]], []), sum(((1,), (2,)), ())
sum(5)
sum([10 ** 30, -(10 ** 30), 1.0]), sum([2 ** 62, 2 ** 62]), sum(range(10 ** 5))
sum([1, 2], start=3), sum((1e308, 1e308))
min(True, 0.5), max(False, 0, 0.0)
min(0, False), max(1, True, 1.0), max(2.0, 2)
abs(True), abs(-5), abs(-2.5), abs(-(2 ** 62)), abs(-(2 ** 63))
abs('a')
divmod(True, 2), divmod(7, 2.5), divmod(-7.5, 2), divmod(2.0, True)
divmod('a', 1)
True < 2, True <= 1.0, False < 0.5, True > False, True <= True
True & True, True | 2, True ^ 1.0
sorted([True, False, 0.5, 2, -1])
type(True & 1), type(True & False), type(True + False), type(abs(True))
int.__and__(True, False), bool.__and__(True, False), True.__xor__(1)
isinstance(True, int), bool.__mro__, bool.__bases__
type('B', (bool,), {})
""")
