# SPDX-License-Identifier: MIT
"""Escapes in literals and in repr: quotes, control and non-printable
characters, ascii()."""

TEXTS = ["a'b", 'a"b', "a'b\"c", "\\", "\n\r\t", "\a\b\f\v", "\0", "\x1b\x7f",
         "\x80\x9f\xa0\xad", "é", "ÿ\u0100", "\u2028", "\u200b", "\ufeff",
         "\U0001f600", "\U000e0001", "\U0010ffff", "\u0378", "\u3000",
         "\ue000",
         "\101\60\0600", "\7\18", "\x41\u0041\U00000041", "\
joined", r"\n\x", r"\'", R"\\", "'", '"', "'''", "tab\there", "日本", "\uffff"]

for text in TEXTS:
    print(repr(text), ascii(text), len(text), [text])
    assert eval(repr(text)) == text and eval(ascii(text)) == text

print("%r %a" % ("é'", "é'"), f"{'é'!r} {'é'!a} {'é'!s}")
print(repr(b"a'b"), repr(b'a"b'), repr(b"a'b\"c"), b"\x00\n\r\t\\\x7f\x80\xff")
print(rb"\n", Rb'\'', b"\101\x41", b"\
", br'\x')
print(bytearray(b"a'b"), [bytearray(b'"')], ascii(bytearray(b"\xff")))
print({"k'": 'v"'}, ("\n",), ["\u00e9"], {"é"})
print(repr(chr(0x10ffff)), ascii([chr(0x10ffff), "\xe9"]), ascii("plain"))
print("".join(map(repr, map(chr, range(0, 0x100)))))
print(sum(len(repr(chr(c))) for c in range(0x100, 0x2000)))
for bad in (r"'\x4'", r"'\u123'", r"'\U0011ffff'", r"b'\x4'", r"b'é'",
            "'a\nb'",
            r"'\U1234567'", "'", r"'\N{no such name}'", "'''a", r"b'\u1234' "):
    try:
        print(eval(bad))
    except SyntaxError as error:
        print("SyntaxError", error.msg)
