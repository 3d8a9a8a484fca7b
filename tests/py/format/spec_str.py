# SPDX-License-Identifier: MIT
"""Format specs of strings and of other values; __format__ of one's own."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Money:
    def __format__(self, spec):
        return f"<{spec}>"


class NotText:
    def __format__(self, spec):
        return 5


class Plain:
    def __str__(self):
        return "plain"


probe("""
format('ab'), format('ab', 's')
format('ab', '5'), format('ab', '<5'), format('ab', '>5')
format('ab', '^5'), format('ab', '*^7')
format('ab', 'é>5'), format('ab', '.1'), format('ab', '.0s')
format('ab', '.5'), format('ab', '5.1')
format('éè😀', '.2'), format('😀', '^5'), format('', '3')
format('ab', '05'), format('ab', '<05'), format('ab', '010s')
format('ab', '=5')
format('ab', '+')
format('ab', ' 5')
format('ab', '#')
format('ab', ',')
format('ab', '_')
format('ab', 'd')
format('ab', '5x')
format('ab', '.')
format('ab', 'z')
format(None), format(None, ''), format([1]), format(...)
format(None, '5')
format([], 's')
format({}, '<3')
format((1,), '5')
format(object, 's')
format(b'a', '5')
format(b'a')
format(True, 's')
format(range(3), '')
format(Money(), 'abc')
f'{Money():x{1}y}', '{:}|{:%Y}'.format(Money(), Money())
format(NotText())
f'{NotText()}'
format(Plain()), f'{Plain()!s:>8}', f'{Plain()}'
format(Plain(), '5')
f'{Plain():5}'
format()
format(1, '', 2)
'a'.__format__('>3'), (5).__format__('x')
(1.5).__format__('.2f'), None.__format__('')
'a'.__format__()
'a'.__format__(5)
object().__format__('x')
""", Money=Money, NotText=NotText, Plain=Plain)
