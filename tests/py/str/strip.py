# SPDX-License-Identifier: MIT
"""strip, lstrip, rstrip with sets of characters; removeprefix and
removesuffix."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe(r"""
' a '.strip(), ' a '.lstrip()
' a '.rstrip(), '\t\n\v\f\r \x1c\x1f\x85\xa0a\u2029'.strip()
'   '.strip(), ''.strip(), 'abc'.strip(None)
'xyxaxyx'.strip('xy'), 'xyxaxyx'.lstrip('xy'), 'xyxaxyx'.rstrip('xy')
'xyx'.strip('xy'), 'abc'.strip(''), 'abc'.strip('abc'), 'aba'.strip('a')
'éaéÉ'.strip('é'), '😀a😁'.strip('😁😀'), 'aéa'.strip('a'), 'ñañ'.strip('nñ')
'--a--'.strip('-'), 'a-b'.strip('-'), '[x]'.strip('[]'), 'a-z'.strip('a-z')
' a '.strip(1)
' a '.strip(b' ')
' a '.strip('a', 'b')
'a'.lstrip([])
'a'.rstrip(5)
'prefix-rest'.removeprefix('prefix-'), 'rest'.removeprefix('x')
'aa'.removeprefix('a'), 'a'.removeprefix('aa')
'a'.removeprefix('a'), 'a'.removeprefix('')
'name.py'.removesuffix('.py'), 'aa'.removesuffix('a'), 'a'.removesuffix('')
'é😀'.removeprefix('é'), 'é😀'.removesuffix('😀'), 'é'.removesuffix('x')
'a'.removeprefix(1)
'a'.removesuffix(('a',))
'a'.removeprefix()
'a'.removesuffix('a', 'b')
b' a '.strip(), b'xax'.strip(b'x')
b'\x00a\x00'.strip(b'\x00'), b'\xa0a'.strip()
b'a'.strip('a')
b'\x1ca\x0b'.strip()
b'aXb'.removeprefix(b'aX'), b'aXb'.removesuffix(b'Xb')
b'a'.removeprefix('a')
bytearray(b' a ').strip(), bytearray(b'aab').removeprefix(b'a')
""")
s = "  keep  "
print(s.strip() is s, s.strip(" ") == "keep", "keep".strip() == "keep")
print([line.strip(" \t;") for line in ("; a ;", "\t", "b;;", ";c\t;")])
