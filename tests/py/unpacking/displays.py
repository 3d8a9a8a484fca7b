# SPDX-License-Identifier: MIT
"""Stars in displays, calls, subscripts, return and yield."""

a, b = [1, 2], (3, 4)
print([*a, *b], (*a, *b), {*a, *b, 1}, {**{"x": 1}, "y": 2, **{"x": 3}})
print([*"ab", 0, *range(2)], (*a,), [*[]], {*()}, {**{}}, *a, *b, sep="-")
print({"a": 1, **{"a": 2}, "a": 3}, list({**{1: 0}, 0: 1, **{1: 2}}))


def returns():
    return *a, 5


def yields():
    got = yield *a, 6
    yield got


print(returns(), next(yields()))
for x in *a, *b:
    print(x, end=" ")
print()


class Shows:
    def __getitem__(self, key):
        return key


s = Shows()
print(s[1, *a], s[*a], s[1:2, 3], s[1:2:3], s[:], s[::], s[...], s[1,], s[()])
print([*{"k": 1}], {*{"k": 1}.items()}, [*(x * 2 for x in a)], (*"",))
t = 0, *a
print(t, [*t, *t][2:4], [[*a] for _ in range(2)], *[], sep="|")


def attempt(function):
    try:
        print(function())
    except (TypeError, KeyError, ValueError) as error:
        print(type(error).__name__, error)


attempt(lambda: [*5])
attempt(lambda: (*None,))
attempt(lambda: {*1})
attempt(lambda: {**1})
attempt(lambda: {**[1]})
attempt(lambda: {**None, "a": 1})
attempt(lambda: [*[1], *2])
attempt(lambda: {*[[]]})
attempt(lambda: {[]: 1})
attempt(lambda: print(*1))


class Mapping:
    def keys(self):
        print("keys", end=" ")
        return iter("ab")

    def __getitem__(self, key):
        print("get", key, end=" ")
        return key.upper()


class KeysOnly:
    def keys(self):
        return [1]


attempt(lambda: {**Mapping(), "c": 1})
attempt(lambda: {**KeysOnly()})
attempt(lambda: dict(**Mapping(), b=2))
order = []


def note(x):
    order.append(x)
    return x


{note("k"): note("v"), **note({"m": 1}), note("l"): note("w")}
[note(1), *note([2]), note(3)]
print(order)
