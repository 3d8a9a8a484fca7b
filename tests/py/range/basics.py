# SPDX-License-Identifier: MIT
"""range: lengths, items, slices, containment, and equality, for all signs of
steps."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

RANGES = [range(0), range(5), range(2, 9), range(0, 10, 3), range(10, 0, -3),
          range(5, 5), range(5, 0), range(0, -5, -1), range(-3, 4, 2),
          range(1, 2, 100)]
for r in RANGES:
    print(r, len(r), list(r), list(reversed(r)), bool(r), r.start, r.stop,
          r.step)
    for start in None, 0, 1, -2, 9, -9:
        for stop in None, 2, -1, 9:
            print(*(r[start:stop:step] for step in (None, 2, -1, -3)))
    print([n in r for n in range(-6, 12)], [r.count(n) for n in (0, 1, 5, 1.0,
                                                                 "a")])
    for index in -1, 0, 3, 100:
        try:
            print(r[index], r.index(index), end=" ")
        except (IndexError, ValueError) as error:
            print(error, end=" ")
    print([int(r == other) for other in RANGES], hash(r) == hash(r[:]))

probe("""
range()
range(1, 2, 3, 4)
range(1, 2, 0)
range(1.0)
range('a')
range(None)
range(1, 'a')
range(stop=5)
range(True), range(False, True), list(range(3, True, -True))
range(3) == [0, 1, 2]
range(0) == range(5, 5) == range(3, 1), range(0, 3, 2) == range(0, 4, 2)
range(3) < range(4)
range(3) + range(4)
range(3) * 2
range(5)[1.0]
range(5)['a']
range(5)[::0]
range(5)[5]
range(5).index(7)
range(5).index('a')
range(5).index(2.0), range(5).count(2.5)
2.0 in range(5), 2.5 in range(5), True in range(2)
'a' in range(5), None in range(5), [] in range(5)
range(5).start(), 1
range(5).foo
hash(range(0)) == hash(range(2, 2))
hash(range(1, 2)) == hash(range(1, 5, 9)), {range(3): 1}[range(3)]
max(range(5)), min(range(3, 9))
sum(range(101)), sorted(range(5, 0, -2)), list(map(str, range(3)))
range(10)[2:8][::2], range(10)[::-1][2]
range(10)[-3:], range(0, 10, 3)[1:], range(10)[5:2]
repr(range(1, 5)), repr(range(1, 5, 1)), str(range(0, 5, -1)), [range(2)]
next(range(3))
next(iter(range(3))), list(iter(range(2)))
type(iter(range(3))), type(reversed(range(3)))
range(5).__len__(), range(5).__contains__(3)
range(5).__getitem__(2), range(3).__eq__(1)
""")
for statement in ("range(3)[0] = 1", "del range(3)[0]"):
    try:
        exec(statement)
    except (AttributeError, TypeError) as error:
        print(statement, "->", error)
