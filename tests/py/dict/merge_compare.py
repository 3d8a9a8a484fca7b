# SPDX-License-Identifier: MIT
"""The operators or and |=, equality of dicts, comprehensions, nesting, repr
in themselves."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Pairs:
    """What dict() and update() take for a mapping."""

    def keys(self):
        return ["x", "y"]

    def __getitem__(self, key):
        return key * 2


class NoItem:
    def keys(self):
        return [1]


probe("""
{'a': 1} | {'b': 2}, {'a': 1} | {'a': 2}
{} | {}, {'a': 1, 'b': 2} | {'b': 3, 'a': 4}
{'a': 1} | [('b', 2)]
[('b', 2)] | {'a': 1}
{'a': 1} | None
{'a': 1} & {'a': 1}
{'a': 1} == {'a': 1.0}, {'a': 1} == {'a': 2}
{'a': 1} == {'b': 1}, {} == [], {1: 2} != {1: 2}
{'a': [1, {}]} == {'a': [1, {}]}
{1: 2, 3: 4} == {3: 4, 1: 2}, {1: {}} == {1: set()}
{} < {}
{1: 2} >= {1: 2}
dict(Pairs()), {**Pairs()}, dict(Pairs(), x=5), {'z': 1} | dict(Pairs())
dict(NoItem())
{'z': 1} | Pairs()
{**NoItem()}
{**{'a': 1}, **{'a': 2}, 'a': 3, 'b': 4, **{}}
{**None}
{i: i * i for i in range(5) if i % 2}, {k: [v] for k, v in {'a': 1}.items()}
{a + b: 1 for a in 'xy' for b in 'zw'}
{(i, j): i * j for i in range(2) for j in range(2)}
{i % 3: i for i in range(10)}
{str(k): {k: {}} for k in range(2)}, {x: y for x, y in ['ab', 'cd']}
{1: {2: {3: [{}]}}}, {'a': ()}, {'': ''}
{None: ..., ...: None}, {1.5: -0.0}, {(): []}
(lambda **kw: kw)(**{'b': 1, 'a': 2}), (lambda **kw: kw)(z=1, **{'y': 2})
(lambda **kw: kw)(**{1: 2})
(lambda **kw: kw)(**5)
(lambda a, **kw: (a, kw))(**{'b': 1, 'a': 2})
max({'a': 3, 'b': 1})
min({'a': 3, 'b': 1}, key={'a': 3, 'b': 1}.get), sum({1: 5, 2: 6})
list(map(len, {'ab': 1, 'c': 2})), ' '.join({'x': 1, 'y': 2})
sorted({3: 0, 1: 0}), {**{}} is {}
all({1: 0}), any({0: 1})
len({i: 0 for i in range(1000)}), 5 in {5: 0}, 0 in {5: 0}
""", Pairs=Pairs, NoItem=NoItem)
d = e = {"a": 1}
d |= {"b": 2}
d |= [("c", 3), "de"]
print(d, d is e)
for wrong in 5, [1], None, ["abc"], [(1, 2, 3)]:
    try:
        d |= wrong
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error, d)
d = d | {"z": 26}
print(d, e, d is e)
d["self"] = d
d["list"] = [d]
print(d, [d], f"{d}")
try:
    print({"a": d} == {"a": {**d}})
    print(d == {**d})
except RecursionError:
    print("RecursionError")
