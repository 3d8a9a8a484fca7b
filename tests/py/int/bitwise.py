# SPDX-License-Identifier: MIT
"""&, |, ^ and ~ on negatives of any size, as two's complement without end."""

VALUES = [0, 1, -1, 5, -6, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, -(2 ** 32),
          2 ** 62 - 1, -(2 ** 62), 2 ** 63, -(2 ** 63) - 1, 2 ** 64 - 1,
          -(2 ** 64), 3 ** 90, -(3 ** 90), 2 ** 96, -(2 ** 96), -(2 ** 96) + 1]

for a in VALUES:
    for b in VALUES:
        print(a & b, a | b, a ^ b)
        assert a & b == ~(~a | ~b)
        assert a ^ b == (a | b) & ~(a & b)
    print(~a, ~~a == a, -a == ~a + 1)

print(True & False, True | False, True ^ True, ~True, ~False)
print(True & 3, 2 | True, True ^ 3, type(True & 1), type(True & True))
for a, b in ((1, 1.0), (1.0, 1), (1, "a"), ("a", 1), ([], 1), (1, None)):
    for name in "&", "|", "^":
        try:
            print(eval(f"a {name} b"))
        except TypeError as error:
            print(error)
try:
    print(~1.0)
except TypeError as error:
    print(error)
try:
    print(-"a")
except TypeError as error:
    print(error)
try:
    print(+[])
except TypeError as error:
    print(error)

x = 2 ** 70 + 5
x &= -4
x |= 3
x ^= -1
print(x)
