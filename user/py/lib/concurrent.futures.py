# SPDX-License-Identifier: MIT
"""Calls that are made elsewhere, and their results, which come later.

An executor has a queue of calls and at most so many threads that make them.
What submit() returns, a Future, is where one call's result will be: one thread
waits in result(), another calls set_result(), under the future's own condition.

Threads are daemons, and joined by a function of atexit: nobody has to call
shutdown(), and no call that was submitted is lost. ProcessPoolExecutor has a
file of its own, concurrent.futures.process.
"""

import atexit
import os
import queue
import sys
import threading
import time
import traceback
from collections import namedtuple

FIRST_COMPLETED = "FIRST_COMPLETED"
FIRST_EXCEPTION = "FIRST_EXCEPTION"
ALL_COMPLETED = "ALL_COMPLETED"

_PENDING = "PENDING"
_RUNNING = "RUNNING"
_CANCELLED = "CANCELLED"
_NOTIFIED = "CANCELLED_AND_NOTIFIED"  # and whoever waits for several knows
_FINISHED = "FINISHED"

TimeoutError = TimeoutError


class Error(Exception):
    """What futures raise."""


class CancelledError(Error):
    """The call was cancelled before it began."""


class InvalidStateError(Error):
    """The future has a result already."""


class BrokenExecutor(RuntimeError):
    """The executor cannot go on."""


class BrokenThreadPool(BrokenExecutor):
    """An initializer has failed."""


class Future:
    """The result of a call, which may not be there yet."""

    def __init__(self):
        self._condition = threading.Condition()
        # Protected by _condition:
        self._state = _PENDING
        self._result = None
        self._exception = None
        self._callbacks = []
        self._watchers = []  # queues, which get the future when it is done

    def __repr__(self):
        state = _CANCELLED if self._state == _NOTIFIED else self._state
        words = [f"<{type(self).__name__} at {id(self):#x} "
                 f"state={state.lower()}"]
        if self._state == _FINISHED:
            if self._exception:
                words.append(f"raised {type(self._exception).__name__}")
            else:
                words.append(f"returned {type(self._result).__name__}")
        return " ".join(words) + ">"

    def cancelled(self):
        """Was it cancelled?"""
        return self._state in (_CANCELLED, _NOTIFIED)

    def running(self):
        """Is the call being made?"""
        return self._state == _RUNNING

    def done(self):
        """Is there a result, or will there never be one?"""
        return self._state in (_CANCELLED, _NOTIFIED, _FINISHED)

    def _is_settled(self):
        """Is it done for wait() and as_completed()? To them a cancelled call
        counts only when the executor has come across it."""
        return self._state in (_NOTIFIED, _FINISHED)

    def cancel(self):
        """Do not make the call. False: it has begun."""
        with self._condition:
            if self._state in (_RUNNING, _FINISHED):
                return False
            if self.cancelled():
                return True
            self._state = _CANCELLED
            self._condition.notify_all()
        self._call_back()
        return True

    def _tell(self):
        for watcher in self._watchers:
            watcher.put(self)

    def _watch(self, watcher):
        """Have a queue get the future when it is settled."""
        with self._condition:
            if self._is_settled():
                watcher.put(self)
            else:
                self._watchers.append(watcher)

    def _unwatch(self, watcher):
        with self._condition:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

    def _call_back(self):
        for function in self._callbacks:
            self._call_one(function)

    def _call_one(self, function):
        try:
            function(self)
        except Exception:
            sys.stderr.write(f"exception calling callback for {self!r}\n")
            traceback.print_exc()

    def add_done_callback(self, fn):
        """Call fn(future) when it is done; now, if it is."""
        with self._condition:
            if not self.done():
                self._callbacks.append(fn)
                return
        self._call_one(fn)

    def _wait(self, timeout):
        """Wait with the condition held. CancelledError, TimeoutError."""
        if not self.done():
            self._condition.wait(timeout)
        if self.cancelled():
            raise CancelledError()
        if self._state != _FINISHED:
            raise TimeoutError()

    def result(self, timeout=None):
        """What the call returned; raises what it raised."""
        try:
            with self._condition:
                self._wait(timeout)
                if self._exception:
                    raise self._exception
                return self._result
        finally:
            self = None  # the traceback does not keep the future

    def exception(self, timeout=None):
        """What the call raised, or None."""
        with self._condition:
            self._wait(timeout)
            return self._exception

    def set_running_or_notify_cancel(self):
        """For executors: the call begins. False: it was cancelled."""
        with self._condition:
            if self._state == _CANCELLED:
                self._state = _NOTIFIED
                self._tell()
                return False
            if self._state != _PENDING:
                raise RuntimeError("Future in unexpected state")
            self._state = _RUNNING
            return True

    def _finish(self, result, exception):
        with self._condition:
            if self.done():
                raise InvalidStateError(f"{self._state}: {self!r}")
            self._result = result
            self._exception = exception
            self._state = _FINISHED
            self._condition.notify_all()
            self._tell()
        self._call_back()

    def set_result(self, result):
        """For executors: the call has returned."""
        self._finish(result, None)

    def set_exception(self, exception):
        """For executors: the call has raised."""
        self._finish(None, exception)


