# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""Operators of set and frozenset with each other and with others; results'
types; errors."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

SETS = [set(), {1}, {1, 2, 3}, {3, 4}, frozenset(), frozenset({2, 3}), {1.0,
                                                                        "a"}]
for a in SETS:
    for b in SETS:
        for result in a | b, a & b, a - b, a ^ b:
            print(type(result).__name__, sorted(map(str, result)), end=" ")
        print(a == b, a != b, a < b, a <= b, a > b, a >= b, a.isdisjoint(b))

probe("""
{1} | [2]
[1] | {2}
{1} & {1: 2}
{1} - 5
{1} ^ None
{1} + {2}
{1} * 2
{1} < [1]
{1} <= 5
{1} > (1,)
{1} == [1], {1} != (1,)
{1} == frozenset([1]), set() == frozenset(), {1} == {1: 1}
{1} | {1: 2}.keys(), {1, 2} & {1: 2}.keys()
{1, 2} - {1: 2}.keys(), {1} <= {1: 2}.keys()
-{1}
~{1}
{1}[0]
{1}()
len({1, 1.0, True}), len({0, False, 0.0, -0.0})
len({'a', 'a', b'a'}), {1} is {1}
hash(frozenset()) == hash(frozenset([]))
hash(frozenset('ab')) == hash(frozenset('ba'))
hash({1})
{frozenset({1}): 2}[frozenset([1])], {1} in [{1}]
{1} in {frozenset([1])}, {5} in {5}
frozenset([1]) in {frozenset([1])}, {1} in frozenset([frozenset([1])])
[] in {1}
{1}.__or__([1]), {1}.__and__({1})
{1}.__ror__({2}) == {1, 2}, {1}.__sub__(5), {1}.__contains__(1)
repr(set()), repr({1}), repr(frozenset())
repr(frozenset({1})), str({(1, 2)}), repr({None})
repr({frozenset({1})}), bool(set())
bool({0}), len(set('hello')), sorted(set('hello'))
{1, 2} > {1} > set(), {1} < {1, 2} < {1, 2, 3}, {1} < {2}
{1} > {2}, {1} <= {2}, not {1} <= {2}
max({3, 1}), sum({1, 2}), sorted({3, 1, 2}, reverse=True)
list({5}), tuple({'x'}), [*{1}], any({0})
""")
a = b = {1, 2, 3}
a |= {4}
a &= {1, 2, 4, 9}
a -= {2}
a ^= {1, 7}
print(sorted(a), a is b)
f = g = frozenset({1, 2})
f |= {3}
f &= {1, 3}
f -= {1}
f ^= {8}
print(sorted(f), sorted(g), type(f))
for statement in ("a |= [1]", "a &= None", "a -= 'x'", "a ^= [1]", "f |= [1]",
                  "a += {1}"):
    try:
        exec(statement)
    except TypeError as error:
        print(statement, "->", error)
s = {1, 2}
s -= s
t = {1, 2}
t ^= t
print(s, t)
