# SPDX-License-Identifier: MIT
"""Views of dicts: live, set operations, comparison, containment, reversal,
repr."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

d = {"a": 1, "b": 2, "c": 3}
keys, values, items = d.keys(), d.values(), d.items()
print(keys, values, items, len(keys), len(values), len(items))
d["d"] = 4
del d["a"]
print(keys, values, items, list(reversed(keys)), list(reversed(values)))
print("b" in keys, "a" in keys, 3 in values, ("b", 2) in items, ("b",
                                                                 9) in items)
print(["b", 2] in items, "bc" in items, 5 in items, ("b",) in items,
      [1] in values)

probe("""
sorted(keys & {'b', 'x'}), sorted(keys | ['x'])
sorted(keys - {'b'}), sorted(keys ^ {'b', 'x'})
sorted({'b', 'x'} & keys), sorted({'x'} | keys)
sorted({'b', 'x'} - keys), sorted({'b'} ^ keys)
sorted(keys & 'bd'), sorted(keys - ['d']), sorted(['b', 'z'] - keys)
sorted(items & {('b', 2), ('b', 3)})
sorted(items - {('b', 2)}), sorted(items | {('z', 0)})
type(keys & keys), type(keys | []), type(items - []), type({1} & keys)
keys == {'b', 'c', 'd'}, keys == ['b', 'c', 'd']
keys == frozenset('bcd'), keys != {'b'}
keys < {'b', 'c', 'd', 'e'}, keys <= keys
keys > {'b'}, keys >= {'b', 'q'}, {'b'} < keys
items == {('b', 2), ('c', 3), ('d', 4)}, items <= items
items > set(), items == list(items)
values == values, values == list(values), d.values() == d.values()
keys.isdisjoint({'x'}), keys.isdisjoint('b')
items.isdisjoint([('b', 2)]), keys.isdisjoint([])
keys & 5
keys | None
5 - keys
keys + keys
keys < 5
keys < ['b']
values & values
values < values
keys[0]
keys['b']
len(keys), bool({}.keys()), bool(keys), bool({}.values())
hash(keys)
len({keys.__class__, values.__class__})
[] in keys
([], 1) in items
[] in values
keys & [[]]
keys.isdisjoint(5)
keys.add('x')
keys.mapping == d
items & {('c', [])} if 0 else 'skipped'
list(keys) + list(values), [*items]
dict(items), dict(items) == d, tuple(values)
repr({}.keys()), repr({}.items()), repr({1: {}}.values())
type(keys), type(iter(keys))
type(keys)()
max(items), min(keys)
sum(values), sorted(values, reverse=True), list(zip(keys, values))
keys.__len__(), keys.__contains__('b'), 'b' in iter(keys), list(map(str, keys))
""", keys=keys, values=values, items=items, d=d)
