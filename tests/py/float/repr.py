# SPDX-License-Identifier: MIT
"""repr of floats: the shortest text that reads back the same, and when it
has an exponent."""

VALUES = [0.1, 0.2, 0.1 + 0.2, 1 / 3, 2 / 3, 1e15, 1e16, 1e17, 1e22, 1e23,
          123456789012345680.0, 1e-4, 1e-5, 0.00012345, 1.5e-5, 5e-324,
          2.2250738585072014e-308,
          2.225073858507201e-308, 1.7976931348623157e308, 9007199254740992.0,
          9007199254740993.0, 9999999999999998.0, 99999999999999990.0,
          9.5e-3, 4.35, 2.675, 100.0, 1e2, 12345.678, 0.5, 1.0, 3.0e10,
          8.41e21, 5.764607523034235e39, 2.9802322387695312e-8, 9e-265]

for value in VALUES:
    for v in value, -value:
        print(v, repr(v), str(v), [v])
        assert float(repr(v)) == v

print(0.0, -0.0, 1e0, -1e0, 1e400, -1e400, 1e400 - 1e400)
print(float("inf"), float("-inf"), float("nan"), -float("nan"))
for exponent in range(-330, 310, 7):
    print(float(f"7.3e{exponent}"), float(f"-1e{exponent}"))
for exponent in range(-1074, 1024, 61):
    print(2.0 ** exponent)
x = 1.0
for i in range(40):
    x = x * 1.7 - 0.3
    print(x, 1 / x)
seed = 12345
for i in range(200):
    seed = seed * 6364136223846793005 + 1442695040888963407 & 2 ** 64 - 1
    value = seed / 2 ** 31 * 10.0 ** (seed % 600 - 310)
    assert float(repr(value)) == value
    print(value)
