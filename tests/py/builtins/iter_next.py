# SPDX-License-Identifier: MIT
"""iter with a sentinel, next with a default, and iterators that misbehave."""


class Items:
    """Only __getitem__, the old protocol."""

    def __init__(self, count, end=IndexError):
        self.count, self.end = count, end

    def __getitem__(self, index):
        if index >= self.count:
            raise self.end("done")
        return index * index


class NotIterator:
    def __iter__(self):
        return 5


class Forever:
    def __init__(self):
        self.n = 0

    def __call__(self):
        self.n += 1
        if self.n == 7:
            raise StopIteration
        return self.n


def attempt(function, *args):
    try:
        print(function(*args))
    except BaseException as error:
        print(type(error).__name__, error)


print(list(iter(Forever(), 4)), list(iter(Forever(), None)))
numbers = iter(Forever(), 3)
print(list(numbers), next(numbers, "exhausted for ever"), list(numbers))
print(list(Items(5)), list(Items(3, StopIteration)), 9 in Items(9))
attempt(list, Items(2, KeyError))
attempt(iter, NotIterator())
attempt(iter, 5)
attempt(iter, 5, 5)
attempt(iter)
attempt(next, [1])
attempt(next, iter([]))
attempt(next, iter([]), "default")
attempt(next, iter([]), None)
attempt(next)
it = iter([1, 2, 3])
print(next(it), iter(it) is it, list(it), next(it, 0), list(it))

grown = [1]
it = iter(grown)
print(next(it), next(it, "end"))
grown.append(2)
print(next(it, "still at its end"), grown)
grown = [1, 2, 3]
for item in grown:
    if len(grown) < 6:
        grown.append(item * 10)
print(grown)
for source in (iter({1: 2}), iter({1}), iter("a"), iter(b"a"), iter((1,)),
               iter(range(1)), iter(int, 1), enumerate([1]),
               zip([1]), map(int, [1]), filter(None, [1]), iter(Items(1)),
               (i for i in [1])):
    print(type(source).__name__, iter(source) is source, end="; ")
print()
d = {1: 1, 2: 2}
try:
    for key in d:
        d[key + 10] = 0
except RuntimeError as error:
    print(error)
s = {1, 2}
try:
    for key in s:
        s.add(key + 10)
except RuntimeError as error:
    print(error)
