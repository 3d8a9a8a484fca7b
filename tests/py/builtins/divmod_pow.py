# SPDX-License-Identifier: MIT
"""divmod, pow with three arguments, round and abs at their corners."""


def attempt(function, *args, **keywords):
    try:
        print(function.__name__, args, function(*args, **keywords))
    except Exception as error:
        print(function.__name__, args, type(error).__name__, error)


for a in (7, -7, 10 ** 30, -10 ** 30, 0):
    for b in (2, -2, 3, 10 ** 15, -1):
        q, r = divmod(a, b)
        assert q * b + r == a and abs(r) < abs(b)
        print((q, r), end=" ")
    print()
for a, b in ((7.5, 2), (-7.5, 2), (7.5, -2), (1e300, 3), (0.0, -1), (5, 0.3),
             (-0.0, 1), (float("inf"), 2), (3, float("inf")),
             (-3, float("inf")), (float("nan"), 1)):
    attempt(divmod, a, b)
attempt(divmod, 1, 0)
attempt(divmod, 1.0, 0)
attempt(divmod, "a", 1)
attempt(divmod, 1)
attempt(divmod, True, True)

for args in ((2, 10, 1000), (2, -1, 7), (3, -5, 11), (-3, 3, 7), (3, 3, -7),
             (0, 0, 1), (2, 0, 1), (7, 10 ** 20, 13), (2, -1, 4), (2, 3, 0),
             (2.0, 3, 5), (2, 3.0, 5), (2, 3, 5.0), (2, -2), (0, -1), (0.0, -1),
             (10, 30), (True, 5), ("2", 3), (2, 3, "x")):
    attempt(pow, *args)
print(pow(base=5, exp=3), pow(5, exp=3, mod=7), pow(5, 3, None))
attempt(pow, 5)

for args in ((0.5,), (1.5,), (2.5,), (-0.5,), (2.675, 2), (1234.5678, -2),
             (1234, -2), (1250, -2), (1350, -2), (-1250, -2), (1e300, 3),
             (5, None), (5.5, None), (7, 10 ** 6), (0.1, 400), (123.456, -400),
             (float("nan"),), (float("inf"),), (float("inf"), 2), ("x",),
             (1.5, 1.5), (True,), (12345678901234567890, -3)):
    attempt(round, *args)
print(type(round(2.0)), type(round(2.0, 0)), type(round(True)))
for value in (-0.0, -5, True, -10 ** 25, -1e-320, float("-inf")):
    attempt(abs, value)
attempt(abs, "x")
attempt(abs)
