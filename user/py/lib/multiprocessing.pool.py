# SPDX-License-Identifier: MIT
"""Pools: so many workers, processes or threads, and what they are to do.

A call, or a chunk of a map's items, is a task. Tasks go through one queue to
the workers, and results through another to a thread of the pool's, the
collector, which hands each to its AsyncResult. A worker that gets None goes
home, and says so: when all have, the collector ends as well.
"""

import itertools
import os
import queue
import threading

import multiprocessing
from _mp_connection import wait as _wait_for
from _mp_queue import SimpleQueue as _PipeQueue

_RUN, _CLOSE, _TERMINATE = "RUN", "CLOSE", "TERMINATE"


def _work(tasks, results, initializer, initargs, most, number):
    """A worker's life: at most so many tasks (None: any number)."""
    if initializer is not None:
        initializer(*initargs)
    done = 0
    gone_home = False
    while most is None or done < most:
        task = tasks.get()
        if task is None:
            gone_home = True
            break
        job, index, function, calls = task
        try:
            value = [function(*args, **kwargs) for args, kwargs in calls]
            message = (job, index, True, value)
        except Exception as error:
            message = (job, index, False, error)
        try:
            results.put(message)
        except Exception as error:
            results.put((job, index, False, MaybeEncodingError(
                repr(error), repr(message[3]))))
        done += 1
        del task, message
    results.put((None, number, gone_home, None))


class MaybeEncodingError(Exception):
    """A result that cannot be sent."""

    def __init__(self, error, value):
        super().__init__(error, value)
        self.exc = error
        self.value = value

    def __str__(self):
        return f"Error sending result: '{self.value}'. Reason: '{self.exc}'"


