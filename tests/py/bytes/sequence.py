# SPDX-License-Identifier: MIT
"""Indexing, slicing, containment, comparison, iteration and hashing of
bytes."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

DATA = b"abcde"
for step in None, 1, 2, -1, -2, 7:
    for start in None, 0, 2, -2, -9, 9:
        print(*(DATA[start:stop:step] for stop in (None, 0, 3, -1, -9, 9)))

probe(r"""
DATA[0], DATA[-1], DATA[True], list(DATA)
tuple(reversed(DATA)), len(DATA), bool(b''), [*b'\x00\xff']
DATA[5]
DATA[-6]
DATA['a']
DATA[1.0]
DATA[::0]
DATA[2 ** 70]
97 in DATA, b'cd' in DATA, b'' in DATA
bytearray(b'e') in DATA, 0 in DATA, True in b'\x01'
256 in DATA
-1 in DATA
'a' in DATA
None in DATA
1.0 in DATA
b'a' < b'b', b'a' < b'aa', b'' < b'\x00'
b'\xff' > b'a', b'a' <= b'a', b'a' == bytearray(b'a')
b'a' == 'a', b'a' == 97
b'a' != [97], bytearray(b'a') < b'b', bytearray(b'a') == bytearray(b'a')
b'a' < 'b'
b'a' < 97
b'a' >= [97]
bytearray(b'a') < 'b'
hash(b'abc') == hash(bytes([97, 98, 99]))
{b'a': 1}[b'a'], len({b'a', 'a', 97})
hash(bytearray(b'a'))
{bytearray(b'a'): 1}
max(b'abc'), min(b'abc')
sum(b'\x01\x02'), sorted(b'cab'), sorted([b'b', b'a', b''])
list(enumerate(b'ab')), list(zip(b'ab', b'cd'))
list(map(chr, b'ab')), dict(zip(b'ab', 'xy'))
b'%s' in [b'%s'], b'a'.__len__()
b'ab'.__getitem__(1), b'a'.__add__(b'b'), b'ab'.__contains__(97)
b'a'.__eq__('a'), b'a'.__lt__(b'b')
b'a'.__hash__() == hash(b'a'), b'abc'.__mul__(2)
b'a'.nothing
isinstance(b'a', bytes), isinstance(bytearray(), bytes)
type(b'ab'[0:1]), type(bytearray(b'ab')[0:1])
""", DATA=DATA)
for statement in ("DATA[0] = 1", "del DATA[0]", "DATA[:] = b'x'",
                  "DATA.x = 1"):
    try:
        exec(statement)
    except (TypeError, AttributeError) as error:
        print(statement, "->", type(error).__name__, error)
a, b, *c = b"xyzw"
print(a, b, c)
