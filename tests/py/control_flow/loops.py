# SPDX-License-Identifier: MIT
"""while and for with else, break, continue; loops over what changes."""


def search(items, wanted):
    for item in items:
        if item == wanted:
            result = "found"
            break
    else:
        result = "nothing"
    return result


print(search([1, 2], 2), search([], 1), search("abc", "z"))
n = 5
while n:
    n -= 1
    if n == 2:
        continue
    print(n, end=" ")
else:
    print("else", n)
while True:
    break
else:
    print("never")
while False:
    print("never")
else:
    print("while else")
for i in range(3):
    for j in range(3):
        if j > i:
            break
        if (i + j) % 2:
            continue
        print(i, j, end="; ")
    else:
        print("complete", i, end="; ")
print(i, j)
items = [1, 2, 3, 4]
for item in items:
    if item % 2 == 0:
        items.remove(item)
    if len(items) < 10 and item == 1:
        items.append(9)
print(items)
growing = [1]
for item in growing:
    if item < 20:
        growing.append(item * 2)
print(growing)
for i in range(3):
    print(i, end=" ")
    i = 10
print(i)
for d in {"a": 1, "b": 2}, [3], "xy":
    print(list(d), end=" ")
print()
try:
    d = {1: 1, 2: 2}
    for key in d:
        d[key + 10] = 0
except RuntimeError as error:
    print(error)
try:
    for x in 5:
        pass
except TypeError as error:
    print(error)
for x, (y, *z) in [(1, (2, 3, 4)), (5, "ab")]:
    print(x, y, z)
box = {}
for box["key"] in range(3):
    pass
print(box)


class Target:
    pass


for Target.attribute in "ab":
    print(Target.attribute)
for x in []:
    pass
else:
    print("empty else")
i = 0
while i < 3:
    i += 1
    try:
        if i == 2:
            continue
    finally:
        print("i", i)
