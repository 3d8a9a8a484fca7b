# SPDX-License-Identifier: MIT
"""itertools: product, permutations, combinations and groupby."""

from itertools import (combinations, combinations_with_replacement, groupby,
                       islice, permutations, product)


def attempt(function, *args, **keywords):
    try:
        print(["".join(map(str, row)) for row in function(*args, **keywords)])
    except Exception as error:
        print(type(error).__name__, error)


attempt(product, "ab", [1, 2, 3])
attempt(product, "ab", repeat=3)
attempt(product, "ab", "")
attempt(product)
attempt(product, repeat=0)
attempt(permutations, "abc")
attempt(permutations, "abc", 2)
attempt(permutations, "abc", 0)
attempt(permutations, "ab", 3)
attempt(permutations, [1, 1])
attempt(permutations, "ab", -1)
attempt(combinations, "abcd", 2)
attempt(combinations, "abcd", 4)
attempt(combinations, "ab", 3)
attempt(combinations, "ab", 0)
attempt(combinations, "ab", -1)
attempt(combinations_with_replacement, "abc", 2)
attempt(combinations_with_replacement, "", 2)
attempt(combinations_with_replacement, "", 0)
print(len(list(permutations(range(6)))), len(list(combinations(range(12), 5))),
      len(list(product(range(5), repeat=4))))
print(list(islice(permutations(range(4)), 20, None)))

print([(key, list(items)) for key, items in groupby("aaabbca")])
print([(key, len(list(items))) for key, items in
       groupby([1, 3, 5, 2, 4, 7], key=lambda n: n % 2)])
print([key for key, _ in groupby("aabbbc")], list(groupby([])))
groups = groupby("aab")
key, items = next(groups)
print(key, next(items))
other, more = next(groups)
print(other, list(items), list(more))
words = sorted("apple bat bar atom book cat".split(), key=lambda w: (w[0], w))
for letter, group in groupby(words, key=lambda w: w[0]):
    print(letter, *group)
attempt(groupby, 5)
