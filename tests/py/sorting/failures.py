# SPDX-License-Identifier: MIT
"""Keys and comparisons that raise in the middle, and lists that change while
sorted."""

def probe(expressions, **names):
    """Print the value of each line, or the exception that it raises."""
    for text in map(str.strip, expressions.strip().splitlines()):
        try:
            value = repr(eval(text, names))
        except Exception as error:
            value = f"{type(error).__name__}: {error}"
        print(text, "->", value)


class Fussy:
    """Compares until its turn comes to raise."""
    left = 5

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        Fussy.left -= 1
        if Fussy.left < 0:
            raise KeyError("tired")
        return self.n < other.n

    def __repr__(self):
        return f"F{self.n}"


def bad_key(n):
    if n == 3:
        raise ZeroDivisionError("key of 3")
    return -n


def meddling_key(n):
    seen.append(len(x))
    x.append(n)
    return n


x = [Fussy(n) for n in (5, 3, 4, 1, 2, 0, 9, 8)]
try:
    x.sort()
except KeyError as error:
    print("KeyError", error)
print(sorted(f.n for f in x), len(x))
seen = []
for key in bad_key, meddling_key:
    for reverse in False, True:
        x = [5, 1, 3, 2]
        try:
            x.sort(key=key, reverse=reverse)
        except (ZeroDivisionError, ValueError) as error:
            print(type(error).__name__, error)
        print(x, seen)
x = [3, 1, 2]
x.sort(key=lambda n: print("meanwhile", x, len(x)) or n)
print(x)
probe("""
sorted([1, 'a'])
sorted(['a', 1], reverse=True)
sorted([1, None])
sorted([(1, 'a'), (1, None)])
sorted([{}, {}])
sorted([1, 2], key=5)
sorted([1, 2], key=len)
sorted([1, 2], lambda n: n)
sorted(5)
sorted()
sorted([2, 1], reverse='yes')
sorted([2, 1], reverse=None)
sorted([2, 1], nothing=1)
sorted(iterable=[1])
[1].sort(None)
sorted([1 + i * 0 for i in range(3)] + [float('nan')])
""")
