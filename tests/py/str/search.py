# SPDX-License-Identifier: MIT
"""find, rfind, index, rindex, count, startswith, endswith with ranges and
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for text, part in (("banana", "ana"), ("aaaa", "aa"), ("", ""), ("abc", ""),
                   ("éa😀é😀", "😀"), ("éa😀é😀", "é"), ("abc", "abcd")):
    for start in None, 0, 1, 2, -2, -10, 10:
        for end in None, 0, 2, 4, -1, -10, 10:
            print(text.find(part, start, end), text.rfind(part, start, end),
                  text.count(part, start, end),
                  text.startswith(part, start, end),
                  text.endswith(part, start, end))

probe("""
'banana'.index('n'), 'banana'.rindex('n')
'banana'.index('n', 3), 'banana'.rindex('a', 0, 5)
'banana'.index('x')
'banana'.rindex('x')
'banana'.index('n', 5)
'banana'.index('')
'banana'.find('')
'banana'.find(1)
'banana'.index(None)
'banana'.count(b'a')
'banana'.find('a', 'b')
'banana'.find('a', 1.0)
'banana'.find('a', 2 ** 100), 'banana'.rfind('a', -(2 ** 100), 2 ** 100)
'banana'.count(''), ''.count('')
'éé'.count(''), 'abc'.count('', 3), 'abc'.count('', 4)
'abc'.find('', 3), 'abc'.find('', 4), 'abc'.rfind('', 4), ''.find('', 1)
'abc'.startswith(('x', 'a'))
'abc'.endswith(('x', 'bc'), 1), 'abc'.startswith(())
'abc'.startswith('', 3), 'abc'.startswith('', 4), 'abc'.endswith('', 4)
'abc'.startswith(['a'])
'abc'.startswith(('x', 1))
'abc'.startswith(('a', 1))
'abc'.endswith(1)
'a' in 'abc', '' in '', 'é' in 'née', '😀' in 'a', 'bc' in 'abc', 'ac' in 'abc'
1 in 'abc'
None in 'abc'
b'a' in 'abc'
b'banana'.find(b'an', 2), b'banana'.find(97)
b'banana'.count(b'a', -3), b'abc'.rfind(98)
b'abc'.index(300)
b'abc'.find('a')
b'abc'.startswith((b'a', b'x')), b'abc'.endswith(b'c')
b'abc'.startswith('a')
97 in b'abc', b'bc' in b'abc'
300 in b'abc'
'a' in b'abc'
""")
