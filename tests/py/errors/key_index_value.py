# SPDX-License-Identifier: MIT
"""The words of IndexError, KeyError, ValueError, OverflowError,
AttributeError; their args."""

def show(text, **names):
    """The exception's class, words, repr, args, and classes above it."""
    try:
        print(text, "->", repr(eval(text, names)))
    except Exception as error:
        print(text, "->", type(error).__name__, str(error), repr(error),
              error.args, [c.__name__ for c in type(error).__mro__[1:-1]])


for text in """
[][0]
[1][-2]
()[0]
''[0]
b''[0]
bytearray()[0]
range(0)[0]
[].pop()
[1].pop(5)
bytearray().pop()
{}['k']
{}[1.5]
{}[(1, 2)]
{}[None]
{}.pop('k')
{}.popitem()
set().pop()
{1}.remove(2)
{1}.remove('x')
[].remove(1)
[1].index(2)
(1,).index('x')
'abc'.index('x')
b'abc'.index(b'x')
range(3).index(9)
int('ten')
int('12', 5)
float('x y')
chr(-5)
chr(1114112)
bytes([300])
bytes(-2)
'abc'.split('')
'a'.partition('')
[1, 2, 3][::0]
range(1, 2, 0)
max([])
1 / 0
1 // 0
1 % 0
1.0 / 0
divmod(1, 0)
0 ** -1
2.0 ** 5000
int(float('inf'))
int(float('nan'))
1 << -1
1 << (2 ** 80)
'a' * (2 ** 62)
[0] * (2 ** 62)
float(10 ** 400)
(5).to_bytes(0, 'big')
b'\\xff'.decode()
'é'.encode('ascii')
(1).x
'a'.x
[].x
None.x
int.x
len.x
undefined
eval('a b')
next(iter(()))
__import__('absent_module')
exec('import absent.module')
dict([(1, 2, 3)])
zip([1], [], strict=True).__next__()
'{}'.format()
'{a}'.format()
'%d' % 'a'
f'{1:q}'
sum(['a'])
pow(2, -1, 4)
pow(1, 1, 0)
round(float('nan'))
""".split("\n")[1:-1]:
    show(text)
