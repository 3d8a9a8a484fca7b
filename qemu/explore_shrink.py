# SPDX-License-Identifier: MIT
"""Make a list as short as it can be and still fail: delta debugging.

`shrink(items, fails)` returns a part of ITEMS, in order, for which fails(part)
is true, and with any one of its items left out is false. fails(items) must be
true. Source: Zeller and Hildebrandt, "Simplifying and Isolating
Failure-Inducing Input", IEEE Transactions on Software Engineering 28(2), 2002:
ddmin.
"""

from itertools import combinations, product


def _cut(items, count):
    """ITEMS in COUNT parts, as equal as can be."""
    edges = [len(items) * n // count for n in range(count + 1)]
    return [items[a:b] for a, b in zip(edges, edges[1:])]


def _without(parts, number):
    return [item for n, part in enumerate(parts) if n != number
            for item in part]


def _smaller(items, count, fails):
    """(a shorter list that fails, how many parts to make of it), or None."""
    parts = _cut(items, count)
    for part in parts:
        if fails(part):
            return part, 2
    if count > 2:
        for number in range(count):
            rest = _without(parts, number)
            if fails(rest):
                return rest, count - 1
    return None


def _retargeted(items, others):
    """ITEMS with one changed into one of others(item), and one or two of the
    others left out; the shorter ones first."""
    for gone in (2, 1):
        for number, item in enumerate(items):
            rest = [n for n in range(len(items)) if n != number]
            for out, other in product(combinations(rest, gone), others(item)):
                yield [other if n == number else one
                       for n, one in enumerate(items) if n not in out]


def retarget(items, fails, others):
    """A shorter list than ITEMS that fails, with some of them changed; ITEMS if
    there is none."""
    for changed in _retargeted(items, others):
        if fails(changed):
            return retarget(shrink(changed, fails), fails, others)
    return items


def shrink(items, fails):
    """See above."""
    if fails([]):
        return []
    count = 2
    while len(items) > 1:
        found = _smaller(items, count, fails)
        if found:
            items, count = found
            count = max(count, 2)
        elif count >= len(items):
            break
        else:
            count = min(2 * count, len(items))
    return items
