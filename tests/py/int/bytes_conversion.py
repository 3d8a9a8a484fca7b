# SPDX-License-Identifier: MIT
"""to_bytes and from_bytes: orders, signs, sizes, and OverflowErrors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe(r"""
(0).to_bytes(0, 'big'), (0).to_bytes(3, 'little')
(258).to_bytes(2, 'big'), (258).to_bytes(4, 'little')
(255).to_bytes(1, 'big'), (255).to_bytes()
(256).to_bytes()
(256).to_bytes(1, 'big')
(-1).to_bytes(1, 'big')
(-1).to_bytes(1, 'big', signed=True), (-1).to_bytes(3, 'little', signed=True)
(127).to_bytes(1, 'big', signed=True), (-128).to_bytes(1, 'big', signed=True)
(128).to_bytes(1, 'big', signed=True)
(-129).to_bytes(1, 'big', signed=True)
(-129).to_bytes(2, 'big', signed=True)
(1).to_bytes(0, 'big')
(-1).to_bytes(0, 'big', signed=True)
(1).to_bytes(-1, 'big')
(1).to_bytes(2, 'middle')
(1).to_bytes(2, 3)
(1).to_bytes('a')
(1).to_bytes(length=2, byteorder='little')
(2 ** 100).to_bytes(13, 'big'), (2 ** 100).to_bytes(20, 'little')
(2 ** 104).to_bytes(13, 'big')
(-(2 ** 103)).to_bytes(13, 'big', signed=True)
(-(2 ** 103) - 1).to_bytes(13, 'big', signed=True)
(-(3 ** 60)).to_bytes(13, 'little', signed=True)
True.to_bytes(2, 'big')
int.from_bytes(b'', 'big'), int.from_bytes(b'\x01\x02', 'big')
int.from_bytes(b'\x01\x02', 'little'), int.from_bytes(b'\xff')
int.from_bytes(b'\xff\xfe', 'big', signed=True)
int.from_bytes(b'\x80', signed=True), int.from_bytes(b'\x7f', signed=True)
int.from_bytes(b'\x00' * 9 + b'\x05', 'big')
int.from_bytes(b'\xff' * 20, 'little', signed=True)
int.from_bytes(bytes(range(1, 30)), 'big')
int.from_bytes(bytes(range(1, 30)), 'little')
int.from_bytes([1, 2, 3], 'big'), int.from_bytes((1, 0), 'little')
int.from_bytes(bytearray(b'ab'), 'big')
int.from_bytes([256], 'big')
int.from_bytes('ab', 'big')
int.from_bytes(5, 'big')
int.from_bytes(b'a', 'up')
int.from_bytes()
bool.from_bytes(b'\x02', 'big'), bool.from_bytes(b'\0', 'big')
""")

for bits in range(1, 140, 11):
    for n in (1 << bits) - 1, -(1 << bits), 5 ** bits, -(5 ** bits):
        for order in "big", "little":
            size = n.bit_length() // 8 + 1
            data = n.to_bytes(size, order, signed=True)
            assert int.from_bytes(data, order, signed=True) == n
            print(data)
