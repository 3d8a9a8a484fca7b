# SPDX-License-Identifier: MIT
"""Lists that change while they are iterated, compared, searched, extended or
multiplied."""

x = [1, 2, 3]
for item in x:
    if len(x) < 8:
        x.append(item * 10)
print(x)
for item in x:
    x.remove(item)
print(x)
x = list(range(10))
for i, item in enumerate(x):
    del x[i]
print(x)
iterator = iter(x)
print(next(iterator), next(iterator))
x.clear()
print(list(iterator))
x += [1, 2, 3]
print(list(iterator), x)
back = reversed(x)
next(back)
x.pop()
print(list(back))
x = [1, 2, 3, 4]
back = reversed(x)
del x[1:]
print(list(back), x)


class Meddler:
    """Empties the list when it is compared."""

    def __init__(self, answer):
        self.answer = answer

    def __eq__(self, other):
        x.clear()
        return self.answer

    def __repr__(self):
        return "meddler"


def attempt(text):
    try:
        print(text, "->", eval(text), x)
    except Exception as error:
        print(text, "->", type(error).__name__, error, x)


for action in ("x.index(5)", "x.count(5)", "x.remove(5)", "5 in x",
               "x == [0, 1, 2]",
               "x < [0, 1, 2]", "[0, 1, 2] == x", "x != [1]", "x == x[:]",
               "x.index(2)"):
    for answer in False, True:
        x = [Meddler(answer), 1, 2]
        attempt(action)


def feed():
    for i in range(3):
        x.append(f"from {i}")
        yield i


x = [0]
x.extend(feed())
print(x)
x = [0]
x += feed()
print(x)
x = [0, 1, 2, 3]
x[1:3] = feed()
print(x)
x = [1, 2, 3]
print([x.pop() for _ in x], x)
x = [1, 2]
print([*x, *(x.append(9) or [3]), *x])
