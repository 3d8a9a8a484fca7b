# SPDX-License-Identifier: MIT
"""partition, rpartition, splitlines: what ends a line, what is kept, errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

ENDS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85",
        "\u2028", "\u2029", "\x1f", "\t", "\xa0", "\n\r", "\n\n", "\r\r\n"]
for end in ENDS:
    text = f"one{end}two{end}"
    print(ascii(text.splitlines()), ascii(text.splitlines(True)))
    print(ascii((end + end).splitlines(keepends=True)),
          ascii(end.splitlines()))

probe(r"""
''.splitlines(), 'a'.splitlines(), '\n'.splitlines(True), 'a\n\nb'.splitlines()
'a\nb'.splitlines(False), 'a\nb'.splitlines(1), 'a\nb'.splitlines([])
'a\nb'.splitlines('x')
'a'.splitlines(True, True)
'a'.splitlines(keep=True)
'é\n😀\r\nz'.splitlines(), 'é\u2028😀\x85z'.splitlines(True)
'a-b-c'.partition('-'), 'a-b-c'.rpartition('-')
'abc'.partition('-'), 'abc'.rpartition('-')
''.partition('-'), ''.rpartition('x')
'-a'.partition('-'), 'a-'.rpartition('-')
'a--b'.partition('--'), '-'.partition('-')
'😀é😀'.partition('é'), '😀é😀'.rpartition('😀'), 'aéa'.rpartition('a')
'abc'.partition('')
'abc'.rpartition('')
'abc'.partition(None)
'abc'.rpartition(b'a')
'abc'.partition()
'abc'.partition('a', 'b')
'aaaa'.partition('aa'), 'aaaa'.rpartition('aa'), 'aaa'.rpartition('aa')
b'a\nb\r\nc\vd\x85e'.splitlines(), b'a\n\r'.splitlines(True), b''.splitlines()
b'a-b'.partition(b'-'), b'a'.rpartition(b'-')
b'a'.partition('-')
""")
