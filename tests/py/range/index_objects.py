# SPDX-License-Identifier: MIT
"""Objects with __index__ as bounds, indices, counts and steps of everything."""

class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Wrong:
    def __index__(self):
        return "one"


class Raising:
    def __index__(self):
        raise ZeroDivisionError("index")


TEXTS = """
range(i)
range(i, 9, i)
[10, 20, 30, 40][i]
'abcd'[i]
b'abcd'[i]
(1, 2, 3, 4)[i]
range(10, 20)[i]
bytearray(b'abcd')[i]
[1, 2, 3, 4, 5][:i]
'abcdef'[::i]
(1, 2, 3)[i:]
[0] * i
i * 'ab'
b'x' * i
(1,) * i
hex(i)
bin(i)
oct(i)
chr(i)
int(i)
float(i)
[5, 6, 7, 8].pop(i)
[1, 2].insert(i, 3)
[1, 2, 3].index(2, Index(0), i)
'abcabc'.find('c', i)
'a'.center(i)
'a'.zfill(i)
'a b c'.split(' ', i)
'aaa'.replace('a', 'b', i)
round(12.3456, i)
round(123, i)
pow(2, i)
divmod(i, 2)
i + 1
i == 2
-i
i < 3
'%d' % i
'%x' % i
'%c' % i
'%f' % i
f'{i:d}'
slice(i).indices(9)
sum([i])
max([i, i]) is i
{2: 'two'}.get(i)
(5).to_bytes(i, 'big')
int('11', i)
1 << i
'abc'[i:i]
len(range(0, 10, i))
enumerate('ab', i).__next__()
"""
for i in Index(2), Index(-1), Index(2 ** 70), Wrong(), Raising():
    for text in TEXTS.split("\n")[1:-1]:
        try:
            value = eval(text)
            print(text, "->", value)
        except Exception as error:
            print(text, "->", type(error).__name__, error)
