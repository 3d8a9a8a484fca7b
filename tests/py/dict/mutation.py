# SPDX-License-Identifier: MIT
"""Dicts changed while iterated, by the loop, by keys' __eq__ and __hash__,
by update."""

def attempt(label, action):
    try:
        print(label, action())
    except Exception as error:
        print(label, type(error).__name__, error)


def grow():
    for key in d:
        d[key + "x"] = 1


def shrink():
    for key in d:
        del d[key]


def swap():
    for i, key in enumerate(d):
        if i > 20:
            return "endless"
        d.pop(key)
        d[key + "y"] = 1


def values_only():
    for key in d:
        d[key] = d[key] * 2
    return d


def clear():
    for _ in d.items():
        d.clear()


for action in grow, shrink, swap, values_only, clear:
    d = {"a": 1, "b": 2}
    attempt(action.__name__, action)
    print(d)
d = {"a": 1, "b": 2, "c": 3}
iterator = iter(d)
print(next(iterator))
d["d"] = 4
attempt("next", lambda: next(iterator))
attempt("again", lambda: next(iterator, "default"))
del d["d"]
attempt("same size", lambda: next(iterator))
iterator = iter(d.values())
d["e"] = 5
attempt("list", lambda: list(iterator))
iterator = reversed(d)
del d["a"]
attempt("reversed", lambda: list(iterator))
print(iter({1: 2, 3: 4}).__length_hint__())


class Key:
    """A key that all others collide with, and that meddles once."""

    def __init__(self, name, action=None):
        self.name, self.action = name, action

    def __hash__(self):
        return 1

    def __eq__(self, other):
        action, self.action = self.action, None
        if action:
            action()
        return isinstance(other, Key) and self.name == other.name

    def __repr__(self):
        return f"Key({self.name})"


for name in "a", "b", "z":
    d = {1: "one"}
    d[Key("a", lambda: d.pop(1, None))] = 1
    d[Key("b")] = 2
    attempt("get", lambda: d.get(Key(name)))
    attempt("set", lambda: d.__setitem__(Key(name), 3))
    attempt("pop", lambda: d.pop(Key(name), "none"))
    print(len(d), d)
