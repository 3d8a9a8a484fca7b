# SPDX-License-Identifier: MIT
"""Ranges beyond 64 bits: items, lengths, slices, index, iteration, and the
limits of len."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

BIG = 10 ** 30
probe("""
range(BIG), range(-BIG, BIG, BIG)
range(BIG, 0, -1)[3], range(BIG)[BIG - 1], range(BIG)[-1]
len(range(BIG))
len(range(2 ** 63))
len(range(2 ** 63 - 1))
len(range(-(2 ** 62), 2 ** 62 - 1)), range(2 ** 63 - 1)[-1]
list(range(BIG, BIG + 3))
list(range(BIG, BIG - 3, -1)), list(reversed(range(BIG, BIG + 3)))
list(range(-BIG, BIG + 1, BIG))
list(range(0, BIG, BIG // 3)), list(range(2 ** 62 - 2, 2 ** 62 + 2))
list(range(2 ** 63 - 2, 2 ** 63 + 2))
list(range(-(2 ** 63) + 1, -(2 ** 63) - 3, -1))
list(range(2 ** 64 - 1, 2 ** 64 + 2)), list(range(2 ** 62, 0, -(2 ** 61)))
list(range(0, 2 ** 63 - 1, 2 ** 62))
list(range(-(2 ** 63), 2 ** 63, 2 ** 62 + 1))
BIG in range(BIG), BIG - 1 in range(BIG)
BIG - 1 in range(0, BIG, 2), -1 in range(BIG), 5.0 in range(BIG)
range(BIG).index(BIG - 1), range(0, BIG, 7).index(7 * 10 ** 20)
range(BIG).count(5), range(BIG).count(-5)
range(BIG).index(BIG)
range(BIG)[BIG]
range(BIG)[-BIG], range(BIG)[10 ** 20:]
range(BIG)[::10 ** 29], range(BIG)[::-1], range(BIG)[:-5]
range(BIG)[5:BIG:BIG], list(range(BIG)[BIG - 3:])
list(range(BIG)[:3]), range(0, BIG, 3)[1:10:2]
range(BIG) == range(0, BIG)
range(BIG) == range(BIG + 1), range(0, BIG, BIG) == range(0, 1)
hash(range(BIG)) == hash(range(0, BIG, 1))
{range(BIG): 1}[range(BIG)], bool(range(BIG))
bool(range(BIG, 0)), range(BIG, 0)
list(range(BIG, 0)), len(range(BIG, 0)), len(range(0, BIG, BIG))
range(5)[2 ** 70]
range(5)[:2 ** 70], range(5)[-(2 ** 70):]
range(5)[::2 ** 70], range(5)[::-(2 ** 70)]
range(2 ** 62)[2 ** 61]
range(2 ** 62)[::2 ** 60], list(range(2 ** 62)[::2 ** 60])
2 ** 61 in range(2 ** 62)
-(2 ** 62) in range(-(2 ** 62), 0), 2 ** 62 in range(2 ** 62 + 1)
sum(range(2 ** 62, 2 ** 62 + 3))
max(range(BIG, BIG + 2)), min(range(-BIG, 5, BIG))
next(iter(range(BIG, BIG * 2)))
next(reversed(range(BIG))), next(reversed(range(0, BIG, 3)))
range(BIG).start, range(BIG).stop
range(BIG).step, range(1, 2, BIG).step, range(0, 5, BIG)[0]
""", BIG=BIG)
count = 0
for i in range(2 ** 63 - 5, 2 ** 63 + 5):
    count += i
print(count)
for i in range(BIG):
    if i > 3:
        break
print(i)
for i in range(-(2 ** 62) + 2, -(2 ** 62) - 3, -2):
    print(i)
iterator = iter(range(2 ** 64, 2 ** 64 + 4))
print(next(iterator), list(iterator), list(iterator))
iterator = iter(range(10))
print(next(iterator), iterator.__length_hint__(), list(iterator),
      next(iterator, "end"))
