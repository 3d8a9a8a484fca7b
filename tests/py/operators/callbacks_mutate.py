# SPDX-License-Identifier: MIT
"""Methods that change the container that is just working with them."""


class Evil:
    """Whatever is asked of it, it acts on its target first."""

    def __init__(self, target):
        self.target = target

    def act(self, answer):
        self.target.clear()
        return answer

    def __eq__(self, other):
        return self.act(False)

    def __lt__(self, other):
        return self.act(True)

    def __hash__(self):
        return 1

    def __index__(self):
        return self.act(0)

    def __repr__(self):
        return self.act("E")

    def __bool__(self):
        return self.act(True)


def attempt(name, function):
    try:
        print(name, repr(function()))
    except Exception as error:
        print(name, type(error).__name__, error)


items = []
for name, function in {
        "index": lambda: items.index(7), "remove": lambda: items.remove(7),
        "count": lambda: items.count(7), "in": lambda: 7 in items,
        "==": lambda: items == [1, 2, 3], "<": lambda: items < [1, 2, 3],
        "repr": lambda: repr(items), "sort": lambda: items.sort(),
        "max": lambda: max(items), "any": lambda: any(items),
        "filter": lambda: [1 for x in items if x]}.items():
    items[:] = [Evil(items), Evil(items), Evil(items)]
    attempt(name, function)
for name, function in {
        "get": lambda: items[Evil(items)],
        "set": lambda: items.__setitem__(Evil(items), 5),
        "insert": lambda: items.insert(Evil(items), 5),
        "pop": lambda: items.pop(Evil(items)),
        "*": lambda: items * Evil(items),
        "slice": lambda: items[Evil(items):],
        "set slice": lambda: items.__setitem__(slice(Evil(items), 9), [1]),
        "key": lambda: items.sort(key=lambda x: items.clear() or x),
        "append": lambda: items.sort(key=lambda x: items.append(x) or x),
        }.items():
    items[:] = [3, 1, 2]
    attempt(name, function)
    print(items)
table = {}
for name, function in {
        "get": lambda: table.get(Evil(table)),
        "setdefault": lambda: table.setdefault(Evil(table), 2),
        "pop": lambda: table.pop(Evil(table), "none"),
        "in": lambda: Evil(table) in table}.items():
    table[Evil(table)] = 1
    attempt(name, function)
table.clear()
table["a"] = Evil(table)
attempt("dict ==", lambda: table == {"a": 5})
table["a"] = Evil(table)
attempt("dict repr", lambda: repr(table))


class Changes:
    """Its methods replace themselves."""

    def method(self):
        del Changes.method
        Changes.other = lambda self: "other"
        return self.other()

    def __add__(self, other):
        Changes.__add__ = None
        return "added"

    def __getattr__(self, name):
        Changes.__getattr__ = lambda self, name: "second"
        return "first"


c = Changes()
print(c.method(), c.method, c + 1, c.x)
attempt("add", lambda: c + 1)
