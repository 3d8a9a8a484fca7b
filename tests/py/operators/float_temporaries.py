# SPDX-License-Identifier: MIT
# A float that only an expression in progress refers to may become its result;
# one that anybody else refers to must stay what it is.


def shared(a, b):
    """Every operand is used again."""
    twice = a * b + a * b
    same = a + a
    square = (a + b) * (a + b)
    kept = a
    a += b
    b -= b
    return kept, a, b, twice, same, square


print(shared(1.5, 2.25))
print(shared(0.0, -0.0))
print(shared(1e308, 1e308))

x = 1.5
items = [x, x, 0.25]
print(items[0] * items[1], (items[0] + 0.0) - (items[2] + 0.0), items, x)


def constants():
    """A constant is the same in each round."""
    value = 1.5
    seen = []
    for _ in range(5):
        value = value * 2.0 - 0.5
        before = value
        value += 1.0
        seen.append((before, value, 0.1 + 0.2))
    return seen


print(constants())


def argument(value):
    """The caller's temporary is the callee's local."""
    half = value / 2.0
    return value, half, value - half, value


print(argument(3.0 + 0.5), argument(x), x)


def several():
    """Generators and closures keep what they have."""
    total = 0.5
    for step in (n * 0.25 for n in range(4)):
        total = total + step
        yield total


print(list(several()), sorted(several(), key=lambda value: -value))

mixed = [1 + 0.5, 0.5 + 1, 2 * 0.25, 1 / 4, 7.5 // 2, 7.5 % 2, 2 ** 0.5]
print(mixed, -mixed[0], mixed[0] - 1, True + 0.5)
for divisor in (0, 0.0, -0.0):
    try:
        print(x / divisor)
    except ZeroDivisionError as error:
        print(error, x)
