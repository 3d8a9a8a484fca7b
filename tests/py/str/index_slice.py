# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""Indexing and slicing of ASCII and other strings, all signs of bounds and
steps."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

BOUNDS = [None, -7, -3, -1, 0, 1, 3, 7]
for text in "", "abcde", "aé日😀z":
    for start in BOUNDS:
        for stop in BOUNDS:
            print(*(text[start:stop:step] for step in (None, 1, 2, -1, -2, 9)),
                  sep="|")
    for index in range(-6, 6):
        try:
            print(text[index], end=" ")
        except IndexError as error:
            print(error, end=" ")
    print()

probe("""
'abc'[1.0]
'abc'['a']
'abc'[None]
'abc'[2 ** 70]
'abc'[-(2 ** 70)]
'abc'[True], 'abc'[-3], 'é'[0], '😀é'[-1]
'abc'[::0]
'abc'[1.0:]
'abc'[:'a']
'abc'[::2.0]
'abc'[0:10 ** 30], 'abc'[-(10 ** 30):], 'abc'[::10 ** 30], 'abc'[::-(10 ** 30)]
'abc'[1, 2]
'abc'[:][:], 'aé😀'[::-1], ('é' * 100)[50:52], ('x' * 100 + 'é')[-2:]
'abc'.__getitem__(1), 'abc'.__getitem__(slice(1, None)), 'abc'.__len__()
len('aé😀'), len(''), len('\\x00'), list('aé😀'), tuple('é'), [*reversed('aé😀')]
""")
TEXT = "abc"
for statement in ("TEXT[0] = 'x'", "del TEXT[0]", "TEXT[0:1] = 'x'",
                  "del TEXT[:]", "TEXT.x = 1", "TEXT.upper = 1"):
    try:
        exec(statement)
    except (TypeError, AttributeError) as error:
        print(statement, "->", type(error).__name__, error)
