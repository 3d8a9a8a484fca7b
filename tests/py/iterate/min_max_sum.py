# SPDX-License-Identifier: MIT
"""min, max, sum, any, all with keys, defaults, several arguments, and their
errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

probe("""
max(1, 2), max([1, 2]), max('abc')
max({1: 0, 5: 0}), max(iter([3])), max((), default=7), max([], default=None)
min(2, 1), min([2, 1])
min('cab'), min([5], default=7), min((x for x in (3, 1)), default=0)
max('aa', 'b', key=len), min('aa', 'b', key=len)
max([3, -5], key=abs), max([1, 2, 3], key=lambda n: n % 3)
max([(1, 'b'), (1, 'a')]), max(['a', 'B'], key=str.lower)
max(1, 1.0), max(1.0, 1), min(0, False)
max(1, 2, 3, key=None), max([1], key=None, default=5), min([[2], [1, 2]])
max()
max([])
min(())
max(5)
max(1, 2, default=3)
max([], key=len)
max(1, 'a')
max([1, 'a'])
min([None, 1])
max([1, 2], key=5)
max([1, 2], key=len)
max([1], nothing=1)
max(default=1)
max(key=len)
min({})
sum([1, 2, 3]), sum([1, 2], 10), sum([])
sum([], 5), sum([0.1] * 3), sum([True, True]), sum({1: 0, 2: 0})
sum([[1], [2, 3]], []), sum([(1,), (2,)], ())
sum(range(10), start=5), sum([1.5, 2]), sum([2 ** 62, 2 ** 62, 0.5])
sum()
sum(5)
sum([1], 2, 3)
sum(['a', 'b'])
sum(['a'], 'b')
sum([b'a'], b'')
sum([bytearray(b'a')], bytearray())
sum([[1]], None)
sum([1], [])
sum([None])
sum([], 'a')
sum('12')
any([]), any([0, '', None]), any([0, 1])
any(x > 2 for x in range(5)), any({0: 1}), any('')
all([]), all([1, 'a']), all([1, 0])
all(x < 5 for x in range(5)), all({0: 1}), all('')
any(5)
all(None)
any()
all([1], [2])
any(1 / x for x in (0,))
any(x or 1 / 0 for x in (1, 0)), all(x and 1 / 0 for x in (0, 1))
abs(-3), abs(-2.5), abs(True), divmod(7, -2), round(2.5), pow(2, 5)
len('abc'), ord('a'), chr(97), hex(9), callable(len), callable(5)
""")


class NoTruth:
    def __bool__(self):
        raise ValueError("no truth")


for function in any, all, sum, lambda values: bool(values[0]):
    try:
        print(function([NoTruth()]))
    except (ValueError, TypeError) as error:
        print(function.__name__, type(error).__name__, error)
