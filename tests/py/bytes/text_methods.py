# SPDX-License-Identifier: MIT
"""The methods of bytes that take ASCII letters for letters: cases, is-tests,
padding."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

TEXTS = [b"", b"a", b"A", b"aBc DeF", b"they're", b"123", b"a1", b" \t\x0b",
         b"\xe9a",
         b"-5", b"+", b"\x00", b"Title Case", b"UPPER 1", b"lower 1", b"_",
         b"\xff"]
for text in TEXTS + [bytearray(b"mIxed x")]:
    print(text.upper(), text.lower(), text.title(), text.capitalize(),
          text.swapcase())
    print(text.isalpha(), text.isdigit(), text.isalnum(), text.isspace(),
          text.isupper(), text.islower(), text.istitle(), text.isascii())
    for width in -1, 0, 3, 6:
        print(text.center(width), text.center(width, b"*"), text.ljust(width),
              text.rjust(width, b"."), text.zfill(width))

probe(r"""
b'a'.upper(1)
b'a'.isalpha(b'x')
b'a'.center()
b'a'.center('5')
b'a'.center(5, b'ab')
b'a'.center(5, '*')
b'a'.ljust(5, 42)
b'a'.rjust(5, bytearray(b'-'))
b'a'.zfill('3')
b'a\tb'.expandtabs(), b'a\tb'.expandtabs(4), b'\t\n\tx'.expandtabs(2)
b'a'.expandtabs('x')
bytes.maketrans(b'ab', b'xy')[97:99], len(bytes.maketrans(b'', b''))
bytes.maketrans(b'ab', b'x')
bytes.maketrans('ab', 'xy')
b'abcab'.translate(bytes.maketrans(b'ab', b'xy'))
b'abcab'.translate(None, b'a')
b'abcab'.translate(bytes.maketrans(b'c', b'C'), b'a')
b'ab'.translate(None, delete=b'b')
b'abc'.translate(b'short')
b'abc'.translate('text')
bytearray(b'ab').translate(bytes(range(256)), b'a')
type(bytearray(b'a').upper())
type(bytearray(b'a').center(3)), type(b'a'.zfill(3))
""")
