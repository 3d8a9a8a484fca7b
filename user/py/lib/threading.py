# SPDX-License-Identifier: MIT
"""Threads, and everything that waits, built from one thing: the lock.

_thread gives us two primitives: start a thread, and a lock that one thread may
acquire and another release. From these this file makes the rest:

    Condition   a queue of waiters, each of which sleeps on a lock of its own
    Event       a flag and a Condition
    Semaphore   a counter and a Condition
    Barrier     a counter, a generation and a Condition
    Thread      a lock that is held for as long as the thread runs: join waits
                for it

It is ordinary Python: other threads may run between any two steps. Where that
would do harm a lock is held, and a comment says which.
"""

import _thread
import sys
from _collections import deque
from os import register_at_fork
from time import monotonic

get_ident = _thread.get_ident
get_native_id = _thread.get_native_id
stack_size = _thread.stack_size
TIMEOUT_MAX = _thread.TIMEOUT_MAX
ThreadError = _thread.error
local = _thread._local
Lock = _thread.allocate_lock
RLock = _thread.RLock


class Condition:
    """Wait until another thread says that something has changed.

    A condition goes with a lock, which protects what is waited for. wait()
    gives the lock back, sleeps, and acquires it again; notify() wakes one who
    sleeps. Whoever is woken must look again at what it waited for: others may
    have been faster.
    """

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        # The locks on which the waiters sleep, the longest waiting first.
        # Protected by self._lock.
        self._waiters = deque()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, kind, value, traceback):
        # Without *args, which needs memory: the lock is released in any case.
        return self._lock.__exit__(kind, value, traceback)

    def __repr__(self):
        return f"<Condition({self._lock}, {len(self._waiters)})>"

    def _is_owned(self):
        """Is the lock held? Of an RLock: by the calling thread?"""
        if hasattr(self._lock, "_is_owned"):
            return self._lock._is_owned()
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def _release_wholly(self):
        """Release the lock however often it is held; for _acquire_again."""
        if hasattr(self._lock, "_release_save"):
            return self._lock._release_save()
        self._lock.release()
        return None

    def _acquire_again(self, saved):
        if hasattr(self._lock, "_acquire_restore"):
            self._lock._acquire_restore(saved)
        else:
            self._lock.acquire()

    def wait(self, timeout=None):
        """Sleep until notified, or for timeout seconds: then False.

        The sleeper makes a lock, acquires it, and acquires it once more: the
        second time it waits until somebody else, notify(), releases it. It is
        in the queue before the condition's lock is released, so that no
        notify() can come between the two and be lost.
        """
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter = Lock()
        waiter.acquire()
        self._waiters.append(waiter)
        saved = self._release_wholly()
        notified = False
        try:
            if timeout is None:
                notified = waiter.acquire()
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            self._acquire_again(saved)
            if not notified and waiter in self._waiters:
                self._waiters.remove(waiter)

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; its last value."""
        deadline = None if timeout is None else monotonic() + timeout
        left = timeout
        result = predicate()
        while not result:
            self.wait(left)
            result = predicate()
            if deadline is not None:
                left = deadline - monotonic()
                if left <= 0:
                    break
        return result

    def notify(self, n=1):
        """Wake up to n waiters, those first who have waited longest."""
        if not self._is_owned():
            raise RuntimeError("cannot notify on un-acquired lock")
        while self._waiters and n > 0:
            self._waiters.popleft().release()
            n -= 1

    def notify_all(self):
        """Wake all waiters."""
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Semaphore:
    """A number that acquire() lowers and never lets go below zero."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._changed = Condition(Lock())
        self._value = value  # protected by _changed

    def __repr__(self):
        return (f"<threading.{type(self).__name__} at {id(self):#x}: "
                f"value={self._value}>")

    def acquire(self, blocking=True, timeout=None):
        """Wait until the value is above zero, and lower it by one."""
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._changed:
            if not blocking:
                timeout = 0
            if not self._changed.wait_for(lambda: self._value > 0, timeout):
                return False
            self._value -= 1
        return True

    def release(self, n=1):
        """Raise the value by n, and wake as many."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._changed:
            self._value += n
            self._changed.notify(n)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, traceback):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that may not be released more often than acquired."""

    def __init__(self, value=1):
        super().__init__(value)
        self._most = value

    def __repr__(self):
        return f"{super().__repr__()[:-1]}/{self._most}>"

    def release(self, n=1):
        """Raise the value by n, and wake as many."""
        if n < 1:
            raise ValueError("n must be one or more")
        with self._changed:
            if self._value + n > self._most:
                raise ValueError("Semaphore released too many times")
            self._value += n
            self._changed.notify(n)


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._changed = Condition(Lock())
        self._flag = False  # protected by _changed

    def __repr__(self):
        state = "set" if self._flag else "unset"
        return f"<threading.{type(self).__name__} at {id(self):#x}: {state}>"

    def is_set(self):
        """Is the flag true?"""
        return self._flag

    isSet = is_set

    def set(self):
        """Make the flag true and wake all who wait for it."""
        with self._changed:
            self._flag = True
            self._changed.notify_all()

    def clear(self):
        """Make the flag false."""
        with self._changed:
            self._flag = False

    def wait(self, timeout=None):
        """Wait until the flag is true, or for timeout seconds: then False."""
        with self._changed:
            signalled = self._flag
            if not signalled:
                signalled = self._changed.wait(timeout)
            return signalled


