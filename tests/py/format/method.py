# SPDX-License-Identifier: MIT
"""str.format: fields by number, name, attribute and index; nesting; every
complaint."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Point:
    x = 3

    def __init__(self):
        self.y = [10, {"k": "v", "1": "one", 1: "int"}]

    def __repr__(self):
        return "Point"


probe("""
'{} {}'.format(1, 2)
'{0} {1} {0}'.format('a', 'b'), '{a} {b}'.format(a=1, b=2)
'{}{a}{}'.format(1, 2, a=3), '{0}{a}'.format(1, a=2)
'{{}} {}'.format(5), '{{{}}}'.format(1)
'{0.x} {0.y[0]} {0.y[1][k]} {0.y[1][1]}'.format(p)
'{p.y[1]} {p!r:>8} {p!s} {0[0]} {0[-1]}'.format({0: 'zero', '-1': 'minus'},
                                                p=p)
'{!r} {!s} {!a}'.format('é', 'é', 'é'), '{!r:>5}|{!s:^5}'.format('a', 'b')
'{:{}}'.format('a', 5)
'{:{w}.{p}f}'.format(3.14159, w=10, p=2), '{:{}{}{}}'.format(5, '*', '^', 7)
'{0:{1}}'.format('a', 4)
'{:>{w}}|{:<{w}}'.format(1, 2, w=3), '{:x}{:o}'.format(255, 8)
''.format(), 'plain'.format(1, a=2), '{:}'.format(3), '{0:}'.format(3)
'{}'.format()
'{1}'.format(0)
'{a}'.format()
'{} {0}'.format(1)
'{0} {}'.format(1)
'{'.format()
'}'.format()
'a}b'.format()
'{0'.format(1)
'{0!}'.format(1)
'{0!x}'.format(1)
'{0!r'.format(1)
'{0!rr}'.format(1)
'{0:'.format(1)
'{0.}'.format(1)
'{0[}'.format([1])
'{0[]}'.format([1])
'{0[0]x}'.format([1])
'{0[0}'.format([1])
'{0.y.z}'.format(p)
'{0[5]}'.format([1])
'{0[k]}'.format({})
'{0[k]}'.format([1])
'{0[0]}'.format(5)
'{:d}'.format('a')
'{:5}'.format(None)
'{:{:{}}}'.format(1, 2, 3)
'{-1}'.format(5)
'{ 0 }'.format(5)
'{0 }'.format(5)
'{a b}'.format(**{'a b': 1}), '{0[a b]}'.format({'a b': 2}), '{}'.format('{}')
'{99999999999999999999}'.format(1)
'{a}{b}'.format_map({'a': 1, 'b': 2}), '{a[0]}'.format_map({'a': 'xyz'})
'{a}'.format_map({})
'{}'.format_map({'a': 1})
'{0}'.format_map([1])
'{:>10}{:<5}|'.format('right', 'left'), '{:,} {:_}'.format(1234567, 1234567)
'{:%}'.format(0.25), '{:+} {: } {:-}'.format(1, 2, 3), '{:c}'.format(128512)
str.format('{} {}', 1, 2), str.format('{x}', x=1)
str.format()
""", p=Point())
