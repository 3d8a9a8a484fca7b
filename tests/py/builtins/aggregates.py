# SPDX-License-Identifier: MIT
"""sum, min, max, all, any, sorted, len, reversed, zip, map, filter,
enumerate."""


def attempt(function, *args, **keywords):
    try:
        print(function.__name__, function(*args, **keywords))
    except Exception as error:
        print(function.__name__, type(error).__name__, error)


class Length:
    def __init__(self, value):
        self.value = value

    def __len__(self):
        return self.value


def show(value):
    print(f"<{value}>", end="")
    return value


print(sum([]), sum([1, 2.5]), sum([[1], [2]], []), sum((True, True)),
      sum(range(5), start=100), sum([10 ** 30, 1]), sum([0.1] * 10))
attempt(sum, ["a", "b"])
attempt(sum, ["a"], "")
attempt(sum, [b"a"], b"")
attempt(sum, 5)
attempt(sum, [[1]], ())
print(min(3, 1, 2), max("abc"), min([2, 1.0, 1]), max([1, 1.0, True]),
      min({3: 0, 2: 0}), max("a", "bb", key=len), min((), default="none"),
      max([], default=None, key=len), max([(1, "b"), (1, "a")]))
attempt(min)
attempt(min, [])
attempt(max, [])
attempt(max, 5)
attempt(min, 1, "a")
attempt(min, 1, 2, default=3)
attempt(max, 1, 2, wrong=3)
attempt(max, [1, 2], key=5)
print(all([]), any([]), all([1, 0, 2]), any([0, "", None, "x"]))
print(all(show(v) for v in (1, 2, 0, 3)), any(show(v) for v in (0, "", 5, 6)))
for value in (0, 3, -1, 2 ** 63, "x", 1.5, True):
    attempt(len, Length(value))
attempt(len, 5)
print(sorted("banana"), sorted([3, 1, 2], reverse=True),
      sorted(["b", "A", "c"], key=str.lower), sorted({2: 1, 1: 2}))
attempt(sorted, [1, "a"])
attempt(sorted, [1], lambda v: v)
attempt(sorted, [1, 2], key=3)
print(list(zip("ab", [1, 2, 3])), list(zip()), list(zip("a", "b", "c")))
attempt(lambda: list(zip([1, 2], [1], strict=True)))
attempt(lambda: list(zip([1], [1, 2], strict=True)))
attempt(lambda: list(zip([1], [1], [1, 2], strict=True)))
attempt(zip, 5)
print(list(map(pow, [2, 3], [3, 2, 9])), list(map(None.__class__, [])))
attempt(map, len)
attempt(lambda: list(map(3, [1])))
print(list(filter(None, [0, 1, "", "a"])), list(filter(str.isdigit, "a1b2")))
print(list(enumerate("ab", 5)), list(enumerate([], start=-1)),
      next(enumerate("x", 10 ** 20)))
attempt(enumerate)
attempt(enumerate, 5)
print(list(reversed([1, 2, 3])), list(reversed("ab")), list(reversed(range(3))),
      list(reversed({1: 0, 2: 0})))
attempt(reversed, {1, 2})
attempt(reversed, iter([]))
