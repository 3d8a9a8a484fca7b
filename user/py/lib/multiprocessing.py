# SPDX-License-Identifier: MIT
"""Processes, used as threading's threads are.

A process is made by fork: the child goes on with a copy of everything that is
there, and calls its target. It has an interpreter, and so a GIL, of its own:
processes compute at the same time where threads take turns. What they share
they must have before the fork, and it must be one of the things below.

Without those of CPython: managers, contexts other than fork.
"""

import atexit
import os
import signal
import sys
import threading
import traceback
from queue import Empty, Full

import _mp_queue
from _mp_connection import Connection, Pipe, wait as _wait
from _mp_locks import (Barrier, BoundedSemaphore, Condition, Event, Lock,
                       RLock, Semaphore)
from _mp_queue import JoinableQueue, Queue, SimpleQueue
from _multiprocessing import SharedArray as _SharedArray


class ProcessError(Exception):
    """Something is wrong with processes."""


class TimeoutError(ProcessError):
    """It took too long."""


# The processes that this one has started and not yet waited for.
_children = set()
_counter = 0


class Process:
    """A process: start() begins it, run() is what it does, join() awaits it."""

    _pid = None     # of the process; of who has made it: _parent
    _status = None  # the exit code, once it is known
    _sentinel = None

    def __init__(self, group=None, target=None, name=None, args=(),
                 kwargs=None, *, daemon=None):
        assert group is None, "group argument must be None for now"
        global _counter
        _counter += 1
        self._identity = _current._identity + (_counter,)
        self._parent = os.getpid()
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs or {})
        self._name = name or (type(self).__name__ + "-" +
                              ":".join(str(n) for n in self._identity))
        self._daemon = _current._daemon if daemon is None else daemon

    def run(self):
        """What the process does: call the target. Subclasses have their own."""
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        """Begin the process."""
        assert self._pid is None, "cannot start a process twice"
        assert self._parent == os.getpid(), (
            "can only start a process object created by current process")
        assert not _current._daemon, (
            "daemonic processes are not allowed to have children")
        active_children()  # waits for those that have ended
        sys.stdout.flush()
        sys.stderr.flush()
        # The child keeps `outer`, and lets go of it only by ending.
        inner, outer = os.pipe()
        try:
            pid = os.fork()
        except BaseException:
            os.close(inner)
            os.close(outer)
            raise
        if pid == 0:
            os.close(inner)
            os._exit(self._bootstrap())
        os.close(outer)
        self._pid = pid
        self._sentinel = inner
        _children.add(self)

    def _bootstrap(self):
        """All that the child does. Its exit code."""
        global _current, _counter
        _current = self
        _counter = 0
        _children.clear()
        _mp_queue.forget_feeders()
        self._pid = os.getpid()
        try:
            sys.stdin = open("/dev/null")
            try:
                self.run()
            finally:
                _finish()
            code = 0
        except SystemExit as error:
            code = _exit_code(error.code)
        except BaseException:
            sys.stderr.write(f"Process {self.name}:\n")
            traceback.print_exc()
            code = 1
        for thread in threading.enumerate():
            if not thread.daemon and thread is not threading.current_thread():
                thread.join()
        sys.stdout.flush()
        sys.stderr.flush()
        return code

    def _check_open(self):
        if self._sentinel == -1:
            raise ValueError("process object is closed")

    def _look(self, options):
        """Find out whether it has ended, and tidy up then."""
        if self._status is not None or self._pid is None:
            return
        try:
            pid, status = os.waitpid(self._pid, options)
        except ChildProcessError:  # somebody else has waited for it
            pid, status = self._pid, 255 << 8
        if pid:
            self._status = os.waitstatus_to_exitcode(status)
            _children.discard(self)

    def join(self, timeout=None):
        """Wait until the process has ended, or for timeout seconds."""
        self._check_open()
        assert self._parent == os.getpid(), "can only join a child process"
        assert self._pid is not None, "can only join a started process"
        if timeout is not None and self._status is None:
            if not _wait([self._sentinel], timeout):
                return
        self._look(0)

    def is_alive(self):
        """Has it been started and not yet ended?"""
        self._check_open()
        if self is _current:
            return True
        assert self._parent == os.getpid(), "can only test a child process"
        self._look(os.WNOHANG)
        return self._pid is not None and self._status is None

    def _kill(self, number):
        self._check_open()
        if self._pid is None:
            raise AttributeError("a process that has not been started cannot "
                                 "be killed")
        if self._status is None:
            try:
                os.kill(self._pid, number)
            except ProcessLookupError:
                pass

    def terminate(self):
        """Send it SIGTERM."""
        self._kill(signal.SIGTERM)

    def kill(self):
        """Send it SIGKILL."""
        self._kill(signal.SIGKILL)

    def close(self):
        """It is not used any more; it must have ended."""
        if self._pid is not None and self._sentinel != -1:
            self._look(os.WNOHANG)
            if self._status is None:
                raise ValueError("Cannot close a process while it is still "
                                 "running. You should first call join() or "
                                 "terminate().")
            os.close(self._sentinel)
        self._sentinel = -1

    @property
    def exitcode(self):
        """None: has not ended; else its status, or minus a signal."""
        self._check_open()
        if self is not _current:
            self._look(os.WNOHANG)
        return self._status

    @property
    def pid(self):
        """The process's number; None before it is started."""
        self._check_open()
        return os.getpid() if self is _current else self._pid

    ident = pid

    @property
    def sentinel(self):
        """A descriptor that can be read when the process has ended."""
        self._check_open()
        if self._sentinel is None:
            raise ValueError("process not started")
        return self._sentinel

    @property
    def name(self):
        """A text for humans; need not be unique."""
        return self._name

    @name.setter
    def name(self, name):
        assert isinstance(name, str), "name must be a string"
        self._name = name

    @property
    def daemon(self):
        """Is it to be terminated when we end?"""
        return self._daemon

    @daemon.setter
    def daemon(self, daemon):
        assert self._pid is None, "process has already started"
        self._daemon = daemon

    def __repr__(self):
        if self._sentinel == -1:
            return f"<{type(self).__name__} name={self._name!r} closed>"
        words = [type(self).__name__, f"name={self._name!r}"]
        if self._pid is not None:
            words.append(f"pid={self._pid}")
        words.append(f"parent={self._parent}")
        if self._pid is None:
            words.append("initial")
        elif self is _current or self.is_alive():
            words.append("started")
        else:
            words.append("stopped")
            words.append(f"exitcode={self._status}")
        if self._daemon:
            words.append("daemon")
        return f"<{' '.join(words)}>"


