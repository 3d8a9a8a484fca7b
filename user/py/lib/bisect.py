# SPDX-License-Identifier: MIT
"""Searching and inserting in a sorted list."""


def _search(a, lo, hi, goes_right):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    hi = len(a) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        if goes_right(a[middle]):
            lo = middle + 1
        else:
            hi = middle
    return lo


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    """Where to insert x, before all that are equal."""
    if key is None:
        return _search(a, lo, hi, lambda item: item < x)
    return _search(a, lo, hi, lambda item: key(item) < x)


def bisect_right(a, x, lo=0, hi=None, *, key=None):
    """Where to insert x, behind all that are equal."""
    if key is None:
        return _search(a, lo, hi, lambda item: not x < item)
    return _search(a, lo, hi, lambda item: not x < key(item))


def insort_left(a, x, lo=0, hi=None, *, key=None):
    """Insert x, before all that are equal."""
    wanted = x if key is None else key(x)
    a.insert(bisect_left(a, wanted, lo, hi, key=key), x)


def insort_right(a, x, lo=0, hi=None, *, key=None):
    """Insert x, behind all that are equal."""
    wanted = x if key is None else key(x)
    a.insert(bisect_right(a, wanted, lo, hi, key=key), x)


bisect = bisect_right
insort = insort_right
