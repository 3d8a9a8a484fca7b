# SPDX-License-Identifier: MIT
"""Calls that processes make: each has a GIL of its own.

    submit -> pending -> sender -> calls   =pipe=> workers
    future <------------ collector <- results <=pipe= workers

Two threads of ours stand between the futures and the pipes. The sender keeps at
most one call more in the pipe than there are workers: what is still pending can
be cancelled. The collector hands out results, and sees when a worker dies: then
the pool is broken, and so is every call without a result. Two threads and not
one, for a pipe has little room: while the sender waits for a worker to read a
large call, that worker may wait for the collector to read a large result.

Workers are forked all at once at the first submit(), before the two threads are
there. Without CPython's mp_context and max_tasks_per_child.
"""

import atexit
import os
import queue
import sys
import threading
import traceback
from itertools import count, repeat

import multiprocessing
from _mp_connection import wait as _wait_for
from _mp_queue import SimpleQueue as _PipeQueue
from concurrent.futures import (BrokenExecutor, Executor, Future,
                                check_arguments)


class BrokenProcessPool(BrokenExecutor):
    """A worker has ended that should not have."""


def _work(crew, place):
    """A worker's life."""
    if crew.initializer is not None:
        try:
            crew.initializer(*crew.initargs)
        except BaseException:
            sys.stderr.write("Exception in initializer:\n")
            traceback.print_exc()
            return
    while True:
        call = crew.calls.get()
        if call is None:
            crew.results.put((None, place, None))
            return
        number, fn, args, kwargs = call
        result = error = None
        try:
            result = fn(*args, **kwargs)
        except BaseException as raised:
            error = raised
        try:
            crew.results.put((number, result, error))
        except Exception as raised:
            crew.results.put((number, None, raised))
        del call, fn, args, kwargs, result, error


class _Crew:
    """What an executor, its two threads and its workers share. The threads do
    not refer to the executor: one that nobody refers to any more shuts down."""

    def __init__(self, workers, initializer, initargs):
        self.workers = workers
        self.initializer = initializer
        self.initargs = initargs
        self.calls = _PipeQueue()
        self.results = _PipeQueue()
        self.room = threading.Semaphore(workers + 1)  # for calls under way
        self.pending = queue.SimpleQueue()  # numbers; None: no more will come
        self.numbers = count()
        self.lock = threading.Lock()
        # Protected by lock:
        self.futures = {}  # those without a result, by number
        self.work = {}     # what they are for: (fn, args, kwargs)
        self.processes = []
        self.threads = []
        self.started = False  # are all of them there?
        self.closed = False
        self.broken = False

    def start(self):
        """Fork the workers, then begin the threads; with the lock held. If
        one cannot be had this raises, and the next call goes on there."""
        _crews.add(self)
        for place in range(len(self.processes), self.workers):
            process = multiprocessing.Process(target=_work, args=(self, place))
            process.start()
            self.processes.append(process)
        for target in (self.send, self.collect)[len(self.threads):]:
            thread = threading.Thread(target=target, daemon=True)
            thread.start()
            self.threads.append(thread)
        self.calls._reader.close()  # who writes when all are dead is told
        self.started = True

    def send(self):
        """The sender."""
        try:
            while True:
                self.room.acquire()
                while not self.send_one():
                    pass
        except (StopIteration, BrokenPipeError):
            pass

    def send_one(self):
        """False: there was nothing to send. StopIteration: no more to do."""
        number = self.pending.get()
        if number is None:
            for _ in range(self.workers):
                self.calls.put(None)
            raise StopIteration
        with self.lock:
            future = self.futures.get(number)
            if future is None:  # broken
                return False
            call = self.work.pop(number)
            if not future.set_running_or_notify_cancel():
                del self.futures[number]
                return False
        try:
            self.calls.put((number, *call))
        except BrokenPipeError:
            raise
        except Exception as error:  # it cannot be made into bytes
            if self.take(number):
                future.set_exception(error)
            return False
        return True

    def take(self, number):
        """The future with this number, which is done; None: broken."""
        with self.lock:
            return self.futures.pop(number, None)

    def collect(self):
        """The collector."""
        left = {process.sentinel for process in self.processes}
        reader = self.results._reader
        while left:
            if reader not in _wait_for([reader, *left]):
                self.break_down()
                return
            number, result, error = self.results.get()
            if number is None:
                left.remove(self.processes[result].sentinel)
                continue
            future = self.take(number)
            self.room.release()
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
            del future, result, error

    def break_down(self):
        """A worker is dead: nothing will be done any more."""
        with self.lock:
            self.broken = True
            futures = list(self.futures.values())
            self.futures.clear()
            self.work.clear()
        for future in futures:
            if future.running() or future.set_running_or_notify_cancel():
                future.set_exception(BrokenProcessPool(
                    "A process in the process pool was terminated abruptly "
                    "while the future was running or pending."))
        for process in self.processes:
            process.terminate()
        self.pending.put(None)
        self.room.release()

    def close(self, cancel=False):
        """Have the workers go home when all is done."""
        with self.lock:
            waiting = [self.futures[number] for number in self.work]
            if not self.closed:
                self.closed = True
                self.pending.put(None)
                if not self.threads:  # nobody will tell those that began
                    for process in self.processes:
                        process.terminate()
        if cancel:
            for future in waiting:
                future.cancel()

    def join(self):
        """Wait until they have gone."""
        for thread in self.threads:
            thread.join()
        for process in self.processes:
            process.join()
        _crews.discard(self)


# All crews whose workers have not been joined.
_crews = set()


def _finish():
    """At the end of the program: what was submitted is done. Registered after
    multiprocessing's, and so called before it, which waits for all children."""
    for crew in list(_crews):
        crew.close()
    for crew in list(_crews):
        crew.join()


atexit.register(_finish)


def _call_each(fn, calls):
    """What a worker does for one chunk of a map."""
    return [fn(*args) for args in calls]


class ProcessPoolExecutor(Executor):
    """Calls are made by max_workers processes. What goes to them and comes back
    is pickled."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None,
                 initargs=()):
        if max_workers is None:
            max_workers = os.cpu_count() or 1
        check_arguments(max_workers, initializer)
        self._max_workers = max_workers
        self._crew = _Crew(max_workers, initializer, initargs)

    def submit(self, fn, /, *args, **kwargs):
        """Have fn(*args, **kwargs) called; a Future."""
        crew = self._crew
        with crew.lock:
            if crew.broken:
                raise BrokenProcessPool("A child process terminated abruptly, "
                                        "the process pool is not usable "
                                        "anymore")
            if crew.closed:
                raise RuntimeError("cannot schedule new futures after "
                                   "shutdown")
            if not crew.started:
                crew.start()
            number = next(crew.numbers)
            crew.futures[number] = future = Future()
            crew.work[number] = (fn, args, kwargs)
            crew.pending.put(number)
        return future

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """As map(), the calls made at once, chunksize of them by one worker;
        the results in order."""
        if chunksize < 1:
            raise ValueError("chunksize must be >= 1.")
        calls = list(zip(*iterables))
        chunks = [calls[at:at + chunksize]
                  for at in range(0, len(calls), chunksize)]
        results = super().map(_call_each, repeat(fn), chunks, timeout=timeout)
        return (value for chunk in results for value in chunk)
