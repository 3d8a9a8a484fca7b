# SPDX-License-Identifier: MIT
"""deque: changed while it is walked through, searched or compared; subclasses;
long ones against a list."""

import random
from collections import deque


def attempt(function, *args):
    try:
        print(function(*args))
    except Exception as error:
        print(type(error).__name__, error)


def walk(d, change, backwards=False):
    for item in reversed(d) if backwards else d:
        change()


d = deque([1, 2, 3])
for name, args in (("append", (1,)), ("popleft", ()), ("clear", ()),
                   ("rotate", (1,))):
    d = deque([1, 2, 3])
    attempt(walk, d, lambda: getattr(d, name)(*args))
    d = deque([1, 2, 3])
    attempt(walk, d, lambda: getattr(d, name)(*args), True)
d = deque([1, 2, 3])
attempt(walk, d, lambda: d.__setitem__(0, 9))


class Meddles:
    def __init__(self, target):
        self.target = target

    def __eq__(self, other):
        self.target.clear()
        return False


for search in ("index", "count"):
    d = deque()
    d.extend([Meddles(d), 5, 6])
    attempt(getattr(d, search), 7)
d = deque()
d.extend([Meddles(d), 5, 6])
attempt(lambda: 7 in d)


class Named(deque):
    def __init__(self, name, *args):
        super().__init__(*args)
        self.name = name

    def append(self, item):
        super().append((self.name, item))


n = Named("n", [1], 2)
n.append(2)
n.append(3)
print(n, n.name, n.maxlen, isinstance(n, deque), len(n))

generator = random.Random(7)
model, d = [], deque()
for step in range(3000):
    what = generator.randrange(8)
    value = generator.randrange(1000)
    if what < 2:
        model.append(value)
        d.append(value)
    elif what < 4:
        model.insert(0, value)
        d.appendleft(value)
    elif model and what == 4:
        assert model.pop() == d.pop()
    elif model and what == 5:
        assert model.pop(0) == d.popleft()
    elif model and what == 6:
        place = value % len(model)
        del model[place], d[place]
        model.insert(value % 50, step)
        d.insert(value % 50, step)
    elif model:
        turn = value % len(model)
        d.rotate(turn)
        model = model[-turn:] + model[:-turn]
    if step % 100 == 0:
        assert list(d) == model, step
        assert list(reversed(d)) == model[::-1]
print(len(d), sum(d), list(d) == model)
while d:
    d.pop()
    d and d.popleft()
print(d)