def as_completed(fs, timeout=None):
    """The futures, each as soon as it is done; those that are at once."""
    end = None if timeout is None else time.monotonic() + timeout
    futures = set(fs)
    done = queue.SimpleQueue()
    for future in futures:
        future._watch(done)
    try:
        for left in range(len(futures), 0, -1):
            try:
                yield done.get(timeout=None if end is None else
                               max(end - time.monotonic(), 0))
            except queue.Empty:
                raise TimeoutError(f"{left} (of {len(futures)}) futures "
                                   "unfinished") from None
    finally:
        for future in futures:
            future._unwatch(done)


DoneAndNotDoneFutures = namedtuple("DoneAndNotDoneFutures", "done not_done")


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    """Wait for all, for the first, or for the first that raises."""
    futures = set(fs)
    done = {future for future in futures if future._is_settled()}

    def is_enough(future):
        return return_when == FIRST_COMPLETED or (
            return_when == FIRST_EXCEPTION and not future.cancelled()
            and future._exception is not None)

    if done != futures and not any(is_enough(future) for future in done):
        if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION,
                               ALL_COMPLETED):
            raise ValueError(f"Invalid return condition: {return_when!r}")
        try:
            for future in as_completed(futures - done, timeout):
                done.add(future)
                if is_enough(future):
                    break
        except TimeoutError:
            pass
    done |= {future for future in futures if future._is_settled()}
    return DoneAndNotDoneFutures(done, futures - done)


class Executor:
    """What makes calls elsewhere. Who makes them is a subclass's _crew: it has
    closed; close(cancel), after which its workers go home when all is done; and
    join(), which waits until they have gone."""

    _crew = None

    def submit(self, fn, /, *args, **kwargs):
        """Have fn(*args, **kwargs) called; a Future."""
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """As map(), the calls made at once; the results in order."""
        end = None if timeout is None else time.monotonic() + timeout
        futures = [self.submit(fn, *args) for args in zip(*iterables)]

        def results():
            futures.reverse()
            try:
                while futures:
                    future = futures.pop()
                    yield future.result(None if end is None
                                        else end - time.monotonic())
            finally:
                for future in futures:
                    future.cancel()

        return results()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """No more calls; wait: until all have been made."""
        if self._crew:
            self._crew.close(cancel_futures)
            if wait:
                self._crew.join()

    def __del__(self):
        if self._crew and not self._crew.closed:
            self._crew.close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.shutdown(wait=True)
        return False


def check_arguments(max_workers, initializer):
    """For executors: ValueError, TypeError."""
    if max_workers <= 0:
        raise ValueError("max_workers must be greater than 0")
    if initializer is not None and not callable(initializer):
        raise TypeError("initializer must be a callable")


