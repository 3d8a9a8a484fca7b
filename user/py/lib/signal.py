# SPDX-License-Identifier: MIT
"""Signals: their names, and handlers in Python.

A handler runs in the main thread, at a safepoint, as handler(number, None).
_signal does the work. In CPython a signal is an IntEnum; here it is an object
that does as an int does.
"""

import _signal
from _signal import (ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, NSIG, alarm,
                     default_int_handler, getitimer, pause, pthread_kill,
                     raise_signal, set_wakeup_fd, siginterrupt, strsignal)


class itimer_error(OSError):
    """What is wrong with a timer."""


ItimerError = itimer_error


class _Number:
    """An int with a name; of each value there is one, made by _define."""

    def __new__(cls, value):
        found = cls._members.get(int(value))
        if found is None:
            raise ValueError(f"{value} is not a valid {cls.__name__}")
        return found

    @classmethod
    def _define(cls, **values):
        """Make members, which are names of this module as well."""
        cls._members = {}
        for name, value in values.items():
            member = object.__new__(cls)
            member.name = name
            member.value = value
            cls._members.setdefault(value, member)
            setattr(cls, name, member)
            globals()[name] = cls._members[value]

    def __repr__(self):
        return f"<{type(self).__name__}.{self.name}: {self.value}>"

    def __str__(self):
        return str(self.value)

    def __format__(self, spec):
        return format(self.value, spec)

    def __index__(self):
        return self.value

    __int__ = __index__
    __hash__ = __index__

    def __bool__(self):
        return self.value != 0

    def __eq__(self, other):
        if isinstance(other, _Number):
            return self.value == other.value
        return self.value == other

    def __lt__(self, other):
        return self.value < int(other)

    def __le__(self, other):
        return self.value <= int(other)

    def __gt__(self, other):
        return self.value > int(other)

    def __ge__(self, other):
        return self.value >= int(other)

    def __neg__(self):
        return -self.value

    def __add__(self, other):
        return self.value + other

    __radd__ = __add__

    def __sub__(self, other):
        return self.value - other

    def __rsub__(self, other):
        return other - self.value


class Signals(_Number):
    """The signals."""


class Handlers(_Number):
    """What stands for a handler that is no function."""


class Sigmasks(_Number):
    """What pthread_sigmask is to do."""


Signals._define(
    SIGHUP=1, SIGINT=2, SIGQUIT=3, SIGILL=4, SIGTRAP=5, SIGABRT=6, SIGBUS=7,
    SIGFPE=8, SIGKILL=9, SIGUSR1=10, SIGSEGV=11, SIGUSR2=12, SIGPIPE=13,
    SIGALRM=14, SIGTERM=15, SIGSTKFLT=16, SIGCHLD=17, SIGCONT=18, SIGSTOP=19,
    SIGTSTP=20, SIGTTIN=21, SIGTTOU=22, SIGURG=23, SIGXCPU=24, SIGXFSZ=25,
    SIGVTALRM=26, SIGPROF=27, SIGWINCH=28, SIGIO=29, SIGPWR=30, SIGSYS=31,
    SIGRTMIN=34, SIGRTMAX=64)
Handlers._define(SIG_DFL=0, SIG_IGN=1)
Sigmasks._define(SIG_BLOCK=_signal.SIG_BLOCK, SIG_UNBLOCK=_signal.SIG_UNBLOCK,
                 SIG_SETMASK=_signal.SIG_SETMASK)
SIGCLD = SIGCHLD
SIGPOLL = SIGIO


def _named(number):
    """The member of Signals for a number; one without a name stays an int."""
    return Signals._members.get(number, number)


def _handler(value):
    """A handler as users see it."""
    return Handlers(value) if isinstance(value, int) else value


def signal(number, handler):
    """Have handler(number, frame) called when the signal comes. The old one."""
    if isinstance(handler, Handlers):
        handler = handler.value
    return _handler(_signal.signal(number, handler))


def getsignal(number):
    """The handler: a function, SIG_DFL, SIG_IGN, or None: not known."""
    return _handler(_signal.getsignal(number))


def setitimer(which, seconds, interval=0.0):
    """Have the timer's signal sent in so many seconds, then every interval."""
    try:
        return _signal.setitimer(which, seconds, interval)
    except OSError as error:
        raise ItimerError(error.errno, error.strerror) from None


def pthread_sigmask(how, signals):
    """Change which signals the calling thread does not get now. The old set."""
    return {_named(n) for n in _signal.pthread_sigmask(how, signals)}


def sigpending():
    """The signals that have come and are not let through."""
    return {_named(n) for n in _signal.sigpending()}


def sigwait(signals):
    """Sleep until one of these signals, not let through, comes."""
    return _named(_signal.sigwait(signals))


def valid_signals():
    """All signals that a program can use."""
    return {_named(n) for n in range(1, NSIG) if n not in (32, 33)}
