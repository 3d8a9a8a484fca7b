# SPDX-License-Identifier: MIT
"""Counter: counting, the most common, arithmetic, zero and negative counts."""

from collections import Counter

c = Counter("abracadabra")
print(c, c["a"], c["z"], "z" in c, len(c), c.total())
print(c.most_common(2), c.most_common(), c.most_common(0), c.most_common(100))
print(sorted(c.elements()), list(Counter(a=2, b=0, c=-1).elements()))
c.update("aaa")
c.update({"b": 10}, z=1)
c.subtract("ab")
c.subtract(r=5)
print(sorted(c.items()))
print(Counter(), Counter(None), Counter({"x": 3}), Counter(x=1, y=2),
      Counter([1, 1.0, True]))
a, b = Counter(x=3, y=1, z=-2), Counter(x=1, y=2)
print(a + b, a - b, a & b, a | b, +a, -a)
print(a == Counter(x=3, y=1, z=-2), a == b, a != b,
      Counter(x=0) == Counter(), Counter(x=1) == {"x": 1})
del a["nothing"], a["x"]
print(a, a.pop("y"), a.get("y", "none left"))
print(Counter("aab").most_common(1)[0], max(Counter("aab").values()))
text = "it was the best of times it was the worst of times"
words = Counter(text.split())
print(words.most_common(3), sum(words.values()), dict(words)["best"])
print(isinstance(words, dict), words.copy() == words,
      type(words.copy()).__name__)
same = Counter("cba")
print(same.most_common(), same)
a += Counter(q=5)
a -= Counter(q=2, w=1)
print(a)
for wrong in (5, [[1]]):
    try:
        Counter(wrong)
    except TypeError as error:
        print(error)
try:
    Counter() + {}
except TypeError as error:
    print(error)
try:
    Counter.fromkeys("ab")
except NotImplementedError as error:
    print("fromkeys is not for counters")
