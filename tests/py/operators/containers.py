# SPDX-License-Identifier: MIT
"""Container protocol: len, items, slices, in, iteration, reversed, missing."""


class Sequence:
    def __init__(self, *items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return "slice", index.start, index.stop, index.step
        return self.items[index]

    def __setitem__(self, index, value):
        print("set", index, value)

    def __delitem__(self, index):
        print("del", index)


s = Sequence(1, 2, 3)
print(list(s), 2 in s, 9 in s, len(s), bool(s), bool(Sequence()), s[-1])
print(list(reversed(s)), s[1:2], s[::-1], s[:], sum(s), max(s), sorted(s))
print(*s, [*s], tuple(s), list(zip(s, s)), list(enumerate(s, 1)))
s[0] = 5
s[1:2] = "x"
s["k", 2] = None
del s[0], s[1:], s[...]
a, b, c = s
print(a, b, c)


class Contains:
    def __contains__(self, item):
        print("contains", item, end=" ")
        return "truthy" if item else ""


print(1 in Contains(), 0 in Contains(), 0 not in Contains())


class IterOnly:
    def __iter__(self):
        print("iter", end=" ")
        return iter([1, 2, 3])


print(2 in IterOnly(), 5 in IterOnly(), list(IterOnly()))


class NotIterable:
    __iter__ = None
    __contains__ = None
    __hash__ = None


class BadIter:
    def __iter__(self):
        return 5


class BadNext:
    def __iter__(self):
        return self


class Missing(dict):
    def __missing__(self, key):
        self[key] = key * 2
        return self[key]


m = Missing(a=1)
print(m["a"], m["b"], m, m.get("c"), "c" in m)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


print([10, 20, 30][Index(1)], "abc"[Index(0):Index(2)], range(10)[Index(3)],
      hex(Index(255)), [0] * Index(2), list(range(Index(3))))


def attempt(source):
    try:
        print(source, eval(source))
    except (TypeError, IndexError, KeyError, ValueError) as error:
        print(source, "|", type(error).__name__, error)


for source in ["len(5)", "s[0][0]", "5 in 5", "iter(5)", "reversed({1})",
               "1 in NotIterable()", "list(NotIterable())", "{NotIterable()}",
               "list(BadIter())", "list(BadNext())", "[1][5]",
               "[1][Index('x')]", "'abc'[10]", "{}['k']",
               "{}[[]]", "next(5)", "len(IterOnly())", "s[10]",
               "[1, 2][::0]", "range(3)[5]", "reversed(5)",
               "[][None:'a']",
               "'a' in 'abc', '' in 'abc'", "1 in 'abc'", "None in [None]"]:
    attempt(source)
for statement in ["(1,)[0] = 1", "'a'[0] = 'b'", "del (1,)[0]",
                  "[][0] = 1", "del [][0]", "del {}['x']",
                  "{}[[]] = 1", "range(3)[0] = 1", "del 'abc'[0]"]:
    try:
        exec(statement)
    except (TypeError, IndexError, KeyError) as error:
        print(statement, "|", type(error).__name__, error)
