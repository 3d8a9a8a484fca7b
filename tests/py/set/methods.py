# SPDX-License-Identifier: MIT
"""All methods of set and frozenset with any iterables, and every complaint."""

def run(start, steps):
    """Evaluate expressions on s one after the other, printing s sorted."""
    names = {"s": start}
    for step in map(str.strip, steps.strip().splitlines()):
        try:
            value = eval(step, names)
            if isinstance(value, (set, frozenset)):
                value = type(value).__name__, sorted(value, key=str)
            print(step, "->", sorted(names["s"], key=str), value)
        except Exception as error:
            print(step, "->", sorted(names["s"], key=str),
                  type(error).__name__, error)


BOTH = """
s.union(), s.union([9], 'x', {1: 2}) and None
s.union([9], 'x', {1: 2})
s.union(5)
s.union([[]])
s.intersection()
s.intersection([1, 2, 9], (2, 3))
s.intersection(5)
s.intersection([[]])
s.difference()
s.difference([1], {2: 0})
s.difference([1], 5)
s.difference([[]])
s.symmetric_difference([1, 9, 9, 1])
s.symmetric_difference()
s.symmetric_difference([1], [2])
s.isdisjoint([7, 8]), s.isdisjoint('a'), s.isdisjoint([1]), s.isdisjoint(())
s.isdisjoint(5)
s.issubset(range(10)), s.issubset([1])
s.issuperset([1]), s.issuperset([99]), s.issubset(s)
s.issubset(5)
s.issuperset([[]])
s.copy() == s, type(s.copy()), s.copy() is s
s.nothing
"""
run({1, 2, 3}, BOTH)
run(frozenset([1, 2, 3]), BOTH)
run({1, 2, 3}, """
s.add(4), s.add(1), s.add(1.0)
s.add([])
s.add()
s.add(1, 2)
s.remove(4)
s.remove(4)
s.remove('text')
s.remove((1, 2))
s.remove([])
s.remove({1})
s.discard(3), s.discard(3)
s.discard([])
s.update([5, 6], 'ab', {7: 8}), s.update()
s.update(5)
s.update([10, []])
s.intersection_update([1, 5, 'a', 99]), s.intersection_update()
s.intersection_update(None)
s.difference_update(['a'], [99])
s.difference_update(5)
s.symmetric_difference_update([1, 100])
s.symmetric_difference_update(5)
s.symmetric_difference_update(s)
s.pop()
s.update('z'), s.pop()
s.clear(), s.clear()
set('aaa'), set(), set({1: 2}), set(range(3)), set(frozenset([1]))
set(5)
set([1], [2])
set(x=1)
""")
for text in ("frozenset(5)", "frozenset([[]])", "frozenset(x=1)",
             "frozenset([1], 2)",
             "frozenset().add(1)", "frozenset().pop()",
             "{*'ab', *[1]} == {'a', 'b', 1}",
             "{i % 3 for i in range(10)}", "{*()}", "{*5}",
             "frozenset() is frozenset()",
             "set.union({1}, [2])", "set.union([1], [2])",
             "set.add(frozenset(), 1)"):
    try:
        print(text, "->", eval(text))
    except Exception as error:
        print(text, "->", type(error).__name__, error)
