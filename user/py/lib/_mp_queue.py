# SPDX-License-Identifier: MIT
"""Queues between processes: a pipe, and locks around its two ends.

put() of a Queue never waits for the pipe: it leaves the item in a buffer, and a
thread, the feeder, makes it into bytes and writes these. Each process that puts
has a buffer and a feeder of its own. So what is put is on its way, not there;
and a process that ends waits for its feeder, that nothing be lost.
"""

import os
import pickle
import threading
import traceback
from collections import deque
from queue import Empty, Full
from time import monotonic

from _mp_connection import Pipe
from _mp_locks import VALUE_MAX, BoundedSemaphore, Condition, Lock, Semaphore

_END = object()  # in a buffer: the feeder is to close the pipe and go

# The queues that this process has a feeder for.
_fed = []


class Queue:
    """First in, first out, for several processes."""

    def __init__(self, maxsize=0):
        if maxsize <= 0:
            maxsize = VALUE_MAX
        self._maxsize = maxsize
        self._reader, self._writer = Pipe(duplex=False)
        self._read_lock = Lock()
        self._write_lock = Lock()
        self._room = BoundedSemaphore(maxsize)
        self._closed = False
        self._begin()

    def _begin(self):
        """This process has not put anything yet."""
        self._pid = os.getpid()
        self._not_empty = threading.Condition(threading.Lock())
        self._buffer = deque()  # protected by _not_empty
        self._feeder = None
        self._join_at_end = True

    def _check_open(self):
        if self._closed:
            raise ValueError(f"Queue {self!r} is closed")

    def put(self, item, block=True, timeout=None):
        """Add an item; waits for room. Full: there was none in time."""
        self._check_open()
        if self._pid != os.getpid():
            self._begin()
        if not self._room.acquire(block, timeout):
            raise Full
        with self._not_empty:
            if self._feeder is None:
                self._start()
            self._buffer.append(item)
            self._not_empty.notify()

    def get(self, block=True, timeout=None):
        """Remove an item; waits for one. Empty: there was none in time."""
        self._check_open()
        if block and timeout is None:
            with self._read_lock:
                data = self._reader.recv_bytes()
            self._room.release()
        else:
            data = self._get_in_time(timeout if block else 0)
        return pickle.loads(data)

    def _get_in_time(self, timeout):
        deadline = monotonic() + timeout
        if not self._read_lock.acquire(timeout > 0, timeout):
            raise Empty
        try:
            if not self._reader.poll(max(deadline - monotonic(), 0)):
                raise Empty
            data = self._reader.recv_bytes()
            self._room.release()
        finally:
            self._read_lock.release()
        return data

    def put_nowait(self, item):
        """Add an item, or Full."""
        self.put(item, False)

    def get_nowait(self):
        """Remove an item, or Empty."""
        return self.get(False)

    def qsize(self):
        """How many items have been put and not got, just now."""
        return self._maxsize - self._room.get_value()

    def empty(self):
        """Is there nothing in the pipe, just now?"""
        return not self._reader.poll()

    def full(self):
        """Is there no room, just now?"""
        return self._room.get_value() == 0

    def close(self):
        """This process puts and gets no more; what is in the buffer goes."""
        if not self._closed:
            self._closed = True
            self._reader.close()
            if self._feeder is not None and self._pid == os.getpid():
                with self._not_empty:
                    self._buffer.append(_END)
                    self._not_empty.notify()

    def join_thread(self):
        """Wait until the feeder has written everything. After close()."""
        assert self._closed, f"Queue {self!r} not closed"
        if self._feeder is not None and self._join_at_end:
            self._feeder.join()

    def cancel_join_thread(self):
        """Do not wait for the feeder at the end: what is left is lost."""
        self._join_at_end = False

    def _start(self):
        self._feeder = threading.Thread(target=self._feed, daemon=True,
                                        name="QueueFeederThread")
        self._feeder.start()
        _fed.append(self)

    def _feed(self):
        """The feeder."""
        while True:
            with self._not_empty:
                while not self._buffer:
                    self._not_empty.wait()
                item = self._buffer.popleft()
            if item is _END:
                self._writer.close()
                return
            try:
                data = pickle.dumps(item)
                with self._write_lock:
                    self._writer.send_bytes(data)
            except BrokenPipeError:
                return
            except Exception:
                self._room.release()
                traceback.print_exc()


class JoinableQueue(Queue):
    """A queue whose items are to be worked on, and reported as done."""

    def __init__(self, maxsize=0):
        super().__init__(maxsize)
        self._unfinished = Semaphore(0)
        self._done = Condition()

    def put(self, item, block=True, timeout=None):
        """Add an item; waits for room. Full: there was none in time."""
        self._unfinished.release()
        try:
            super().put(item, block, timeout)
        except BaseException:
            self._unfinished.acquire(False)
            raise

    def task_done(self):
        """The work on an item that was got is done."""
        with self._done:
            if not self._unfinished.acquire(False):
                raise ValueError("task_done() called too many times")
            if self._unfinished.get_value() == 0:
                self._done.notify_all()

    def join(self):
        """Wait until the work on all items is done."""
        with self._done:
            if self._unfinished.get_value():
                self._done.wait()


class SimpleQueue:
    """A pipe with locks, and without a buffer: put() waits for the pipe."""

    def __init__(self):
        self._reader, self._writer = Pipe(duplex=False)
        self._read_lock = Lock()
        self._write_lock = Lock()

    def put(self, item):
        """Add an item."""
        data = pickle.dumps(item)
        with self._write_lock:
            self._writer.send_bytes(data)

    def get(self):
        """Remove an item; waits for one."""
        with self._read_lock:
            data = self._reader.recv_bytes()
        return pickle.loads(data)

    def empty(self):
        """Is there nothing in the pipe, just now?"""
        return not self._reader.poll()

    def close(self):
        """This process puts and gets no more."""
        self._reader.close()
        self._writer.close()


def forget_feeders():
    """In a new process: it has none yet."""
    _fed.clear()


def finish_feeders():
    """At the end of a process: nothing that was put is lost."""
    for queue in _fed:
        queue.close()
    for queue in _fed:
        queue.join_thread()
