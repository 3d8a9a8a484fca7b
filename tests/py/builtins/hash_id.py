# SPDX-License-Identifier: MIT
"""hash: equal numbers hash alike whatever their type; what has none; id."""

import sys

print(hash(0), hash(1), hash(-1), hash(-2), hash(True), hash(1.0), hash(-1.0))
print(hash(2 ** 61 - 1), hash(2 ** 61), hash(2 ** 61 - 2), hash(-2 ** 61),
      hash(-(2 ** 61 - 1)), hash(10 ** 40), hash(-10 ** 40))
print(hash(0.5), hash(-0.5), hash(1e300), hash(1e-300), hash(0.0), hash(-0.0))
print(hash(float("inf")), hash(float("-inf")))
for number in (2 ** 53, 2 ** 70, -2 ** 100, 10 ** 22):
    assert hash(number) == hash(float(number)), number
assert hash((1, 2)) == hash((1.0, True + 1))
assert hash("abc") == hash("ab" + "c") and hash(b"abc") == hash(b"ab" + b"c")
assert hash(frozenset([1, 2, 3])) == hash(frozenset([3, 2, 1]))
assert hash(range(0, 10, 3)) == hash(range(0, 11, 3))
print(hash(()) == hash(()), hash((1, 2, 3)) == hash((3, 2, 1)))
print(sys.maxsize, {1: "int", 1.0: "float", True: "bool"})

for thing in ([], {}, set(), bytearray(), slice(1), ([],), (1, {})):
    try:
        hash(thing)
    except TypeError as error:
        print(error)


class Equal:
    def __eq__(self, other):
        return True


class Hashed(Equal):
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value


class Plain:
    pass


try:
    hash(Equal())
except TypeError as error:
    print(error, Equal.__hash__)
print(hash(Hashed(5)), hash(Hashed(-1)), hash(Hashed(2 ** 64 + 5)),
      hash(Hashed(2 ** 61)), hash(Hashed(-2 ** 63)))
for wrong in ("x", 1.5, None):
    try:
        hash(Hashed(wrong))
    except TypeError as error:
        print(error)
print(len({Hashed(1), Hashed(1), Hashed(2)}))
a, b = Plain(), Plain()
print(hash(a) == hash(a), hash(a) == hash(b), a in {a}, b in {a})
print(id(a) == id(a), id(a) == id(b), id(None) == id(None), type(id(a)))
x = y = [1]
print(id(x) == id(y), id(x) == id([1]), hash(Plain.__init__) is not None)
