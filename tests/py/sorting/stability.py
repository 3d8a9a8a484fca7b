# SPDX-License-Identifier: MIT
"""Sorting is stable, forwards and in reverse, by keys of every kind."""

words = "the quick brown Fox jumps over The lazy dog And runs".split()
print(sorted(words), sorted(words, reverse=True))
print(sorted(words, key=len), sorted(words, key=len, reverse=True))
print(sorted(words, key=str.lower), sorted(words, key=lambda w: (-len(w), w)))
print(sorted(words, key=lambda w: 0), sorted(words, key=lambda w: 0,
                                             reverse=True))
pairs = [(i % 5, i) for i in range(60)]
for reverse in False, True:
    done = sorted(pairs, key=lambda p: p[0], reverse=reverse)
    print(done)
    for a, b in zip(done, done[1:]):
        assert a[0] != b[0] or a[1] < b[1]
seed = 7
values = []
for i in range(3000):
    seed = seed * 1103515245 + 12345 & 0x7fffffff
    values.append(seed % 1000)
x = sorted(values)
assert all(a <= b for a, b in zip(x, x[1:])) and len(x) == 3000
print(x[:20], sum(x), x == sorted(x), sorted(x, reverse=True) == x[::-1])
indexed = sorted(range(3000), key=values.__getitem__)
print(indexed[:20])
indexed = sorted(range(3000), key=values.__getitem__, reverse=True)
print(indexed[:20])
for n in (0, 1, 2, 3, 5, 31, 32, 33, 63, 64, 65, 127, 128, 129, 1000):
    part = values[:n]
    for shape in (part, sorted(part), sorted(part)[::-1], [1] * n,
                  sorted(part) + part[:5], part[:3] + sorted(part)):
        copy = shape[:]
        copy.sort()
        assert copy == sorted(shape) and len(copy) == len(shape)
        copy = shape[:]
        copy.sort(key=lambda v: -v)
        assert copy == sorted(shape, reverse=True)
    print(n, sorted(part)[:5])
mixed = [3, 2.5, True, 10 ** 20, -1, 0.0, -0.0, False, 2 ** 62, 1e19]
print(sorted(mixed), sorted(mixed, reverse=True), sorted(mixed, key=abs))
print(sorted([(2, "b"), (1, "z"), (2, "a")]), sorted([[2], [1, 5], [1]]))
print(sorted("héllo wörld"), sorted({3: 1, 1: 2}), sorted({5, 3, 4}))
print(sorted([b"b", b"a"]), sorted(x for x in "cab"), sorted(range(5, 0, -1)))
print(sorted([None, None], key=lambda n: 0), sorted([], key=5), sorted([1]))
