# SPDX-License-Identifier: MIT
"""Sorting objects of one's own: __lt__, mixed classes, reversed operators,
counts of calls."""

calls = []


class Item:
    def __init__(self, n, tag=""):
        self.n, self.tag = n, tag

    def __lt__(self, other):
        calls.append(1)
        return self.n < other.n

    def __repr__(self):
        return f"{self.n}{self.tag}"


class OnlyGreater:
    def __init__(self, n):
        self.n = n

    def __gt__(self, other):
        return self.n > other.n

    def __repr__(self):
        return f"g{self.n}"


class Truthy:
    """Its < gives something that is not a bool."""

    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return [1] if self.n < other.n else []

    def __repr__(self):
        return f"t{self.n}"


items = [Item(n % 3, tag) for n, tag in enumerate("abcdefghij")]
print(sorted(items), sorted(items, reverse=True))
print(max(items), min(items), max(items, key=lambda i: i.tag))
print(sorted([OnlyGreater(n) for n in (3, 1, 2)]))
print(sorted([Truthy(n) for n in (3, 1, 2, 1)]))
calls.clear()
sorted(Item(n) for n in range(100))
print(len(calls))
calls.clear()
sorted(Item(-n) for n in range(100))
print(len(calls))
counted = []
print(sorted("banana", key=lambda c: counted.append(c) or c), counted)
x = [3, 1, 2]
print(x.sort(), x, sorted(x) is x, x.reverse(), x)
table = {"b": 2, "a": 2, "c": 1}
print(sorted(table), sorted(table, key=table.get), sorted(table.items()))
print(sorted(table.items(), key=lambda kv: (kv[1], kv[0])))
print(sorted(table.values(), reverse=True), max(table, key=table.get))
print(sorted([[3, "c"], [1, "b"], [2, "a"]], key=lambda row: row[1]))
print(sorted(["10", "9", "2", "1"], key=int), sorted(["b", "B", "a", "A"]))
print(sorted(["b", "B", "a", "A"], key=lambda s: (s.lower(), s)))
print(sorted(range(20), key=lambda n: (n % 3, -n)))
print(sorted((-1, 1, -2, 2), key=abs), sorted((1.5, 1, True), key=float))
print(sorted([(1, 2), (1,), ()]), sorted(["", "a", " "]), sorted([[1, [2]],
                                                                  [1, [1]]]))
