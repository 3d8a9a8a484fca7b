# SPDX-License-Identifier: MIT
"""replace with counts and empty parts; join and its complaints."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

for text in "", "a", "aaa", "abcabc", "éaé", "😀a😀":
    for old in "", "a", "aa", "bc", "é", "😀", "xyz":
        for count in -1, 0, 1, 2, 100:
            print(text.replace(old, "-", count), text.replace(old, "", count),
                  text.replace(old, "<é>", count))

probe("""
'abc'.replace('b')
'abc'.replace('b', 'c', 'd')
'abc'.replace('b', 1)
'abc'.replace(1, 'b')
'abc'.replace('a', 'b', None)
'abc'.replace('a', 'b', 1.0)
'abc'.replace('a', 'b', count=1)
'abc'.replace(b'a', b'b')
'aaa'.replace('a', 'b', True), 'aaa'.replace('a', 'b', 2 ** 40)
'x'.join([]), 'x'.join(['a'])
'x'.join(['a', 'b']), ''.join('abc'), 'é'.join('ab')
', '.join(('a', 'b')), '-'.join({'k': 1}), '+'.join(str(i) for i in range(4))
'x'.join([1])
'x'.join(['a', 1, None])
'x'.join(['a', b'b'])
'x'.join(5)
'x'.join(None)
'x'.join()
'x'.join('a', 'b')
''.join(i for i in [1])
'ab' * 3, 'ab' * 0, 'ab' * -1, 3 * 'é', '' * 100, 'ab' * True
'a' * 1.5
'a' * 'b'
'a' + 1
1 + 'a'
'a' + b'b'
'a' + None
'a' - 'b'
'a' * (2 ** 70)
'a' 'b' "c" + 'd', 'é' + '😀', '' + '', 'a' + ''
b'a'.replace(b'a', b'bb')
b'aaa'.replace(b'', b'-'), b'-'.join([b'a', bytearray(b'b')])
b'-'.join([b'a', 'b'])
b'-'.join(['a'])
b'-'.join([1])
""")


def broken():
    yield "a"
    raise KeyError("no more")


try:
    print("-".join(broken()))
except KeyError as error:
    print("KeyError", error)
