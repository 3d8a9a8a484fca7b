# SPDX-License-Identifier: MIT
"""center, ljust, rjust, zfill, expandtabs: widths, fills, signs, errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for text in "", "a", "ab", "abc", "é", "😀x", "+1", "-12", "--1", "+", "a-1":
    for width in -1, 0, 1, 2, 3, 4, 5, 8:
        print(f"[{text.center(width)}] [{text.center(width, '*')}]",
              text.ljust(width, "é"), text.rjust(width, "😀"),
              text.zfill(width))

probe(r"""
'a'.center()
'a'.center('5')
'a'.center(5.0)
'a'.center(5, '')
'a'.center(5, 'ab')
'a'.center(5, 1)
'a'.ljust(5, b'x')
'a'.rjust(5, None)
'a'.zfill()
'a'.zfill('3')
'a'.zfill(3, '0')
'a'.center(True), 'a'.zfill(False), 'a'.center(-(2 ** 40))
'a\tb'.expandtabs(), 'a\tb'.expandtabs(4)
'a\tb'.expandtabs(0), 'a\tb'.expandtabs(-1)
'\t\t'.expandtabs(2), 'abc\td\n\te'.expandtabs(4)
'a\r\tb'.expandtabs(3), '\ta'.expandtabs(1)
'é\tx'.expandtabs(3), '😀\t.'.expandtabs(tabsize=4), '12345678\t9'.expandtabs()
'a\tb'.expandtabs('4')
'a\tb'.expandtabs(4, 5)
'a\tb'.expandtabs(None)
'x'.center(4, 'é'), 'xy'.center(5, '-')
'xyz'.center(6, '-'), 'abcd'.center(7, '.')
'x'.zfill(2 ** 70)
b'7'.rjust(2) if hasattr(b'', 'rjust') else b' 7'
""")
