# SPDX-License-Identifier: MIT
"""Sets changed while iterated or while their elements are compared; large
sets; removal."""

def attempt(label, action):
    try:
        print(label, action())
    except Exception as error:
        print(label, type(error).__name__, error)


def grow():
    for item in s:
        s.add(item + 100)


def shrink():
    for item in s:
        s.discard(item)


def clear():
    for item in s:
        s.clear()


for action in grow, shrink, clear:
    s = {1, 2, 3}
    attempt(action.__name__, action)
s = {1, 2, 3}
iterator = iter(s)
first = next(iterator)
s.add(50)
attempt("next", lambda: next(iterator))
attempt("and again", lambda: next(iterator, "default"))
print(sorted(s), first in s, iter({1, 2}).__length_hint__())


class Item:
    """All collide; comparing one may meddle with the set."""

    def __init__(self, name, action=None):
        self.name, self.action = name, action

    def __hash__(self):
        return 3

    def __eq__(self, other):
        if self.action:
            self.action()
        return isinstance(other, Item) and self.name == other.name


def fail():
    raise ValueError("compared")


for action in lambda: s.clear(), fail, None:
    s = {Item("a", action)}
    attempt("in", lambda: Item("b") in s)
    attempt("add", lambda: s.add(Item("c")))
    attempt("discard", lambda: s.discard(Item("a")))
    attempt("union", lambda: len(s | {Item("a"), Item("q")}))
    attempt("equal", lambda: s == {Item("a")})
    print(len(s))

big = set(range(0, 3000, 3))
big |= set(range(0, 3000, 5))
print(len(big), sum(big), 9 in big, 10 in big, 11 in big)
for i in range(0, 3000, 15):
    big.remove(i)
big.symmetric_difference_update(range(0, 100))
print(len(big), sum(big), sorted(big)[:30])
while len(big) > 5:
    big.remove(min(big))
print(sorted(big))
words = set()
for i in range(2000):
    words.add(f"w{i % 700}")
    words.discard(f"w{i % 13}")
print(len(words), sorted(words)[:5], "w699" in words, "w3" in words)
print(len({(i % 10, i % 7) for i in range(1000)}),
      len({i * 0.5 for i in range(9)}))
total = set()
while big:
    total.add(big.pop())
print(sorted(total), big)