class _MainProcess(Process):
    """The process in which the program began."""

    def __init__(self):
        self._identity = ()
        self._name = "MainProcess"
        self._parent = os.getppid()
        self._daemon = False


_current = _MainProcess()


def _exit_code(code):
    """What SystemExit's argument means."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 255
    sys.stderr.write(f"{code}\n")
    return 1


def _finish():
    """At the end of a process: it leaves no children, and loses no items."""
    for process in list(_children):
        if process._daemon:
            process.terminate()
    for process in list(_children):
        process.join()
    _mp_queue.finish_feeders()


atexit.register(_finish)


def current_process():
    """The Process object of the calling process."""
    return _current


def active_children():
    """Those of our processes that run; waits for those that have ended."""
    for process in list(_children):
        process._look(os.WNOHANG)
    return list(_children)


def cpu_count():
    """How many processors there are."""
    return os.cpu_count()


def get_start_method(allow_none=False):
    """How processes are made."""
    return "fork"


def set_start_method(method, force=False):
    """Only "fork" is possible."""
    if method != "fork":
        raise ValueError(f"cannot find context for {method!r}")


def Pool(processes=None, initializer=None, initargs=(),
         maxtasksperchild=None):
    """So many processes that do tasks."""
    from multiprocessing.pool import Pool as Processes
    return Processes(processes, initializer, initargs, maxtasksperchild)


def _lock_for(lock):
    """What Value and Array are protected by: lock=True, or one of the
    caller's."""
    if lock in (True, None):
        return RLock()
    if not hasattr(lock, "acquire"):
        raise AttributeError(f"{lock!r} has no method 'acquire'")
    return lock


