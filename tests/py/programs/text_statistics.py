# SPDX-License-Identifier: MIT
"""Words counted, sorted and laid out in columns."""

from collections import Counter
from itertools import groupby

TEXT = ("It was the best of times, it was the worst of times, it was the age "
        "of wisdom, it was the age of foolishness, it was the epoch of "
        "belief, it was the epoch of incredulity, it was the season of Light")

words = [word.strip(",.").lower() for word in TEXT.split()]
counts = Counter(words)
for word, count in sorted(counts.items(), key=lambda item: (-item[1],
                                                            item[0]))[:8]:
    print(f"{word:>8} {count:>3} {'*' * count:<12}|{count / len(words):7.2%}")
print(len(words), len(counts), max(words, key=len), min(words, key=len))
for length, group in groupby(sorted(set(words), key=lambda w: (len(w), w)),
                             key=len):
    print(length, *group)
print("|".join(f"{word:^12}" for word in ("left", "middle", "right")))
print(TEXT.title().swapcase()[:40], TEXT.find("age"), TEXT.count("it was"))
letters = Counter(c for c in TEXT.lower() if c.isalpha())
print("".join(letter for letter, _ in
              sorted(letters.items(), key=lambda i: (-i[1], i[0]))))
