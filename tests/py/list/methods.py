# SPDX-License-Identifier: MIT
"""All methods of list, step by step, with every complaint."""

def run(start, steps):
    """Apply statements to x one after the other, printing x."""
    names = {"x": start}
    for step in map(str.strip, steps.strip().splitlines()):
        try:
            value = eval(step, names)
            print(step, "->", names["x"], repr(value))
        except Exception as error:
            print(step, "->", names["x"], type(error).__name__, error)


run([3, 1, 2], """
x.append(4)
x.append([5])
x.append()
x.append(1, 2)
x.extend([6, 7])
x.extend('ab')
x.extend(i for i in range(2))
x.extend(x)
x.extend(5)
x.extend(None)
x.extend({1: 2})
x.insert(0, 'first')
x.insert(-1, 'nearly last')
x.insert(100, 'last')
x.insert(-100, 'very first')
x.insert('a', 1)
x.insert(1.5, 1)
x.insert(1)
x.insert(2 ** 70, 1)
x.pop()
x.pop(0)
x.pop(-1)
x.pop(100)
x.pop(-100)
x.pop('a')
x.pop(1, 2)
x.remove(1)
x.remove('absent')
x.index(2), x.index(2, 3), x.index(2, -100, 100)
x.index('absent')
x.index(2, 5, 4)
x.index(2, 'a')
x.count(1), x.count([5]), x.count('absent')
x.reverse()
x.copy(), x.copy() is x, x.copy() == x
x.sort()
x.sort(key=str)
x.sort(key=str, reverse=True)
x.sort(1)
x.sort(reverse='a')
x.sort(nothing=1)
x.clear()
x.pop()
x.remove(1)
x.index(1)
x.nothing()
""")
for call in ("list()", "list('ab')", "list({1: 2})", "list(range(3))",
             "list(5)",
             "list([1], [2])", "list(x=1)", "list(None)", "[*'ab', *[1]]",
             "list.append([], 1)", "list.append(1, 2)", "list.append()",
             "[].__len__()", "[1].__contains__(1)", "[1].__add__([2])",
             "[1].__iadd__('ab')", "[1].__add__((2,))", 
             "hash([])", "[1, 2].__reversed__().__next__()", "[].__hash__"):
    try:
        print(call, "->", eval(call))
    except (TypeError, AttributeError, StopIteration) as error:
        print(call, "->", type(error).__name__, error)
