# SPDX-License-Identifier: MIT
"""What processes wait for: built from one thing, a semaphore in shared memory.

They work between the threads of one process as well. An object is shared by
being there when a process forks.

To release a lock needs no memory, so nothing there has *args or makes a tuple:
whoever has run out of memory does not keep others waiting.
"""

import os
import threading
from time import monotonic

from _multiprocessing import VALUE_MAX, Semaphore as _Shared, SharedArray

# What has become of a barrier's round.
_FILLS, _OPEN, _RESET, _BROKEN = range(4)


class Semaphore:
    """A number that acquire() lowers and never lets go below zero."""

    def __init__(self, value=1, most=VALUE_MAX):
        self._shared = _Shared(value, most)
        self.acquire = self._shared.acquire
        self.release = self._shared.release
        self.get_value = self._shared.get_value

    def __repr__(self):
        return f"<{type(self).__name__}(value={self.get_value()})>"

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, traceback):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that may not be released more often than acquired."""

    def __init__(self, value=1):
        super().__init__(value, value)


class Lock(Semaphore):
    """What one process at a time can hold; any may release it."""

    def __init__(self):
        super().__init__(1, 1)


class RLock:
    """A lock whose holder may acquire it again."""

    def __init__(self):
        self._lock = _Shared(1, 1)
        # Of this process: who holds it, and how often. A forked child has a
        # copy of all, and another number.
        self._thread = None
        self._pid = None
        self._count = 0

    def _is_mine(self):
        return (self._thread == threading.get_ident() and
                self._pid == os.getpid())

    def acquire(self, block=True, timeout=None):
        """Wait until nobody else holds it."""
        if not self._is_mine():
            if not self._lock.acquire(block, timeout):
                return False
            self._thread = threading.get_ident()
            self._pid = os.getpid()
            self._count = 0
        self._count += 1
        return True

    def release(self):
        """Give it back, once."""
        if not self._is_mine():
            raise AssertionError("attempt to release recursive lock not "
                                 "owned by thread")
        self._count -= 1
        if self._count == 0:
            self._thread = None
            self._lock.release()

    def _release_save(self):
        count, self._count = self._count, 1
        self.release()
        return count

    def _acquire_restore(self, count):
        self.acquire()
        self._count = count

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, traceback):
        self.release()


class Condition:
    """Wait until another process says that something has changed.

    A sleeper counts itself (sleeping), waits for a token (tokens), and says
    that it has woken (woken). notify() hands out tokens and awaits that answer,
    so that no token is left for somebody who comes later.
    """

    def __init__(self, lock=None):
        self._lock = lock or RLock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release
        self._sleeping = _Shared(0, VALUE_MAX)
        self._woken = _Shared(0, VALUE_MAX)
        self._tokens = _Shared(0, VALUE_MAX)

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, traceback):
        return self._lock.__exit__(kind, value, traceback)

    def wait(self, timeout=None):
        """Sleep until notified, or for timeout seconds: then False."""
        self._sleeping.release()
        saved = None
        if hasattr(self._lock, "_release_save"):
            saved = self._lock._release_save()
        else:
            self._lock.release()
        try:
            return self._tokens.acquire(True, timeout)
        finally:
            self._woken.release()
            if saved is None:
                self._lock.acquire()
            else:
                self._lock._acquire_restore(saved)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; its last value."""
        deadline = None if timeout is None else monotonic() + timeout
        left = timeout
        result = predicate()
        while not result:
            if left is not None and left <= 0:
                break
            self.wait(left)
            result = predicate()
            if deadline is not None:
                left = deadline - monotonic()
        return result

    def notify(self, n=1):
        """Wake up to n sleepers."""
        # Those who gave up waiting have answered without having been asked.
        while self._woken.acquire(False):
            self._sleeping.acquire(False)
        woken = 0
        while woken < n and self._sleeping.acquire(False):
            self._tokens.release()
            woken += 1
        for _ in range(woken):
            self._woken.acquire()
        while self._tokens.acquire(False):  # of one who gave up meanwhile
            pass

    def notify_all(self):
        """Wake all sleepers."""
        self.notify(VALUE_MAX)


class Event:
    """A flag that processes can wait for."""

    def __init__(self):
        self._changed = Condition(Lock())
        self._flag = _Shared(0, 1)

    def is_set(self):
        """Is the flag true?"""
        return self._flag.get_value() == 1

    def set(self):
        """Make the flag true and wake all who wait for it."""
        with self._changed:
            if not self.is_set():
                self._flag.release()
            self._changed.notify_all()

    def clear(self):
        """Make the flag false."""
        with self._changed:
            self._flag.acquire(False)

    def wait(self, timeout=None):
        """Wait until the flag is true, or for timeout seconds: then False."""
        with self._changed:
            if not self.is_set():
                self._changed.wait(timeout)
            return self.is_set()


class Barrier:
    """Where so many processes wait until the last of them has come.

    They share two numbers: what has become of the round, and how many are in
    it. Nobody begins the next round before all have left this one, so that each
    finds what has become of its own, however late it wakes.
    """

    def __init__(self, parties, action=None, timeout=None):
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._changed = Condition()
        self._shared = SharedArray("i", 2)  # protected by _changed

    def wait(self, timeout=None):
        """Wait for the others. Each gets another number from 0 on."""
        if timeout is None:
            timeout = self._timeout
        with self._changed:
            self._changed.wait_for(
                lambda: self._shared[0] in (_FILLS, _BROKEN))
            if self.broken:
                raise threading.BrokenBarrierError
            place = self._shared[1]
            self._shared[1] += 1
            try:
                if place + 1 == self._parties:
                    self._open()
                else:
                    self._wait_for_others(timeout)
            finally:
                self._leave()
        return place

    def _open(self):
        """The last has come: let all go on."""
        try:
            if self._action:
                self._action()
        except:
            self._become(_BROKEN)
            raise
        self._become(_OPEN)

    def _wait_for_others(self, timeout):
        if not self._changed.wait_for(lambda: self._shared[0] != _FILLS,
                                      timeout):
            self._become(_BROKEN)
        if self._shared[0] != _OPEN:
            raise threading.BrokenBarrierError

    def _leave(self):
        self._shared[1] -= 1
        if self._shared[1] == 0 and self._shared[0] in (_OPEN, _RESET):
            self._become(_FILLS)

    def _become(self, state):
        self._shared[0] = state
        self._changed.notify_all()

    def reset(self):
        """Make it usable again; who waits gets a BrokenBarrierError."""
        with self._changed:
            if self._shared[1] == 0:
                self._become(_FILLS)
            elif self._shared[0] != _OPEN:
                self._become(_RESET)

    def abort(self):
        """Make it unusable: all who wait or come get a BrokenBarrierError."""
        with self._changed:
            self._become(_BROKEN)

    @property
    def parties(self):
        """How many processes it takes."""
        return self._parties

    @property
    def n_waiting(self):
        """How many processes wait now."""
        return self._shared[1] if self._shared[0] == _FILLS else 0

    @property
    def broken(self):
        """Is it unusable?"""
        return self._shared[0] == _BROKEN
