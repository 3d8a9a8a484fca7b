# SPDX-License-Identifier: MIT
"""repr and ascii: quoting, escapes, nesting, recursion, faulty __repr__."""


class Named:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


class Broken:
    def __repr__(self):
        return 5


class Raising:
    def __repr__(self):
        raise KeyError("in repr")


for text in ("", "a", "it's", 'say "hi"', "it's \"both\"", "\\", "\n\t\r\0\x1b",
             "\x7f\x80\xa0\xad", "é", "ÿ", "\u0100", "\u200b", "\u2028",
             "\ue000", "🐍", "\U0010ffff", "a\\'b", "\U000e0001"):
    print(repr(text), ascii(text))
for data in (b"", b"a'b", b'a"b', b"'\"", b"\0\n\\\xff", bytearray(b"x\x80")):
    print(repr(data), ascii(data))
loop = [1]
loop.append(loop)
print(loop, repr([loop, loop]))
table = {"self": None}
table["self"] = table
print(table)
pair = ([],)
pair[0].append(pair)
print(pair)
print(repr([Named("é"), Named("b")]), ascii(Named("é€🐍\n")))
print({1: {2: (3,)}, (): [{}], "s": set(), "f": frozenset({7})})
print([1.0, 1e16, 1e-5, -0.0, float("nan"), 1e22, 123456789012345680.0])
print(slice(1, None, 2), range(5), range(1, 5), range(0, 5, 2), Ellipsis,
      NotImplemented, None, True, type, int, len, repr)
for thing in (Broken(), Raising(), [Broken()], {1: Raising()}):
    for function in (repr, ascii, str):
        try:
            print(function(thing))
        except Exception as error:
            print(function.__name__, type(error).__name__, error)
print(f"{'é'!r} {'é'!a} {Named('x')!s}", "%r %a" % ("é", "é"))
print(str(Exception("a")), repr(Exception("a", 1)), repr(KeyError("k")),
      str(KeyError("k")), repr(OSError(2, "m")), str(OSError(2, "m", "f")))
