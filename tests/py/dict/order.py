# SPDX-License-Identifier: MIT
"""Insertion order after updates, deletes, re-insertions, growth, and in
copies and comparison."""

d = {}
for word in "one two three four five six".split():
    d[word] = len(word)
print(d)
d["two"] = 22
del d["three"]
d["three"] = 33
print(d, list(d), list(reversed(d)))
print(d.pop("one"), d.popitem(), d)
d.update(four=44, seven=7)
d["one"] = 1
print(d, list(d.values()), list(d.items()), list(reversed(d.items())))
print({**d, "five": 55}, dict(d, six=66), d | {"eight": 8}, {"eight": 8} | d)
print(d == dict(reversed(d.items())),
      list(d) == list(dict(reversed(d.items()))))

big = {i * 7919 % 1009: i for i in range(1009)}
for key in list(big):
    if key % 3:
        del big[key]
print(len(big), list(big)[:12], list(big)[-5:])
for i in range(500):
    big[-i] = i
    big.pop(i * 3, None)
print(len(big), list(big)[:12], list(big)[-5:], sum(big), sum(big.values()))
while len(big) > 3:
    big.popitem()
print(big)
churn = {}
for i in range(5000):
    churn[i] = i
    if i >= 5:
        del churn[i - 5]
print(churn)
for i in range(4995, 5000):
    churn[i] = churn.pop(i)
    churn[str(i)] = churn.pop(4995, "gone")
print(churn)
copy = churn.copy()
copy["new"] = 1
print(len(churn), len(copy), copy is churn, dict(churn) == churn)
print({1: "a", 2: "b", 1: "c"}, {k: v for k, v in [(1, 2), (3, 4), (1, 5)]})
print(dict([("a", 1), ("b", 2), ("a", 3)]), dict(zip("abc", range(9))))
print(dict.fromkeys("hello"), dict.fromkeys([3, 1, 3], 0), list({2: 0, 1: 0}))
d = dict.fromkeys(range(9))
d.clear()
d["after"] = "clear"
print(d, len(d), bool(d), bool({}), {} == dict(), [*d], {**d})
