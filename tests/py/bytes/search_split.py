# SPDX-License-Identifier: MIT
"""The methods of bytes that search, split, strip, join and replace, and
their errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for text in b"", b"a", b"banana", b"aaaa", b"\x00\xff\x00":
    for part in b"", b"a", b"an", b"aa", b"\x00", b"xyz":
        print(text.find(part), text.rfind(part), text.count(part),
              text.find(part, 1), text.rfind(part, 0, -1),
              text.startswith(part), text.endswith(part),
              text.replace(part, b"-"), text.replace(part, b"", 1))
        if part:
            print(text.split(part), text.rsplit(part, 1), text.partition(part),
                  text.rpartition(part), text.strip(part))

probe(r"""
b' a  b '.split(), b' a  b '.rsplit(None, 1)
b'a\x0bb\x0cc\x1cd\x85e'.split(), b''.split()
b'a,b'.split(',')
b'a,b'.split(b'')
b'a,b'.split(1)
b'a,b'.split(b',', maxsplit=0), b'a,b,c'.rsplit(sep=b',', maxsplit=1)
b'a\nb\r\nc\x0bd\x1ce'.splitlines(), b'a\n'.splitlines(keepends=True)
b'abc'.index(b'c'), b'abc'.index(98), b'abc'.rindex(b'a')
b'abc'.index(b'x')
b'abc'.rindex(120)
b'abc'.find('a')
b'abc'.find(256)
b'abc'.find(-1)
b'abc'.find(None)
b'abc'.count(97), b'abc'.find(99, 1, 2)
b'abc'.count('a')
b'abc'.startswith('a')
b'abc'.startswith((b'x', 'a'))
b'abc'.endswith([b'c'])
b'abc'.replace('a', 'b')
b'abc'.replace(b'a')
b'abc'.replace(97, 98)
b'aaa'.replace(b'a', b'bb', 2)
b'ab'.replace(b'', b'.'), b''.replace(b'', b'x')
b', '.join([b'a', bytearray(b'b')])
b''.join([]), bytearray(b'-').join([b'a', b'b'])
b''.join(b'ab')
b''.join(['a'])
b''.join([b'a', None])
b''.join(5)
b'xxaxx'.strip(b'x'), b'xxaxx'.lstrip(b'x')
b'xxaxx'.rstrip(b'x'), b'\t a\n'.strip(None)
b'a'.strip('a')
b'a'.strip(97)
b'ab'.removeprefix(b'a'), b'ab'.removesuffix(b'b'), b'ab'.removesuffix(b'x')
b'ab'.removeprefix('a')
bytearray(b'a,b').split(b',')
bytearray(b'ab').partition(b'a'), bytearray(b'aa').replace(b'a', b'b')
bytearray(b'abc').find(b'c'), bytearray(b' a ').strip()
b'a'.decode(), bytearray(b'\xc3\xa9').decode()
""")
