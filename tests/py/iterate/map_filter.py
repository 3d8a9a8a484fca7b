# SPDX-License-Identifier: MIT
"""map and filter: laziness, several iterables, None, exceptions on the way,
and errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [3, 4, 5]))
list(map(max, 'ab', 'ba')), list(map(int, '123'))
map()
map(str)
list(map(5, [1]))
list(map(None, [1]))
map(str, 5)
map(str, [1], None)
list(map(str, [1], [2]))
list(map(lambda a: a, [1], [2]))
list(map(lambda x: 1 / x, [1, 0]))
list(map(str, []))
map(str, [1], nothing=1)
list(filter(None, [0, 1, '', 'a', None, [], [0]]))
list(filter(str.isdigit, 'a1b2'))
list(filter(lambda n: n % 2, range(6))), list(filter(bool, [0, 2]))
filter()
filter(None)
filter(None, 5)
list(filter(5, [1]))
list(filter(len, [1]))
filter(None, [1], [2])
list(filter(lambda x: 1 / x, [1, 0]))
type(map(str, [])), type(filter(None, []))
next(map(str, [5])), next(filter(None, [0]), 'none')
next(filter(None, [0]))
list(map(lambda *a: a, 'ab', [1, 2], (3, 4)))
list(map(dict.get, [{1: 2}], [1])), list(map([10, 20].__getitem__, [1, 0]))
sum(map(len, ['a', 'bc'])), ''.join(map(chr, range(97, 100)))
sorted(map(abs, [-2, 1]))
set(map(type, [1, 2])) == {int}, dict(map(lambda k: (k, k), 'ab'))
list(map(map, [str], [[1, 2]]))[0].__next__(), max(map(abs, [-3, 2]))
any(map(str.isupper, 'aB')), all(filter(None, [0]))
[*map(str.upper, 'ab')], (*filter(None, (1, 0)),)
list(zip(map(str, [1]), filter(None, [2])))
2 in map(int, '12'), 'x' in filter(None, 'ab')
""")
calls = []
m = map(lambda x: calls.append(x) or x * 2, [1, 2, 3])
print(calls, next(m), calls, list(m), calls, list(m), iter(m) is m)
f = filter(lambda x: calls.append(x) or x > 1, iter([1, 2, 3]))
print(next(f), calls, list(f))


def broken():
    yield 1
    raise KeyError("middle")


m = map(str, broken())
print(next(m))
try:
    next(m)
except KeyError as error:
    print("KeyError", error)
print(list(m))
m = map(lambda x: 6 // x, [1, 0, 2])
print(next(m))
try:
    next(m)
except ZeroDivisionError as error:
    print(error)
print(next(m), next(m, "end"))


def stopper(x):
    if x == 2:
        raise StopIteration
    return x


print(list(map(stopper, [1, 2, 3])), list(filter(stopper, [1, 2, 3])))
