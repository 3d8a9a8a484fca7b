# SPDX-License-Identifier: MIT
"""All methods of dict with their defaults, their returns, and every
complaint."""

def run(start, steps):
    """Evaluate expressions on d one after the other, printing d."""
    names = {"d": start}
    for step in map(str.strip, steps.strip().splitlines()):
        try:
            value = eval(step, names)
            print(step, "->", names["d"], repr(value))
        except Exception as error:
            print(step, "->", names["d"], type(error).__name__, error)


run({"a": 1, 2: "b"}, """
d['a'], d[2], d[2.0], d.get('a'), d.get('x'), d.get('x', 5), d.get(True)
d['x']
d[1]
d[None]
d[(1, 'k')]
d[[]]
d.get([])
d.get()
d.get(1, 2, 3)
d.get(key=1)
d.setdefault('a', 9), d.setdefault('n'), d.setdefault('m', [])
d.setdefault('m').append(1)
d.setdefault({}, 1)
d.setdefault()
d.pop('n'), d.pop('zz', None)
d.pop('zz')
d.pop([])
d.pop()
d.pop('a', 1, 2)
d.popitem()
d.update({'p': 1}), d.update([('q', 2), ['r', 3]]), d.update(s=4), d.update()
d.update({'p': 5}, q=6), d.update(['xy', (7, 8)])
d.update(5)
d.update([5])
d.update([(1,)])
d.update([(1, 2, 3)])
d.update(['abc'])
d.update('ab')
d.update({1: 2}, {3: 4})
d.update([([], 1)])
d.update(None)
d.update([('ok', 1), 5])
d.__contains__('p'), 'p' in d, 'none' in d, d.__len__(), len(d)
[] in d
d.__getitem__('p'), d.__setitem__('t', 0), d.__delitem__('t')
d.__delitem__('t')
d.__missing__('t')
d.keys() == set(d), d.items() == set(d.items()), d.values() == d.values()
d.copy() == d, d.copy() is d, d.__eq__(d), d.__eq__(1), d.__ne__({})
d.__lt__(d), d.__or__(1)
d < d
d + d
hash(d)
d.clear()
d.popitem()
d.keys(1)
d.items().nothing
d.nothing
""")
for call in ("dict()", "dict({})", "dict(a=1, b=2)", "dict([(1, 2)], a=3)",
             "dict(5)",
             "dict([1])", "dict({1: 2}, {3: 4})", "dict([(1, 2, 3)])",
             "dict(['ab'])",
             "dict(**{'a b': 1})", "dict(**{1: 2})", "dict.fromkeys(5)",
             "dict.fromkeys()",
             "dict.fromkeys('ab', [])", "dict.fromkeys([[]])", "dict('ab')",
             "dict(None)",
             "{}.fromkeys((1,), 2)", "dict(a=1, **{'a': 2})",
             "dict(self=1, other=2)"):
    try:
        print(call, "->", eval(call))
    except Exception as error:
        print(call, "->", type(error).__name__, error)
