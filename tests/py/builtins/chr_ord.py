# SPDX-License-Identifier: MIT
"""chr and ord: their ranges, surrogates, bytes, and every way to misuse
them."""

for number in (0, 1, 9, 0x41, 0x7f, 0x80, 0xff, 0x100, 0x7ff, 0x800, 0xffff,
               0x10000, 0x10ffff, 0xd7ff, 0xe000, True):
    character = chr(number)
    print(number, ascii(character), len(character), ord(character) == number)

assert all(ord(chr(i)) == i for i in range(0x110000)
           if not 0xd800 <= i < 0xe000)


class Index:
    def __index__(self):
        return 0x20ac


print(chr(Index()), ord("€") == 0x20ac)
for wrong in (-1, 0x110000, 1 << 31, 1 << 63, -1 << 70, 1.0, "a", None):
    try:
        print(chr(wrong))
    except (TypeError, ValueError, OverflowError) as error:
        print(wrong, type(error).__name__, error)

print(ord(b"a"), ord(bytearray(b"\xff")), ord("\0"), ord(b"\0"))
for wrong in ("", "ab", "€€€", b"", b"abc", bytearray(), 65, None, [1]):
    try:
        print(ord(wrong))
    except TypeError as error:
        print(repr(wrong), error)

print("".join(map(chr, range(0x3b1, 0x3ca))))
print([ord(c) for c in "naïve 🐍"])
print(chr(ord("a") + 25), chr(0x1f40d), chr(0x1f40d) > chr(0xffff))
