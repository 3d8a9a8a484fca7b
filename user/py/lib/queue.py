# SPDX-License-Identifier: MIT
"""Queues for threads: one puts, another gets, and each waits for the other.

One lock protects everything. Three conditions go with it: who waits for an
item, who waits for room, and who waits until all work is done sleep in
different queues.
"""

from _collections import deque
from heapq import heappop, heappush
from threading import Condition, Lock


class Empty(Exception):
    """There is no item, and get() may not wait."""


class Full(Exception):
    """There is no room, and put() may not wait."""


class Queue:
    """First in, first out."""

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self.mutex = Lock()
        self.not_empty = Condition(self.mutex)
        self.not_full = Condition(self.mutex)
        self.all_tasks_done = Condition(self.mutex)
        # Protected by mutex:
        self.unfinished_tasks = 0
        self._init(maxsize)

    # What the kinds of queues differ in; called with mutex held.

    def _init(self, maxsize):
        self.queue = deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()

    def _is_full(self):
        return 0 < self.maxsize <= self._qsize()

    def put(self, item, block=True, timeout=None):
        """Add an item; waits for room. Full: there was none in time."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        with self.mutex:
            if self._is_full():
                if not block or not self.not_full.wait_for(
                        lambda: not self._is_full(), timeout):
                    raise Full
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        """Remove an item; waits for one. Empty: there was none in time."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        with self.mutex:
            if not self._qsize():
                if not block or not self.not_empty.wait_for(
                        self._qsize, timeout):
                    raise Empty
            item = self._get()
            self.not_full.notify()
            return item

    def put_nowait(self, item):
        """Add an item, or Full."""
        self.put(item, block=False)

    def get_nowait(self):
        """Remove an item, or Empty."""
        return self.get(block=False)

    def task_done(self):
        """The work on an item that was got is done."""
        with self.mutex:
            if self.unfinished_tasks <= 0:
                raise ValueError("task_done() called too many times")
            self.unfinished_tasks -= 1
            if self.unfinished_tasks == 0:
                self.all_tasks_done.notify_all()

    def join(self):
        """Wait until the work on all items is done."""
        with self.mutex:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def qsize(self):
        """How many items there are, just now."""
        with self.mutex:
            return self._qsize()

    def empty(self):
        """Is there no item, just now?"""
        return self.qsize() == 0

    def full(self):
        """Is there no room, just now?"""
        with self.mutex:
            return self._is_full()


class LifoQueue(Queue):
    """Last in, first out."""

    def _init(self, maxsize):
        self.queue = []

    def _get(self):
        return self.queue.pop()


class PriorityQueue(Queue):
    """The smallest item first."""

    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        heappush(self.queue, item)

    def _get(self):
        return heappop(self.queue)


class SimpleQueue:
    """First in, first out, without end, and without task_done and join."""

    def __init__(self):
        self._not_empty = Condition(Lock())
        self._items = deque()  # protected by _not_empty

    def put(self, item, block=True, timeout=None):
        """Add an item; never waits, whatever the arguments say."""
        with self._not_empty:
            self._items.append(item)
            self._not_empty.notify()

    def get(self, block=True, timeout=None):
        """Remove an item; waits for one. Empty: there was none in time."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        with self._not_empty:
            if not self._items:
                if not block or not self._not_empty.wait_for(
                        lambda: self._items, timeout):
                    raise Empty
            return self._items.popleft()

    def put_nowait(self, item):
        """Add an item."""
        self.put(item)

    def get_nowait(self):
        """Remove an item, or Empty."""
        return self.get(False)

    def qsize(self):
        """How many items there are, just now."""
        return len(self._items)

    def empty(self):
        """Is there no item, just now?"""
        return not self._items
