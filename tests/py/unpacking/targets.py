# SPDX-License-Identifier: MIT
"""Assignment to tuples, lists, stars, nested ones; what does not fit."""

a, b = 1, 2
a, b = b, a
[c, d], e = "xy", [3]
print(a, b, c, d, e)
first, *rest = range(4)
*init, last = "abc"
head, *middle, tail = [1, 2]
*whole, = (i for i in range(3))
print(first, rest, init, last, head, middle, tail, whole)
(x, (y, *z)), *w = (1, (2, 3, 4)), 5, 6
print(x, y, z, w)
p = q = r = []
p.append(1)
print(p is q is r, r)
i, items = 0, [10, 20, 30]
i, items[i] = 2, "set"
print(i, items)
i, items[i] = 1, "again"
print(items)
items[0], items[-1] = items[-1], items[0]
print(items)


class Box:
    pass


box = Box()
box.a, *box.b, box.c = range(5)
print(box.a, box.b, box.c)
d = {}
d["x"], (d["y"], *d["z"]) = 1, "abc"
print(d)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        while self.n:
            print("give", self.n, end="; ")
            self.n -= 1
            yield self.n


a, b, c = Countdown(3)
print(a, b, c)


class Indexed:
    def __getitem__(self, i):
        if i >= 2:
            raise IndexError
        return i * 10


a, b = Indexed()
print(a, b)


def attempt(source):
    try:
        exec(source)
        print("fine", source)
    except (ValueError, TypeError, KeyError) as error:
        print(type(error).__name__, error, "|", source)


for source in ["a, b = 1", "a, b = 1,", "a, b = 1, 2, 3", "a, *b, c = 1,",
               "a, b = None", "() = 1", "() = []", "[] = [1]", "a, b = 'abc'",
               "a, b = {1: 2}", "(a, b), c = 1, 2", "[a, [b, c]] = 1, [2]",
               "*a, b = []", "a, b = iter([1, 2, 3])", "a, = 5", "a, = []",
               "*a, = 5", "a, b = range(10**6)", "a, *b = {}", "a, b = len",
               "for a, b in [1]: pass", "for a, b in ['xyz']: pass",
               "a, b, c, d = Countdown(2)", "a, b = Countdown(9)"]:
    attempt(source)


class Fails:
    def __iter__(self):
        yield 1
        raise KeyError("while unpacking")


attempt("a, b = Fails()")
attempt("*a, b = Fails()")
