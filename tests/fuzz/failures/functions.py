# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
def outer(a, b=[1], /, c=3, *args, d, e=5, **rest):
    total = 0

    def inner(x):
        nonlocal total
        total += x
        return lambda: (total, x, a)

    return inner(c)(), args, d, e, rest, b


def twice(function):
    def call(*args, **keywords):
        return function(*args, **keywords), function(*args, **keywords)
    return call


@twice
def greet(name='x', *names):
    return [name, *names]


def fact(n):
    return n * fact(n - 1) if n else 1


print(outer(1, d=4), outer(1, 2, 3, 4, 5, d=6, f=7, **{'g': 8}))
print(greet('a', *'bc'), greet(), fact(25))
a, *b, c = range(6)
(d, e), f = [1, 2], 'three'
print(a, b, c, d, e, f, [x * y for x in b for y in (1, 2) if x != y])
print({x: {x} for x in 'ab'}, *(x for x in range(3)), sep='-', end='!\n')
for function in (lambda: greet(1, names=2), lambda: outer(), lambda: 1 + 'a'):
    try:
        function()
    except TypeError as error:
        print(error)
exec('g = 1\nfor i in range(3): g += i')
print(eval('g + 1'), globals()['g'], len(locals()) > 2)
x = 5
while x:
    x -= 1
    if x == 3:
        continue
    if x == 1:
        break
else:
    print('never')
assert x == 1, 'message'
del a, b