class _RawValue:
    """A number in shared memory, without a lock."""

    def __init__(self, typecode, *value):
        if len(value) > 1:
            raise TypeError("__init__ expected at most 1 argument, "
                            f"got {len(value)}")
        self._cell = _SharedArray(typecode, 1)
        if value:
            self._cell[0] = value[0]

    @property
    def value(self):
        """The number."""
        return self._cell[0]

    @value.setter
    def value(self, value):
        self._cell[0] = value


class _RawArray:
    """Numbers in shared memory, without a lock."""

    def __init__(self, typecode, size_or_items):
        if isinstance(size_or_items, int):
            self._cells = _SharedArray(typecode, size_or_items)
            return
        self._cells = _SharedArray(typecode, len(size_or_items))
        for i, item in enumerate(size_or_items):
            self._cells[i] = item

    def __len__(self):
        return len(self._cells)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return [self._cells[i] for i in range(len(self))[key]]
        return self._cells[key]

    def __setitem__(self, key, value):
        if not isinstance(key, slice):
            self._cells[key] = value
            return
        places = range(len(self))[key]
        if not hasattr(value, "__len__") or len(value) != len(places):
            raise ValueError("Can only assign sequence of same size")
        for i, item in zip(places, value):
            self._cells[i] = item

    def __iter__(self):
        return (self[i] for i in range(len(self)))


class _RawString(_RawArray):
    """Bytes in shared memory (typecode c), without a lock."""

    def __getitem__(self, key):
        found = super().__getitem__(key)
        return b"".join(found) if isinstance(key, slice) else found

    @property
    def raw(self):
        """All bytes."""
        return self[:]

    @raw.setter
    def raw(self, data):
        if len(data) > len(self):
            raise ValueError("byte string too long")
        self[:len(data)] = data

    @property
    def value(self):
        """The bytes up to the first that is 0."""
        return self[:].split(b"\0")[0]

    @value.setter
    def value(self, data):
        if not isinstance(data, bytes):
            raise TypeError(f"bytes expected instead of "
                            f"{type(data).__name__} instance")
        if len(data) < len(self):
            data += b"\0"
        self.raw = data


def RawValue(typecode_or_type, *args):
    """A number in shared memory, without a lock."""
    return _RawValue(typecode_or_type, *args)


def RawArray(typecode_or_type, size_or_initializer):
    """Numbers in shared memory, without a lock."""
    kind = _RawString if typecode_or_type == "c" else _RawArray
    return kind(typecode_or_type, size_or_initializer)


class SynchronizedBase:
    """What is in shared memory, and a lock that goes with it."""

    def __init__(self, raw, lock):
        self._raw = raw
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release

    def get_lock(self):
        """The lock."""
        return self._lock

    def get_obj(self):
        """What the lock protects."""
        return self._raw

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, traceback):
        # Without *args, which needs memory: the lock is released in any case.
        return self._lock.__exit__(kind, value, traceback)


def _locked(name):
    """An attribute of the raw thing: each access holds the lock."""

    def read(self):
        with self._lock:
            return getattr(self._raw, name)

    def write(self, value):
        with self._lock:
            setattr(self._raw, name, value)

    return property(read, write)


class Synchronized(SynchronizedBase):
    """A number. value += 1 is two accesses, and another may come between."""

    value = _locked("value")


class SynchronizedArray(SynchronizedBase):
    """Numbers. array[i] += 1 is two accesses, and another may come between."""

    def __len__(self):
        return len(self._raw)

    def __getitem__(self, key):
        with self._lock:
            return self._raw[key]

    def __setitem__(self, key, value):
        with self._lock:
            self._raw[key] = value

    def __iter__(self):
        return (self[i] for i in range(len(self)))


class SynchronizedString(SynchronizedArray):
    """Bytes."""

    value = _locked("value")
    raw = _locked("raw")


def Value(typecode_or_type, *args, lock=True):
    """A number in shared memory."""
    raw = _RawValue(typecode_or_type, *args)
    return raw if lock is False else Synchronized(raw, _lock_for(lock))


def Array(typecode_or_type, size_or_initializer, *, lock=True):
    """Numbers in shared memory."""
    raw = RawArray(typecode_or_type, size_or_initializer)
    if lock is False:
        return raw
    kind = (SynchronizedString if isinstance(raw, _RawString)
            else SynchronizedArray)
    return kind(raw, _lock_for(lock))