class BrokenBarrierError(RuntimeError):
    """Somebody gave up waiting at the barrier, or it was aborted."""


class _Round:
    """One use of a barrier, from the first to come until all may go."""

    def __init__(self):
        self.count = 0
        self.complete = False
        self.broken = False


class Barrier:
    """Where so many threads wait until the last of them has come.

    The barrier is used again and again, and a thread of one round must not be
    taken for one of the next: each remembers the round in which it came.
    """

    def __init__(self, parties, action=None, timeout=None):
        self._changed = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._round = _Round()  # protected by _changed, as its fields are

    def __repr__(self):
        if self.broken:
            return f"<threading.Barrier at {id(self):#x}: broken>"
        return (f"<threading.Barrier at {id(self):#x}: "
                f"waiters={self.n_waiting}/{self._parties}>")

    def wait(self, timeout=None):
        """Wait for the others. Each gets another number from 0 on."""
        if timeout is None:
            timeout = self._timeout
        with self._changed:
            mine = self._round
            if mine.broken:
                raise BrokenBarrierError
            place = mine.count
            mine.count += 1
            if mine.count == self._parties:
                self._open()
            else:
                self._wait_for_others(mine, timeout)
        return place

    def _open(self):
        """The last has come: let all go on."""
        try:
            if self._action:
                self._action()
        except:
            self._break()
            raise
        self._round.complete = True
        self._round = _Round()
        self._changed.notify_all()

    def _wait_for_others(self, mine, timeout):
        if not self._changed.wait_for(
                lambda: mine.complete or mine.broken, timeout):
            self._break()
        if mine.broken:
            raise BrokenBarrierError

    def _break(self):
        self._round.broken = True
        self._changed.notify_all()

    def reset(self):
        """Make it usable again; who waits gets a BrokenBarrierError."""
        with self._changed:
            self._break()
            self._round = _Round()

    def abort(self):
        """Make it unusable: all who wait or come get a BrokenBarrierError."""
        with self._changed:
            self._break()

    @property
    def parties(self):
        """How many threads it takes."""
        return self._parties

    @property
    def n_waiting(self):
        """How many threads wait now."""
        return 0 if self._round.broken else self._round.count

    @property
    def broken(self):
        """Is it unusable?"""
        return self._round.broken


# All threads that run, by ident, and those that are being started.
_active_lock = Lock()
_active = {}
_starting = set()

_counter = 0


def _next_name(form):
    global _counter
    with _active_lock:
        _counter += 1
        return form % _counter


