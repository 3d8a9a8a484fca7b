# SPDX-License-Identifier: MIT
"""translate and maketrans: dicts, strings, deletions, mappings of one's own,
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Shout:
    """A mapping by __getitem__ alone."""

    def __getitem__(self, code):
        if code == ord("x"):
            raise LookupError
        if code == ord("k"):
            return None
        if code == ord("é"):
            return 0x1f600
        return chr(code).upper() + "."


class Wrong:
    def __getitem__(self, code):
        raise ZeroDivisionError("in the table")


probe(r"""
str.maketrans('abc', 'xyz') == {97: 120, 98: 121, 99: 122}
sorted(str.maketrans('ab', 'éx', 'q').items(), key=lambda i: i[0])
str.maketrans({'a': 'b', 99: None, 'é': 5}), str.maketrans({})
str.maketrans('ab', 'x')
str.maketrans('ab')
str.maketrans('ab', 1)
str.maketrans('ab', 'cd', 1)
str.maketrans({'ab': 1})
str.maketrans({1.5: 1})
str.maketrans({'': 1})
str.maketrans(1, 'a')
str.maketrans()
'abcabc'.translate({97: 'X', 98: None, 99: 0x1f600}), 'abc'.translate({})
'hello'.translate(str.maketrans('el', 'ip'))
'hello'.translate(str.maketrans('', '', 'l'))
'naïve'.translate({0xef: 'i'}), '😀a'.translate({0x1f600: 'A', 97: '😁'})
'axkbé'.translate(Shout())
'a'.translate(Wrong())
'abc'.translate({97: 1.5})
'abc'.translate({97: -1})
'abc'.translate({97: 0x110000})
'abc'.translate({97: 2 ** 70})
'abc'.translate({97: b'x'})
'abc'.translate({97: True})
'abc'.translate({97: ''}), 'abc'.translate({97: 'long text'})
'abc'.translate('xyz')
'\x00\x01\x02'.translate('xyz'), '\x00\x05'.translate(['q'])
'abc'.translate(None)
'abc'.translate(5)
'abc'.translate()
'abc'.translate({}, {})
'abc'.translate({'a': 'b'})
""", Shout=Shout, Wrong=Wrong)
