# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
def count(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                yield [got]
    finally:
        print('closed')
    return 'end'


def delegate(n):
    result = yield from count(n)
    yield result
    yield from 'ab'


g = delegate(3)
print(next(g), g.send('x'), list(g))
h = count(5)
next(h)
try:
    h.throw(ValueError('thrown'))
except ValueError as error:
    print(repr(error))
h = count(5)
print(next(h), h.close(), list(h))
try:
    next(h)
except StopIteration as stop:
    print(stop.value)
k = (x * y for x in range(3) for y in [1, 2])
print(sum(k), max(i for i in 'hello'), dict((i, i) for i in range(3)))
print(list(zip(count(2), map(str, range(3)))), list(enumerate(count(1), 5)))
print(list(filter(None, count(3))), [*reversed([1, 2])], any(count(2)))


class Iterator:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration


print(list(Iterator()), list(iter([].copy, [])))
suspended = [count(2) for _ in range(3)]
for one in suspended:
    next(one)
del suspended, one