class Thread:
    """A thread: start() begins it, run() is what it does, join() awaits it."""

    _started = None  # of a class whose __init__ did not call ours
    _holy = False

    def __init__(self, group=None, target=None, name=None, args=(),
                 kwargs=None, *, daemon=None, holy=False):
        """`holy` is not CPython's but of a fork of it: the thread calls
        sys.setholiness(True) before it runs (gil/holy.c)."""
        assert group is None, "group argument must be None for now"
        if not name:
            name = _next_name("Thread-%d")
            if target is not None and hasattr(target, "__name__"):
                name += f" ({target.__name__})"
        self._target = target
        self._name = str(name)
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemon = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._started = Event()
        self._running = Lock()  # held from start() until the thread has ended
        self._ended = False
        self._holy = bool(holy)

    def __repr__(self):
        state = "initial"
        if self._started.is_set():
            state = "started" if self.is_alive() else "stopped"
        if self._daemon:
            state += " daemon"
        if self._holy:
            state += " holy"
        if self._ident is not None:
            state += f" {self._ident}"
        return f"<{type(self).__name__}({self._name}, {state})>"

    def start(self):
        """Begin the thread; returns when it has begun."""
        if self._started is None:
            raise RuntimeError("thread.__init__() not called")
        with _active_lock:
            if self._started.is_set() or self in _starting:
                raise RuntimeError("threads can only be started once")
            _starting.add(self)
        self._running.acquire()
        try:
            _thread._start(self._bootstrap, self._daemon)
        except:
            with _active_lock:
                _starting.discard(self)
            self._running.release()
            raise
        self._started.wait()

    def run(self):
        """What the thread does: call the target. Subclasses have their own."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            del self._target, self._args, self._kwargs

    def _enter(self):
        """The calling thread is self: tell everybody."""
        self._ident = get_ident()
        self._native_id = get_native_id()
        with _active_lock:
            _active[self._ident] = self
            _starting.discard(self)
        self._started.set()

    def _leave(self):
        """The thread has ended: let go who waits for it, whatever happens."""
        try:
            _thread._forget_locals()
            with _active_lock:
                _active.pop(self._ident, None)
                _starting.discard(self)
            if not self._started.is_set():  # _enter has failed
                self._started.set()
        finally:
            self._ended = True
            self._running.release()

    def _bootstrap(self):
        """The first Python function of the new thread."""
        try:
            self._enter()
            if self._holy:
                sys.setholiness(True)
            if _trace_hook:
                sys.settrace(_trace_hook)
            if _profile_hook:
                sys.setprofile(_profile_hook)
            self.run()
        except BaseException:
            self._report()
        finally:
            self._leave()

    def _report(self):
        """Have excepthook report the exception being handled."""
        try:
            excepthook(ExceptHookArgs([*sys.exc_info(), self]))
        except Exception as error:
            error.__suppress_context__ = True  # what it should have reported
            sys.stderr.write("Exception in threading.excepthook:\n")
            sys.excepthook(*sys.exc_info())

    def join(self, timeout=None):
        """Wait until the thread has ended, or for timeout seconds."""
        if self._started is None:
            raise RuntimeError("Thread.__init__() not called")
        if not self._started.is_set():
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if timeout is None:
            self._running._pass()
        else:
            self._running._pass(True, max(timeout, 0))

    def is_alive(self):
        """Has it been started and not yet ended?"""
        assert self._started is not None, "Thread.__init__() not called"
        return self._started.is_set() and not self._ended

    @property
    def name(self):
        """A text for humans; need not be unique."""
        return self._name

    @name.setter
    def name(self, name):
        self._name = str(name)

    @property
    def ident(self):
        """Its number, None before it is started."""
        return self._ident

    @property
    def native_id(self):
        """The kernel's number for it, None before it is started."""
        return self._native_id

    @property
    def daemon(self):
        """May the program end while it runs?"""
        return self._daemon

    @daemon.setter
    def daemon(self, daemon):
        if self._started is None:
            raise RuntimeError("Thread.__init__() not called")
        if self._started.is_set():
            raise RuntimeError("cannot set daemon status of active thread")
        self._daemon = daemon

    def getName(self):
        """The name."""
        return self._name

    def setName(self, name):
        """Change the name."""
        self.name = name

    def isDaemon(self):
        """Is it a daemon?"""
        return self._daemon

    def setDaemon(self, daemon):
        """Make it a daemon, or not."""
        self.daemon = daemon


class Timer(Thread):
    """Call a function after so many seconds, unless cancelled before."""

    def __init__(self, interval, function, args=None, kwargs=None):
        super().__init__()
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        """Do not call it, if it has not been called yet."""
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    """The thread in which the program began."""

    def __init__(self):
        super().__init__(name="MainThread", daemon=False)
        self._running.acquire()
        self._enter()


class _DummyThread(Thread):
    """A thread that was not started here, but asks who it is."""

    def __init__(self):
        super().__init__(name=_next_name("Dummy-%d"), daemon=True)
        self._enter()

    def join(self, timeout=None):
        raise RuntimeError("cannot join a dummy thread")


def current_thread():
    """The Thread object of the calling thread."""
    thread = _active.get(get_ident())
    return _DummyThread() if thread is None else thread


def main_thread():
    """The Thread object of the main thread."""
    return _main_thread


def enumerate():
    """A list of all threads that are alive."""
    with _active_lock:
        return list(_active.values()) + list(_starting)


def active_count():
    """How many threads are alive."""
    return len(enumerate())


currentThread = current_thread
activeCount = active_count


# What new threads are to be watched by.
_trace_hook = None
_profile_hook = None


def settrace(func):
    """Have each thread that starts from now on call sys.settrace(func)."""
    global _trace_hook
    _trace_hook = func


def gettrace():
    return _trace_hook


def setprofile(func):
    """Have each thread that starts from now on call sys.setprofile(func)."""
    global _profile_hook
    _profile_hook = func


def getprofile():
    return _profile_hook


class ExceptHookArgs:
    """What excepthook is told."""

    def __init__(self, args):
        (self.exc_type, self.exc_value, self.exc_traceback,
         self.thread) = args


def excepthook(args):
    """Report what a thread's run() raised; may be replaced."""
    if not isinstance(args, ExceptHookArgs):
        raise TypeError("_thread.excepthook argument type must be "
                        "ExceptHookArgs")
    if args.exc_type is SystemExit:
        return
    name = get_ident() if args.thread is None else args.thread.name
    sys.stderr.write(f"Exception in thread {name}:\n")
    sys.__excepthook__(args.exc_type, args.exc_value, args.exc_traceback)


def _after_fork():
    """In a forked child: there is one thread, and it is the main one."""
    global _active_lock, _main_thread
    current = _active.get(get_ident())
    if current is None:
        current = _MainThread()
    _active_lock = Lock()
    _starting.clear()
    for thread in _active.values():
        if thread is not current:
            thread._ended = True
            thread._running = Lock()  # for those who join it
    _active.clear()
    _active[get_ident()] = _main_thread = current
    current._native_id = get_native_id()


__excepthook__ = excepthook
_main_thread = None
_main_thread = _MainThread()
register_at_fork(after_in_child=_after_fork)
