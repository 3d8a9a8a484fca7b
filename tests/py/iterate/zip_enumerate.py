# SPDX-License-Identifier: MIT
"""zip with strict, enumerate with start, reversed: laziness, exhaustion, and
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


def noisy(name, count):
    for i in range(count):
        print(name, i, end="; ")
        yield f"{name}{i}"
    print(name, "ends", end="; ")


print(list(zip(noisy("a", 2), noisy("b", 3))))
print(list(zip(noisy("a", 3), noisy("b", 2))))
for counts in (2, 2), (1, 2), (2, 1), (0, 1), (1, 0), (0, 0):
    try:
        print(list(zip(*(noisy(str(n), n) for n in counts), strict=True)))
    except ValueError as error:
        print(error)

probe("""
list(zip()), list(zip('abc')), list(zip('ab', [1, 2], (3, 4)))
list(zip('abc', range(2))), list(zip('ab', '')), dict(zip('ab', 'cd'))
list(zip('ab', 'abc', 'abcd', strict=True))
list(zip('abc', 'abc', 'ab', strict=True))
list(zip('abc', 'ab', 'a', strict=True))
list(zip(strict=True))
list(zip('a', strict=True)), list(zip('ab', 'a', strict=False))
zip(5)
zip('a', None)
zip('a', nothing=1)
list(zip(*[(1, 2), (3, 4)])), list(zip(*[iter(range(6))] * 2))
next(zip('a', 'b')), list(zip(zip('ab'), 'c'))
list(enumerate('ab')), list(enumerate('ab', 5))
list(enumerate('a', start=-1))
list(enumerate([], 1)), list(enumerate('ab', 2 ** 62 - 1))
list(enumerate('ab', 2 ** 63 - 1))
list(enumerate(iterable='x', start=2)), next(enumerate('q', 10 ** 30))
enumerate()
enumerate(5)
enumerate('a', 'b')
enumerate('a', 1.5)
enumerate('a', 1, 2)
enumerate('a', nothing=1)
list(reversed([1, 2, 3])), list(reversed('abc')), list(reversed((1, 2)))
list(reversed(range(3))), list(reversed({1: 2, 3: 4})), list(reversed(b'ab'))
reversed(5)
reversed({1})
reversed(iter([1]))
reversed(x for x in [])
reversed()
reversed([1], [2])
next(reversed([]))
list(reversed(list(reversed([1, 2])))), type(zip()), type(enumerate(''))
iter(zip()) is not None, next(iter([1]))
next(iter([]), 'default'), next(zip(), 0)
next(5)
next([1])
next(iter([]))
next()
iter()
iter(None)
iter(5, 5)
list(iter([1, 2, 3].pop, 1)), list(iter(iter('abcd').__next__, 'c'))
""")
e = enumerate("xyz")
print(next(e), list(e), list(e), iter(e) is e)
z = zip("ab", "cd")
print(next(z), list(z), list(z), iter(z) is z)
r = reversed([1, 2])
print(next(r), list(r), list(r), next(r, "end"), iter(r) is r)
it = iter("abc")
print(list(zip(it, it)), list(it))
