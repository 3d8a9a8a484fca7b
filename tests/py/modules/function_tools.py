# SPDX-License-Identifier: MIT
"""functools: partial, reduce, wraps, cmp_to_key, total_ordering,
cached_property."""

import functools


def attempt(function, *args, **keywords):
    try:
        print(function(*args, **keywords))
    except Exception as error:
        print(type(error).__name__, error)


def show(*args, **keywords):
    """Document of show."""
    return args, sorted(keywords.items())


p = functools.partial(show, 1, key=2)
print(p(), p(3, other=4), p(key=5), p.args, p.keywords, p.func is show)
print(functools.partial(p, 7)(8), functools.partial(int, base=2)("101"))
attempt(functools.partial, 5)
print(functools.reduce(lambda a, b: a * b, range(1, 6)),
      functools.reduce(lambda a, b: a + b, [], "start"),
      functools.reduce(lambda a, b: (a, b), "abc", 0))
attempt(functools.reduce, max, [])
attempt(functools.reduce, max, 5)


def traced(function):
    @functools.wraps(function)
    def wrapper(*args):
        return "traced", function(*args)
    return wrapper


@traced
def documented(x):
    """Its own document."""
    return x


print(documented(1), documented.__name__, documented.__doc__,
      documented.__wrapped__(2), documented.__qualname__)


def by_length(a, b):
    return len(a) - len(b)


words = ["ccc", "a", "bb", "dd", ""]
print(sorted(words, key=functools.cmp_to_key(by_length)),
      max(words, key=functools.cmp_to_key(by_length)))


@functools.total_ordering
class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts


a, b = Version(1, 2), Version(1, 3)
print(a < b, a <= b, a > b, a >= b, a <= Version(1, 2), max(a, b) is b)
try:
    functools.total_ordering(type("Nothing", (), {}))
except ValueError as error:
    print(error)


class Lazy:
    calls = 0

    @functools.cached_property
    def value(self):
        """Computed once."""
        Lazy.calls += 1
        return Lazy.calls


lazy = Lazy()
print(lazy.value, lazy.value, Lazy().value, Lazy.calls, lazy.__dict__)
del lazy.value
print(lazy.value, Lazy.value.__doc__)
