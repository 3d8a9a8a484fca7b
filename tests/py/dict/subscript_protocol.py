# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""__getitem__, __missing__-like classes, get with calls, del and in on
objects of one's own."""

class Grid:
    """Anything between brackets."""

    def __init__(self):
        self.log = []

    def __getitem__(self, key):
        self.log.append(("get", key))
        return key

    def __setitem__(self, key, value):
        self.log.append(("set", key, value))

    def __delitem__(self, key):
        self.log.append(("del", key))

    def __contains__(self, item):
        self.log.append(("in", item))
        return "non-empty"

    def __len__(self):
        return 3


g = Grid()
print(g[1], g["a"], g[1:2], g[1:2, ::3], g[...], g[()], g[1, 2], g[:, None])
g[0] = "x"
g[1:] = g[::2] = "y"
g[5] += 1
del g[0], g[1:2]
print(5 in g, 5 not in g, len(g), bool(g))
print(g.log)


class OldSequence:
    """Iterable and searchable by __getitem__ alone."""

    def __getitem__(self, index):
        if index >= 4:
            raise IndexError("end")
        return index * 10


s = OldSequence()
print(list(s), 20 in s, 25 in s, max(s), [*s], sum(s), dict(zip(s, s)),
      tuple(s))
a, b, *c = s
print(a, b, c, sorted(s, reverse=True), list(enumerate(s)), list(map(str, s)))
try:
    print(len(s))
except TypeError as error:
    print(error)
for text in ("object()[1]", "None[0]", "5[0]", "len[0]", "(1).x[0]",
             "{}['a']['b']",
             "[1]['a']", "(1,)['a']", "'a'['b']", "range(3)['a']", "{1}[0]",
             "int[0]", "(lambda: 0)[0]", "1 in 5", "1 in None", "1 in object",
             "[].x", "len(None)", "iter(5)", "next([])", "next(iter([]))"):
    try:
        print(text, "->", eval(text))
    except Exception as error:
        print(text, "->", type(error).__name__, error)
for statement in ("5[0] = 1", "None[0] = 1", "(1,)[0] = 1", "range(3)[0] = 1",
                  "del 5[0]",
                  "del None[0]", "del (1,)[0]", "{1}[0] = 1", "del {1: 2}[3]",
                  "del []['a']",
                  "object()[0] = 1", "del object()[0]", "[1, 2][5] = 1",
                  "(lambda: 0)[0] = 1",
                  "del range(3)[0]", "del 'abc'[0]", "del 'abc'['a']",
                  "'abc'['a'] = 1"):
    try:
        exec(statement)
    except Exception as error:
        print(statement, "->", type(error).__name__, error)
