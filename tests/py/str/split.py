# SPDX-License-Identifier: MIT
"""split and rsplit: white space, separators, limits of every sign, errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

TEXTS = ["", " ", "a", "a b", " a  b ",
         "\ta\nb\r\n c\x0b\x0cd\x1ce\x85f\u2003",
         "a,b,,c,", ",", ",,", "a<>b<><>c", "<>", "xxxx", "naïve,ünï,😀,b"]
for text in TEXTS:
    for limit in -2, -1, 0, 1, 2, 10:
        print(text.split(None, limit), text.rsplit(None, limit))
        for separator in ",", "<>", "xx":
            print(text.split(separator, limit), text.rsplit(separator, limit))

probe(r"""
'a b c'.split(maxsplit=1), 'a b c'.rsplit(maxsplit=1)
'a-b-c'.split(sep='-'), 'a-b-c'.split('-', maxsplit=1), 'a b'.split(sep=None)
'a b'.split('')
'a b'.rsplit('')
'a b'.split(1)
'a b'.split(b' ')
'a b'.split(' ', 'x')
'a b'.split(' ', None)
'a b'.split(' ', 1.5)
'a b'.split(' ', 1, 2)
'a b'.split(separator=' ')
'a b'.split(' ', 2 ** 70)
'a b c'.split(' ', True)
'😀😁😀😂'.split('😀'), '😀😁😀😂'.rsplit('😀', 1), 'é1é2'.split('é')
'a\xa0b\u3000c\u200bd'.split(), '\x1c\x1d\x1e\x1fa'.split()
'aXbXc'.split('X', 1)[1].split('X'), ' a '.split(' '), 'ab'.split('abc')
str.split('x y'), str.split()
str.split(1)
""")
