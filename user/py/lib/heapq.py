# SPDX-License-Identifier: MIT
"""A list as a heap: heap[k] <= heap[2 * k + 1] and heap[2 * k + 2]. So heap[0]
is the smallest item."""


def _rise(heap, place, top=0):
    """The item at place may be smaller than its parents up to the one at top:
    put it right."""
    item = heap[place]
    while place > top:
        parent = (place - 1) // 2
        if not item < heap[parent]:
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = item


def _sink(heap, place):
    """The item at place may be larger than its children: put it right.

    It mostly comes from the end of the heap and belongs near it. So the smaller
    children rise all the way from a leaf, without a look at it, and then it
    rises from there: that takes fewer comparisons.
    """
    item = heap[place]
    top = place
    size = len(heap)
    child = 2 * place + 1
    while child < size:
        if child + 1 < size and not heap[child] < heap[child + 1]:
            child += 1
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = item
    _rise(heap, place, top)


def heappush(heap, item):
    """Add an item."""
    heap.append(item)
    _rise(heap, len(heap) - 1)


def heappop(heap):
    """Remove and return the smallest item."""
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    smallest = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return smallest


def heapreplace(heap, item):
    """Remove and return the smallest item, then add one."""
    if not heap:
        raise IndexError("index out of range")
    smallest = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return smallest


def heappushpop(heap, item):
    """Add an item, then remove and return the smallest."""
    if heap and heap[0] < item:
        return heapreplace(heap, item)
    return item


def heapify(heap):
    """Make a list a heap."""
    for place in reversed(range(len(heap) // 2)):
        _sink(heap, place)


def nsmallest(n, iterable, key=None):
    """The n smallest items, in order."""
    return sorted(iterable, key=key)[:max(n, 0)]


def nlargest(n, iterable, key=None):
    """The n largest items, the largest first."""
    return sorted(iterable, key=key, reverse=True)[:max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    """All items in order, where each iterable is in order."""
    items = []
    for iterable in iterables:
        items.extend(iterable)
    return iter(sorted(items, key=key, reverse=reverse))
