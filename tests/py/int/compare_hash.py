# SPDX-License-Identifier: MIT
"""Ints, floats and bools compare exactly and hash alike."""

BIG = 2 ** 53
PAIRS = [(BIG, float(BIG)), (BIG + 1, float(BIG)), (BIG + 1, float(BIG + 2)),
         (10 ** 22, 1e22), (10 ** 23, 1e23), (2 ** 1023, 2.0 ** 1023),
         (2 ** 1024, 1.7976931348623157e308), (10 ** 400, float("inf")),
         (-(10 ** 400), float("-inf")), (0, -0.0), (1, True), (0, False),
         (2 ** 63, 9223372036854775807.0), (2 ** 63 - 1, 2.0 ** 63),
         (-(2 ** 63), -(2.0 ** 63)), (2 ** 62, 2.0 ** 62), (3, 3.5), (-3,
                                                                      -3.5),
         (2 ** 62 - 1, 2.0 ** 62), (1, float("nan")), (10 ** 400,
                                                       float("nan")),
         (0, 5e-324), (0, -5e-324), (2 ** 53 + 1, 2.0 ** 53 + 2)]

for i, f in PAIRS:
    print(i == f, i != f, i < f, i <= f, i > f, i >= f)
    print(f == i, f != i, f < i, f <= i, f > i, f >= i)
    print(-i == -f, -i < -f, -f < -i)
    if i == f:
        print(hash(i) == hash(f), {i: 1, f: 2}, len({i, f}))

print(max(1, 1.0), max(1.0, 1), min(True, 1), min(1, True), max(False, -0.0))
print(sorted([3, 2.5, True, 2 ** 70, 1e20, -1, False, 0.5]))
print([1, 2.0, True].index(True), [1.0, 2].count(1), 2.0 in (1, 2))
print(hash(0.5), hash(-0.5), hash(1.5), hash(1e300), hash(-1e-300), hash(0.1))
print(hash(float("inf")), hash(float("-inf")), hash(2.0 ** 61 - 1))
for a, b in ((1, "1"), (1, None), ("a", 1), (1, []), (None, 1.5)):
    print(a == b, a != b)
    for operator in "<", "<=", ">", ">=":
        try:
            print(eval(f"a {operator} b"))
        except TypeError as error:
            print(error)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, 3 > 2 >= 2 != 1)
