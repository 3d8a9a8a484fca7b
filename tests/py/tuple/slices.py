# SPDX-License-Identifier: MIT
"""slice objects: attributes, indices(), comparison, hashing, repr, and their
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Echo:
    def __getitem__(self, key):
        return key


e = Echo()
probe("""
slice(5), slice(1, 5), slice(1, 5, 2), slice(None), slice('a', [], {})
slice()
slice(1, 2, 3, 4)
slice(stop=1)
e[1:2], e[:], e[::], e[::2], e[1:]
e[:1], e[1:2:3], e['a':'b'], e[1:2, 3], e[..., ::2], e[:,]
slice(1, 2, 3).start, slice(1, 2, 3).stop
slice(1, 2, 3).step, slice(4).start, slice(4).step
slice(5).indices(3), slice(None, None, -1).indices(4)
slice(-3, -1).indices(10), slice(2, 100, 3).indices(7)
slice(10, 0, -2).indices(6), slice(-100, 100).indices(5)
slice(None).indices(0), slice(3, 1).indices(9)
slice(1, 2, 0).indices(5)
slice(5).indices(-1)
slice(5).indices('a')
slice('a').indices(5)
slice(1.5).indices(5)
slice(5).indices()
slice(2 ** 70).indices(5), slice(-(2 ** 70), 2 ** 70).indices(5)
slice(1, 2) == slice(1, 2), slice(1) == slice(None, 1)
slice(1) != slice(2), slice(1, 2) == (1, 2, None)
slice(1) < slice(2), slice(1, 5) < slice(1, 6), slice(1) >= slice(1)
slice(1) < 5
slice(None) < slice(1)
hash(slice(1))
{}[1:2]
repr(slice(1, None, 'x')), str(slice(None))
type(slice(1)), isinstance(e[:], slice)
'abcdef'[slice(1, 4)], [1, 2, 3][slice(None, None, -1)]
(1, 2, 3)[slice(-2, None)], b'abc'[slice(1)]
range(10)[slice(2, 8, 2)], 'abc'[slice('a', 2)]
'abc'[slice(1, 2):]
len('abcdefghij'[slice(1, 9, 3)]), [0, 1, 2, 3][1:3][0]
'abc'[True:], 'abc'[False:True]
""", e=e)
s = slice(1, 10, 2)
for statement in ("s.foo = 1", "del s.bar"):
    try:
        exec(statement)
    except AttributeError as error:
        print(statement, "->", error)
for length in range(0, 7):
    for start in None, 0, 1, -1, -3, 5, 9:
        for step in None, 1, 2, -1, -2:
            triple = slice(start, 4, step).indices(length)
            assert list(range(length))[start:4:step] == list(range(*triple))
            print(triple, end=" ")
    print()
