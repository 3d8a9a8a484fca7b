# SPDX-License-Identifier: MIT
"""encode and decode: codecs, errors=, the attributes and words of the
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


def explain(action):
    """Print what a UnicodeError knows."""
    try:
        print(repr(action()))
    except UnicodeError as error:
        print(type(error).__name__, error)
        print(error.encoding, error.start, error.end, error.reason)


explain(lambda: "aé😀".encode("ascii"))
explain(lambda: "ab\u20ac\u20acz".encode("latin-1"))
explain(lambda: b"a\xff\xfeb".decode())
explain(lambda: b"ab\xe2\x82".decode("utf-8"))
explain(lambda: b"ab\x80cd".decode("ascii"))
explain(lambda: b"\xc3(".decode())

probe(r"""
'aé€😀'.encode(), 'aé'.encode('latin-1'), 'a'.encode('ascii'), ''.encode()
'aé'.encode('UTF-8'), 'aé'.encode('utf8')
'a'.encode('US-ASCII'), 'é'.encode('iso-8859-1')
'aé€'.encode('ascii', 'ignore'), 'aé€'.encode('ascii', 'replace')
'aé€😀'.encode('ascii', 'backslashreplace')
'a€'.encode('latin1', errors='replace')
'a'.encode('nope')
'a'.encode('ascii', 'nope'), 'é'.encode('latin-1', 'nope')
'é'.encode('ascii', 'nope')
'a'.encode(1)
'a'.encode('ascii', 1)
b'a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80'.decode()
b'\xe9'.decode('latin-1'), b''.decode()
b'a\xffb\xc3'.decode('utf-8', 'ignore')
b'a\xffb\xc3'.decode('utf-8', 'replace')
b'a\xffb\xe2\x82'.decode(errors='backslashreplace')
b'a\xe9'.decode('ascii', 'replace')
b'\xed\xa0\x80'.decode('utf-8', 'replace')
b'\xf4\x90\x80\x80'.decode('utf-8', 'replace')
b'\xc0\x80'.decode('utf-8', 'replace')
b'\xe0\x80\x80'.decode('utf-8', 'replace')
b'\xf0\x9f\x98'.decode('utf-8', 'replace')
b'\xf0\x9fx'.decode('utf-8', 'replace')
b'\xed\xa0\x80'.decode()
b'\xf5a'.decode()
b'\x80'.decode()
b'\xe2\x82'.decode()
b'a'.decode('nope')
b'a'.decode(encoding='ascii', errors='strict')
b'\xe9'.decode('latin1', 'nope')
str(b'abc', 'ascii')
str(b'\xc3\xa9', 'utf-8'), str(b'a\xff', errors='replace')
str(b'abc'), str(bytearray(b'x'), 'ascii')
str('a', 'ascii')
str(5, 'ascii')
bytes('é', 'utf-8'), bytes('é', 'latin-1'), bytearray('é', 'utf-8')
bytes('é')
bytes('é', 'ascii')
bytes('é', 'ascii', 'ignore')
bytes(5, 'ascii')
""")
