# SPDX-License-Identifier: MIT
"""Iterators made of iterators; each a generator."""

from _collections import deque


def count(start=0, step=1):
    """start, start + step, ... without end."""
    while True:
        yield start
        start += step


def cycle(iterable):
    """All items again and again."""
    saved = []
    for item in iterable:
        yield item
        saved.append(item)
    while saved:
        yield from saved


def repeat(value, times=None):
    """The same value, so many times or without end."""
    if times is None:
        while True:
            yield value
    for _ in range(times):
        yield value


def chain(*iterables):
    """The items of each, one iterable after the other."""
    for iterable in iterables:
        yield from iterable


def _chain_from(iterables):
    for iterable in iterables:
        yield from iterable


chain.from_iterable = _chain_from


def _slice_bound(value, name):
    if value is None or isinstance(value, int) and value >= 0:
        return value
    raise ValueError(f"{name} for islice() must be None or an integer: "
                     "0 <= x <= sys.maxsize.")


def islice(iterable, *bounds):
    """islice(iterable, stop) or islice(iterable, start, stop, step)"""
    cut = slice(*bounds)
    start = _slice_bound(cut.start, "Indices") or 0
    stop = _slice_bound(cut.stop, "Stop argument")
    step = 1 if cut.step is None else cut.step
    if not isinstance(step, int) or step < 1:
        raise ValueError("Step for islice() must be a positive integer or "
                         "None.")
    return _islice(iter(iterable), start, stop, step)


def _islice(iterator, start, stop, step):
    position = 0
    wanted = start
    while stop is None or position < stop:
        try:
            item = next(iterator)
        except StopIteration:
            return
        if position == wanted:
            yield item
            wanted += step
        position += 1


def takewhile(predicate, iterable):
    """The items before the first for which predicate is false."""
    for item in iterable:
        if not predicate(item):
            return
        yield item


def dropwhile(predicate, iterable):
    """The first item for which predicate is false, and what follows."""
    iterator = iter(iterable)
    for item in iterator:
        if not predicate(item):
            yield item
            break
    yield from iterator


def filterfalse(predicate, iterable):
    """The items for which predicate is false."""
    if predicate is None:
        predicate = bool
    for item in iterable:
        if not predicate(item):
            yield item


def compress(data, selectors):
    """The items whose selector is true."""
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def starmap(function, iterable):
    """function(*item) of each item."""
    for args in iterable:
        yield function(*tuple(args))


def accumulate(iterable, func=None, *, initial=None):
    """Running totals, or running results of func."""
    iterator = iter(iterable)
    total = initial
    if initial is None:
        try:
            total = next(iterator)
        except StopIteration:
            return
    yield total
    for item in iterator:
        total = total + item if func is None else func(total, item)
        yield total


def pairwise(iterable):
    """(a, b), (b, c), (c, d), ..."""
    iterator = iter(iterable)
    try:
        before = next(iterator)
    except StopIteration:
        return
    for item in iterator:
        yield before, item
        before = item


def zip_longest(*iterables, fillvalue=None):
    """As zip, but as long as the longest."""
    iterators = [iter(iterable) for iterable in iterables]
    left = len(iterators)
    while left:
        row = []
        for place, iterator in enumerate(iterators):
            try:
                row.append(next(iterator))
            except StopIteration:
                left -= 1
                if not left:
                    return
                iterators[place] = repeat(fillvalue)
                row.append(fillvalue)
        yield tuple(row)


def product(*iterables, repeat=1):
    """All ways to take one item of each; the last changes fastest."""
    pools = [tuple(pool) for pool in iterables] * repeat
    indices = [0] * len(pools)
    if not all(pools):
        return
    while True:
        yield tuple([pool[i] for pool, i in zip(pools, indices)])
        for place in reversed(range(len(pools))):
            indices[place] += 1
            if indices[place] < len(pools[place]):
                break
            indices[place] = 0
        else:
            return


def _choices(pool, length, allowed, chosen):
    """All tuples of items of pool that begin with the chosen indices and go on
    with those that allowed() gives, to the length."""
    if len(chosen) == length:
        yield tuple([pool[i] for i in chosen])
        return
    for index in allowed(chosen):
        yield from _choices(pool, length, allowed, chosen + [index])


def _length(r):
    if r < 0:
        raise ValueError("r must be non-negative")
    return r


def permutations(iterable, r=None):
    """All ways to put r of the items in order."""
    pool = tuple(iterable)

    def allowed(chosen):
        return [i for i in range(len(pool)) if i not in chosen]
    return _choices(pool, len(pool) if r is None else _length(r), allowed, [])


def combinations(iterable, r):
    """All ways to choose r of the items, in the order they have."""
    pool = tuple(iterable)

    def allowed(chosen):
        return range(chosen[-1] + 1 if chosen else 0, len(pool))
    return _choices(pool, _length(r), allowed, [])


def combinations_with_replacement(iterable, r):
    """The same where an item may be chosen more than once."""
    pool = tuple(iterable)

    def allowed(chosen):
        return range(chosen[-1] if chosen else 0, len(pool))
    return _choices(pool, _length(r), allowed, [])


class groupby:
    """(key, items) for each run of items with the same key."""

    def __init__(self, iterable, key=None):
        self._iterator = iter(iterable)
        self._key_of = key
        self._nothing = object()
        self._key = self._wanted = self._nothing
        self._item = self._current = None

    def __iter__(self):
        return self

    def _advance(self):
        self._item = next(self._iterator)
        key_of = self._key_of
        self._key = self._item if key_of is None else key_of(self._item)

    def __next__(self):
        while self._key is self._nothing or self._key == self._wanted:
            self._advance()
        self._wanted = self._key
        self._current = object()
        return self._key, self._group(self._key, self._current)

    def _group(self, key, me):
        """The items of one group, until the next group is asked for."""
        while self._current is me and self._key == key:
            yield self._item
            if self._current is not me:
                return
            try:
                self._advance()
            except StopIteration:
                self._key = self._nothing
                return


def tee(iterable, n=2):
    """n iterators over the same items."""
    iterator = iter(iterable)
    queues = [deque() for _ in range(n)]

    def items(mine):
        while True:
            if not mine:
                try:
                    item = next(iterator)
                except StopIteration:
                    return
                for queue in queues:
                    queue.append(item)
            yield mine.popleft()
    return tuple([items(queue) for queue in queues])