class ApplyResult:
    """The result of a task, which may not be there yet."""

    def __init__(self, pool, callback=None, error_callback=None, pieces=1):
        self._event = threading.Event()
        self._callback = callback
        self._error_callback = error_callback
        self._success = True
        self._value = None
        self._pieces = [None] * pieces
        self._left = pieces
        self._pool = pool
        self._job = pool._enter(self)

    def ready(self):
        """Is it there?"""
        return self._event.is_set()

    def successful(self):
        """Has nothing been raised?"""
        if not self.ready():
            raise ValueError(f"{self!r} not ready")
        return self._success

    def wait(self, timeout=None):
        """Wait until it is there, or for timeout seconds."""
        self._event.wait(timeout)

    def get(self, timeout=None):
        """The result; raises what the task raised. TimeoutError."""
        self.wait(timeout)
        if not self.ready():
            raise multiprocessing.TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, index, success, value):
        """The collector has a piece. True: it was the last one."""
        self._left -= 1
        if success:
            self._pieces[index] = value
        elif self._success:
            self._success = False
            self._value = value
        if self._left:
            return False
        if self._success:
            self._value = self._whole()
            if self._callback:
                self._callback(self._value)
        elif self._error_callback:
            self._error_callback(self._value)
        self._event.set()
        return True

    def _whole(self):
        return self._pieces[0][0]


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The results of a map."""

    def _whole(self):
        return [value for piece in self._pieces for value in piece]


class IMapIterator:
    """The results of imap, one after the other."""

    def __init__(self, pool, pieces, in_order):
        self._condition = threading.Condition()
        # Protected by _condition:
        self._ready = {}  # by index: (success, value)
        self._arrived = []
        self._next = 0
        self._items = []
        self._in_order = in_order
        self._left = self._pieces = pieces
        self._job = pool._enter(self)

    def __iter__(self):
        return self

    def next(self, timeout=None):
        """The next result. TimeoutError, StopIteration."""
        with self._condition:
            while not self._items:
                if self._next == self._pieces:
                    raise StopIteration
                if not self._condition.wait_for(self._is_there, timeout):
                    raise multiprocessing.TimeoutError
                index = (self._next if self._in_order
                         else self._arrived[self._next])
                self._next += 1
                success, value = self._ready.pop(index)
                if not success:
                    raise value
                self._items = value[::-1]
            return self._items.pop()

    __next__ = next

    def _is_there(self):
        return (self._next in self._ready if self._in_order
                else self._next < len(self._arrived))

    def _set(self, index, success, value):
        with self._condition:
            self._ready[index] = (success, value)
            self._arrived.append(index)
            self._left -= 1
            self._condition.notify_all()
            return not self._left


class Pool:
    """Processes that do tasks."""

    def __init__(self, processes=None, initializer=None, initargs=(),
                 maxtasksperchild=None, context=None):
        self._state = _CLOSE  # for a destructor, if this fails
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError("Number of processes must be at least 1")
        if maxtasksperchild is not None and (
                not isinstance(maxtasksperchild, int)
                or maxtasksperchild <= 0):
            raise ValueError("maxtasksperchild must be a positive int or "
                             "None")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._processes = processes
        self._begin = (initializer, initargs, maxtasksperchild)
        self._jobs = {}
        self._jobs_lock = threading.Lock()
        self._numbers = itertools.count()
        self._make_queues()
        self._workers = [self._new_worker(number)
                         for number in range(processes)]
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._state = _RUN
        self._collector.start()

    # What differs where the workers are threads.

    def _make_queues(self):
        self._tasks = _PipeQueue()
        self._results = _PipeQueue()
        self._ended, self._end = os.pipe()  # at terminate

    def _new_worker(self, number):
        worker = multiprocessing.Process(
            target=_work, daemon=True, args=(self._tasks, self._results,
                                             *self._begin, number))
        worker._name = worker._name.replace("Process", "PoolWorker")
        worker.start()
        return worker

    def _next_result(self):
        """The next message of a worker; None: terminated. The collector ends
        the workers, for nobody else knows which of them it is replacing."""
        ready = _wait_for([self._results._reader, self._ended])
        if self._ended not in ready:
            return self._results.get()
        for worker in self._workers:
            worker.terminate()
        return None

    def _stop_workers(self):
        os.write(self._end, b"x")

    def _collect(self):
        """The collector: until all workers have gone home."""
        left = self._processes
        while left:
            message = self._next_result()
            if message is None:
                return
            job, index, success, value = message
            if job is not None:
                self._deliver(job, index, success, value)
            elif success:
                left -= 1
            else:  # a worker has done its share
                self._workers[index].join()
                self._workers[index] = self._new_worker(index)

    def _enter(self, result):
        with self._jobs_lock:
            job = next(self._numbers)
            self._jobs[job] = result
        return job

    def _send(self, result, pieces, function):
        """One task for each piece, a list of (args, kwargs)."""
        for index, calls in enumerate(pieces):
            try:
                self._tasks.put((result._job, index, function, calls))
            except Exception as error:
                self._deliver(result._job, index, False, error)
        return result

    def _deliver(self, job, index, success, value):
        """A piece of a job has come."""
        with self._jobs_lock:
            result = self._jobs[job]
        if result._set(index, success, value):
            with self._jobs_lock:
                del self._jobs[job]

    def _check_running(self):
        if self._state != _RUN:
            raise ValueError("Pool not running")

    def apply(self, func, args=(), kwds={}):
        """func(*args, **kwds), by a worker."""
        return self.apply_async(func, args, kwds).get()

    def apply_async(self, func, args=(), kwds={}, callback=None,
                    error_callback=None):
        """The same, without waiting: an AsyncResult."""
        self._check_running()
        return self._send(ApplyResult(self, callback, error_callback),
                          [[(tuple(args), dict(kwds))]], func)

    def map(self, func, iterable, chunksize=None):
        """[func(item) for item in iterable], by the workers."""
        return self.map_async(func, iterable, chunksize).get()

    def map_async(self, func, iterable, chunksize=None, callback=None,
                  error_callback=None):
        """The same, without waiting: an AsyncResult."""
        self._check_running()
        return self._map(func, [(item,) for item in iterable], chunksize,
                         callback, error_callback)

    def starmap(self, func, iterable, chunksize=None):
        """[func(*item) for item in iterable], by the workers."""
        return self.starmap_async(func, iterable, chunksize).get()

    def starmap_async(self, func, iterable, chunksize=None, callback=None,
                      error_callback=None):
        """The same, without waiting: an AsyncResult."""
        self._check_running()
        return self._map(func, [tuple(item) for item in iterable], chunksize,
                         callback, error_callback)

    def _map(self, func, items, chunksize, callback, error_callback):
        if chunksize is None:
            chunksize = -(-len(items) // (self._processes * 4)) or 1
        pieces = self._pieces(items, chunksize)
        result = MapResult(self, callback, error_callback, len(pieces) or 1)
        if not pieces:
            self._jobs.pop(result._job)
            result._set(0, True, [])
        return self._send(result, pieces, func)

    def _pieces(self, items, size):
        return [[(args, {}) for args in items[at:at + size]]
                for at in range(0, len(items), size)]

    def imap(self, func, iterable, chunksize=1):
        """An iterator of func(item), in order."""
        return self._imap(func, iterable, chunksize, True)

    def imap_unordered(self, func, iterable, chunksize=1):
        """An iterator of func(item), as they come."""
        return self._imap(func, iterable, chunksize, False)

    def _imap(self, func, iterable, chunksize, in_order):
        self._check_running()
        if chunksize < 1:
            raise ValueError(f"Chunksize must be 1+, not {chunksize}")
        pieces = self._pieces([(item,) for item in iterable], chunksize)
        result = IMapIterator(self, len(pieces), in_order)
        if not pieces:
            self._jobs.pop(result._job)
        return self._send(result, pieces, func)

    def close(self):
        """No more tasks; the workers go home when all is done."""
        if self._state == _RUN:
            self._state = _CLOSE
            for _ in range(self._processes):
                self._tasks.put(None)

    def terminate(self):
        """The workers end at once; results that are not there never come."""
        if self._state != _TERMINATE:
            self._state = _TERMINATE
            self._stop_workers()
            self.join()

    def join(self):
        """Wait until the workers have gone; after close() or terminate()."""
        if self._state == _RUN:
            raise ValueError("Pool is still running")
        self._collector.join()
        for worker in self._workers:
            worker.join()

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, *args):
        self.terminate()

    def __repr__(self):
        return (f"<multiprocessing.pool.{type(self).__name__} "
                f"state={self._state} pool_size={self._processes}>")


class ThreadPool(Pool):
    """Threads that do tasks."""

    def __init__(self, processes=None, initializer=None, initargs=()):
        super().__init__(processes, initializer, initargs)

    def _make_queues(self):
        self._tasks = queue.SimpleQueue()
        self._results = queue.SimpleQueue()

    def _new_worker(self, number):
        worker = threading.Thread(target=_work, daemon=True, args=(
            self._tasks, self._results, *self._begin, number))
        worker.start()
        return worker

    def _next_result(self):
        return self._results.get()

    def _stop_workers(self):
        """Threads cannot be killed: they end what they are doing."""
        try:
            while True:
                self._tasks.get_nowait()
        except queue.Empty:
            pass
        for _ in self._workers:
            self._tasks.put(None)
