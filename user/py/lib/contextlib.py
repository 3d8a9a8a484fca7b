# SPDX-License-Identifier: MIT
"""Things for the with statement."""

import sys
from functools import wraps


class AbstractContextManager:
    """A context manager that does nothing; to derive from."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    """Makes a context manager a decorator as well."""

    def __call__(self, function):
        @wraps(function)
        def inner(*args, **keywords):
            with self._fresh():
                return function(*args, **keywords)
        return inner

    def _fresh(self):
        return self


class _GeneratorManager(ContextDecorator):
    """What contextmanager makes: the generator is suspended at its yield while
    the body of the with statement runs."""

    def __init__(self, function, args, keywords):
        self.call = function, args, keywords
        self.generator = function(*args, **keywords)

    def _fresh(self):
        return _GeneratorManager(*self.call)

    def __enter__(self):
        try:
            return next(self.generator)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is None:
            try:
                next(self.generator)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.generator.throw(exc_value)
        except StopIteration as stop:
            return stop is not exc_value
        except RuntimeError as error:
            # What a StopIteration of the body has become inside the generator.
            if error is exc_value:
                return False
            if (isinstance(exc_value, StopIteration)
                    and error.__cause__ is exc_value):
                return False
            raise
        except BaseException as error:
            if error is not exc_value:
                raise
            return False
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(function):
    """A decorator: a generator that yields once becomes a context manager."""
    @wraps(function)
    def helper(*args, **keywords):
        return _GeneratorManager(function, args, keywords)
    return helper


class closing(AbstractContextManager):
    """Close something at the end."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *args):
        self.thing.close()


class suppress(AbstractContextManager):
    """Ignore these exceptions."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        return None

    def __exit__(self, exc_type, exc_value, traceback):
        return exc_type is not None and issubclass(exc_type, self._exceptions)


class nullcontext(AbstractContextManager):
    """Do nothing."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result


class _Redirect(AbstractContextManager):
    """Replace one of sys's streams."""

    _stream = None

    def __init__(self, new_target):
        self._new_target = new_target
        self._old = []

    def __enter__(self):
        self._old.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, *args):
        setattr(sys, self._stream, self._old.pop())


class redirect_stdout(_Redirect):
    """What is printed goes elsewhere."""

    _stream = "stdout"


class redirect_stderr(_Redirect):
    """What is written to sys.stderr goes elsewhere."""

    _stream = "stderr"


class ExitStack(AbstractContextManager):
    """Any number of context managers, left in the opposite order."""

    def __init__(self):
        self._exits = []

    def enter_context(self, manager):
        """Enter it now and leave it at the end."""
        kind = type(manager)
        if not (hasattr(kind, "__enter__") and hasattr(kind, "__exit__")):
            raise TypeError(f"'{kind.__module__}.{kind.__qualname__}' object "
                            "does not support the context manager protocol")
        exit_ = kind.__exit__
        result = kind.__enter__(manager)
        self._exits.append(lambda *args: exit_(manager, *args))
        return result

    def push(self, exit_):
        """Call a function as __exit__, or something's __exit__."""
        method = getattr(exit_, "__exit__", None)
        self._exits.append(exit_ if method is None else method)
        return exit_

    def callback(self, function, /, *args, **keywords):
        """Call function(*args, **keywords) at the end."""
        def call(*ignored):
            function(*args, **keywords)
        self._exits.append(call)
        return function

    def pop_all(self):
        """Hand over everything to a new stack."""
        other = type(self)()
        other._exits, self._exits = self._exits, []
        return other

    def close(self):
        """Leave all now."""
        self.__exit__(None, None, None)

    def __exit__(self, exc_type, exc_value, traceback):
        error = exc_value
        while self._exits:
            try:
                kind = None if error is None else type(error)
                if self._exits.pop()(kind, error, None):
                    error = None
            except BaseException as new:
                error = new
        if error is None:
            return exc_value is not None
        if error is not exc_value:
            raise error
        return False
