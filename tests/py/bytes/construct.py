# SPDX-License-Identifier: MIT
"""bytes() and bytearray(): every kind of argument and every complaint;
fromhex, hex."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Index:
    def __index__(self):
        return 3


class WithBytes:
    def __bytes__(self):
        return b"own"


class WrongBytes:
    def __bytes__(self):
        return "text"


probe(r"""
bytes(), bytes(0), bytes(3)
bytes(b'ab'), bytes(bytearray(b'ab')), bytes([1, 255, True])
bytes((65, 66)), bytes(range(5))
bytes({97}), bytes(i for i in (1, 2)), bytes(Index())
bytes(WithBytes()), bytes([Index()]), bytearray(Index()), bytearray([1, 2])
bytes(WrongBytes())
bytes(-1)
bytes([256])
bytes([-1])
bytes(['a'])
bytes([1.5])
bytes(1.5)
bytes(None)
bytes('a')
bytes([1], 'utf-8')
bytes(2 ** 100)
bytes([2 ** 100])
bytes(b'a', 'utf-8')
bytes(1, 2, 3, 4)
bytes(source=b'a'), bytes(b'')
bytes(nothing=1)
bytearray(-1)
bytearray([256])
bytearray('a')
bytes.fromhex('00ff 41'), bytes.fromhex('')
bytes.fromhex(' 0A\n0b\t'), bytearray.fromhex('4142')
bytes.fromhex('0')
bytes.fromhex('0 0')
bytes.fromhex('zz')
bytes.fromhex('00é')
bytes.fromhex(b'00')
b'\x00\xffA'.hex(), b''.hex()
b'abcd'.hex('-'), b'abcde'.hex('-', 2), b'abcde'.hex(':', -2)
b'abcd'.hex(b' '), b'abc'.hex(sep='.', bytes_per_sep=1)
b'abcd'.hex('-', 0), b'ab'.hex('-', 10)
bytearray(b'ab').hex()
b'ab'.hex('--')
b'ab'.hex('é')
b'ab'.hex(1)
repr(b''), repr(bytearray()), str(b'a')
bytes(str(5), 'ascii'), b'a' b'b', bytes(b'abc') == b'abc'
type(b'a' + bytearray(b'b')), type(bytearray(b'a') + b'b')
b'ab' * 2, 3 * b'a', b'a' * -1
b'a' + 'b'
'a' + b'b'
b'a' + 1
b'a' * 1.5
""", Index=Index, WithBytes=WithBytes, WrongBytes=WrongBytes)
