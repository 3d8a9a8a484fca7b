# SPDX-License-Identifier: MIT
# Run with: PYTHONWARNINGS=ignore
"""Tuples: construction, indexing, methods, comparison, hashing, and every
complaint."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)

T = (1, "a", None, 2.5, (3,))
for step in None, 1, 2, -1, -3:
    for start in None, 0, 2, -2, -9, 9:
        print(*(T[start:stop:step] for stop in (None, 0, 3, -1, 9)))

probe("""
(), (1,), (1, 2), tuple()
tuple('ab'), tuple([1]), tuple({1: 2}), tuple(range(3)), 1,
tuple(5)
tuple([1], [2])
tuple(x=1)
T[0], T[-1], T[True], T[4][0]
T[5]
T[-6]
T['a']
T[1.0]
T[::0]
T[None]
T[1, 2]
T.index('a'), T.index(None, 1), T.index(2.5, -3, 100)
T.count(1), T.count('zz'), T.count(True)
T.index('zz')
T.index(1, 1)
T.index()
T.index(1, 'a')
T.count()
T.append(1)
(1, 2) + (3,), () + (), (1,) * 3, 2 * (1, 2)
(1,) * 0, (1,) * -1, () * 5, (1,) * True
(1,) + [2]
[1] + (2,)
(1,) * 1.5
(1,) * 'a'
(1,) * (2 ** 70)
(1,) - (1,)
(1, 2) < (1, 3), (1,) < (1, 2), () < (0,)
(2,) > (1, 9), (1, 'a') <= (1, 'a'), (1, 2) == [1, 2]
(1, 'a') < (1, 2)
(1, 'a') < (2, 2), (None,) == (None,)
(1, 2) != (1, 2.0), (1, (2, 3)) == (1, (2, 3))
(None,) < (None,)
(None,) < (1,)
(1,) < 5
hash((1, 2)) == hash((1, 2.0))
hash(()) == hash(tuple()), hash((1, (2, 3))) == hash((1, (2, 3)))
hash(()), hash((1,)), hash((1, 2, 3))
hash((0,)), hash((-1, 2 ** 61)), hash(((), (1.5,)))
hash((1, []))
1 in T, (3,) in T, 'b' in T, None in T, 2.5 in T, [] in T
len(T), bool(()), bool((0,)), max((1, 3, 2))
min(((2,), (1, 5))), sum((1, 2)), sorted((3, 1)), any(())
repr(()), repr((1,)), repr((1, 2))
str((('a',),)), repr(([],)), f'{(1, 2)}', '%s|%s' % ((1,), ())
'%s' % (1, 2)
T is tuple(T), T[:] is T, T + () == T, () is (), tuple([]) is ()
T.__len__(), T.__contains__(1), T.__getitem__(1)
T.__add__((1,)), (1,).__mul__(2), T.__eq__(5)
(1,).__lt__((2,)), (1,).__lt__([2])
(1,).__ne__((1,)), (1,).__hash__() == hash((1,)), T.__iter__().__next__()
isinstance((), tuple), type((1)), type((1,)), ((1)), (((1, ), ))
tuple(i for i in 'ab'), tuple(reversed((1, 2))), *(1, 2), tuple(zip('ab', (1,
                                                                           2)))
""", T=T)
for statement in ("T[0] = 1", "del T[0]", "T[0:1] = ()", "del T[:]",
                  "T.x = 1", "T += 5", "T += (1,)"):
    try:
        exec(statement)
        print(statement, "->", T)
    except (TypeError, AttributeError) as error:
        print(statement, "->", type(error).__name__, error)
x = [1]
t = (x, x)
x.append(t)
print(t, x)
