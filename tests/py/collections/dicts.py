# SPDX-License-Identifier: MIT
"""defaultdict, OrderedDict and ChainMap: what they add to dict."""

from collections import ChainMap, OrderedDict, defaultdict


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


d = defaultdict(list)
for word in "the quick brown fox jumps over the lazy dog".split():
    d[len(word)].append(word)
print(sorted(d.items()), d.get(9), 9 in d, d[9], 9 in d)
print(defaultdict(int, a=1), defaultdict(None, {1: 2}), d.default_factory)
counts = defaultdict(int)
for c in "hello":
    counts[c] += 1
print(dict(counts), counts == {"h": 1, "e": 1, "l": 2, "o": 1})
attempt(lambda: defaultdict()["missing"])
attempt(defaultdict, 5)
attempt(lambda: defaultdict(lambda: 1 / 0)[1])
tree = defaultdict(lambda: defaultdict(dict))
tree["a"]["b"]["c"] = 1
copy = tree.copy()
print(tree["a"]["b"], type(copy).__name__, copy["a"] is tree["a"])
d.default_factory = None
attempt(lambda: d["gone"])

o = OrderedDict([("b", 1), ("a", 2), ("c", 3)])
o["a"] = 5
print(list(o), o.popitem(), o.popitem(last=False), list(o.items()))
o = OrderedDict.fromkeys("abcde")
o.move_to_end("b")
o.move_to_end("e", last=False)
print("".join(o), "".join(reversed(o)))
attempt(o.move_to_end, "q")
attempt(OrderedDict().popitem)
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1),
      OrderedDict(a=1, b=2) == dict(b=2, a=1), OrderedDict(), OrderedDict(x=1))
del o["a"]
o["a"] = 1
print("".join(o), len(o), o.copy() == o, isinstance(o, dict))
print(o.pop("c", "default"), o.pop("c", "default"), o.setdefault("z", 26))
o.update(y=25)
print(list(o.keys())[-2:], "z" in o, list(o.values()))

base, middle, top = {"a": 1, "b": 2}, {"b": 3}, {}
m = ChainMap(top, middle, base)
m["c"] = 4
print(m["a"], m["b"], m["c"], top, len(m), sorted(m), m.get("q"), "b" in m)
attempt(lambda: ChainMap({})[1])
child = m.new_child({"a": 100})
print(child["a"], m["a"], len(child.maps), sorted(child.items()))
del m["c"]
print(top, list(ChainMap({1: 0}, {2: 0, 1: 5}).items()))