class _Work:
    """One call of an executor."""

    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.call = (fn, args, kwargs)

    def run(self):
        """Make it."""
        if not self.future.set_running_or_notify_cancel():
            return
        fn, args, kwargs = self.call
        try:
            result = fn(*args, **kwargs)
        except BaseException as error:
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


class _Crew:
    """What an executor and its threads share. The threads do not refer to the
    executor: one that nobody refers to any more shuts down."""

    def __init__(self, initializer, initargs):
        self.work = queue.SimpleQueue()  # None: go home
        self.idle = threading.Semaphore(0)
        self.lock = threading.Lock()
        self.initializer = initializer
        self.initargs = initargs
        # Protected by lock:
        self.threads = set()
        self.closed = False
        self.broken = False

    def run(self):
        """A thread's life."""
        try:
            if self.initializer is not None:
                self.initializer(*self.initargs)
        except BaseException:
            sys.stderr.write("Exception in initializer:\n")
            traceback.print_exc()
            self.break_down()
            return
        while True:
            try:
                work = self.work.get_nowait()
            except queue.Empty:
                self.idle.release()
                work = self.work.get()
            if work is None:
                return
            work.run()
            del work

    def forget_work(self, action):
        """Take what is not begun out of the queue; action(future) for each."""
        while True:
            try:
                work = self.work.get_nowait()
            except queue.Empty:
                return
            if work is not None:
                action(work.future)

    def break_down(self):
        """The initializer has failed: nothing will be done any more."""
        with self.lock:
            self.broken = True
            self.forget_work(lambda future: future.set_exception(
                BrokenThreadPool("A thread initializer failed, the thread "
                                 "pool is not usable anymore")))

    def close(self, cancel=False):
        """Have the threads go home when all is done."""
        with self.lock:
            self.closed = True
            if cancel:
                self.forget_work(lambda future: future.cancel())
            for _ in self.threads:
                self.work.put(None)

    def join(self):
        """Wait until they have gone."""
        for thread in self.threads:
            thread.join()
        _crews.discard(self)


# All crews whose threads have not been joined.
_crews = set()


def _finish():
    """At the end of the program: what was submitted is done."""
    for crew in list(_crews):
        if not crew.closed:
            crew.close()
    for crew in list(_crews):
        crew.join()


atexit.register(_finish)


class ThreadPoolExecutor(Executor):
    """Calls are made by at most max_workers threads of this process. A thread
    begins with a call for which no other is idle."""

    _counter = 0

    def __init__(self, max_workers=None, thread_name_prefix="",
                 initializer=None, initargs=()):
        if max_workers is None:
            max_workers = min(32, (os.cpu_count() or 1) + 4)
        check_arguments(max_workers, initializer)
        self._max_workers = max_workers
        self._name = thread_name_prefix
        if not thread_name_prefix:
            self._name = f"ThreadPoolExecutor-{ThreadPoolExecutor._counter}"
            ThreadPoolExecutor._counter += 1
        self._crew = _Crew(initializer, initargs)

    def submit(self, fn, /, *args, **kwargs):
        """Have fn(*args, **kwargs) called; a Future."""
        crew = self._crew
        with crew.lock:
            if crew.broken:
                raise BrokenThreadPool("A thread initializer failed, the "
                                       "thread pool is not usable anymore")
            if crew.closed:
                raise RuntimeError("cannot schedule new futures after "
                                   "shutdown")
            future = Future()
            crew.work.put(_Work(future, fn, args, kwargs))
            self._add_thread()
        return future

    def _add_thread(self):
        crew = self._crew
        if crew.idle.acquire(timeout=0) or \
                len(crew.threads) >= self._max_workers:
            return
        thread = threading.Thread(target=crew.run, daemon=True,
                                  name=f"{self._name}_{len(crew.threads)}")
        thread.start()
        crew.threads.add(thread)
        _crews.add(crew)


def __getattr__(name):
    """Who uses threads only does not load what processes need."""
    if name == "ProcessPoolExecutor":
        from concurrent.futures.process import ProcessPoolExecutor
        return ProcessPoolExecutor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
