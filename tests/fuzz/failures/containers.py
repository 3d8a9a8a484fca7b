# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
l = [3, 'a', None, 2.5]
l.append([1]); l.extend(range(3)); l.insert(1, 'b'); l += (7,)
l[2:4] = 'xyz'; del l[::3]; l.remove('z')
print(l, l.index(1), l.count(1), l[::-1], l * 2, [] + l, l.pop())
t = tuple(l) + (1,)
print(t, t[1:3], t * 2, hash((1, 'a', (2.5,))), (1, 2) < (1, 3))
d = {'a': 1, 2: [3], (4,): 5}
d['b'] = 6; d.update(c=7); d.setdefault('e', []).append(1); d |= {'z': 0}
print(d, list(d.items()), d.pop('a'), d.popitem(), d.get(9), 'b' in d)
print({**d, 'q': 1}, d.copy() == d, dict.fromkeys('abc', 0), list(d.values()))
for n in range(50):
    d[n] = n
for n in range(40):
    del d[n]
print(len(d), d.keys() & {41, 42}, dict(zip('ab', 'cd')))
s = {1, 2, 'x'} | {5}
s.add(9); s.discard(1); s ^= {2, 3}
print(sorted(map(str, s)), s - {3}, s & {9}, s <= {1}, len(s.union(range(30))))
print(frozenset('a'), {frozenset([1]): 2}, set().union([1], (2,)))
r = range(1, 100, 7)
print(r, r[2:5], list(r)[-1], 8 in r, len(r), r == range(1, 99, 7))
b = bytearray(b'abc')
b += b'de'; b[1:2] = b'XY'; del b[0]
print(b, bytes(b).upper(), b'a,b'.split(b','), b.hex(), bytes([1, 2]) * 3)
print(min(3, 1), max([1, 5, 2], key=lambda x: -x), sum([[1], [2]], []))
print(slice(1, 2), [1, 2, 3][slice(0, 2)], [[1, [2]], {'a': (3,)}])
for bad in (lambda: l[99], lambda: d['no'], lambda: {[]: 1}, lambda: t.x):
    try:
        bad()
    except (LookupError, TypeError, AttributeError) as error:
        print(type(error).__name__, error)
