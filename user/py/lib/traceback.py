# SPDX-License-Identifier: MIT
"""Exceptions as text, as the interpreter prints them."""

import sys


def _value(exc, value):
    """The exception, of the arguments (exc) or (type, value, traceback)."""
    return exc if value is None else value


def format_exception(exc, value=None, tb=None, limit=None, chain=True):
    """The lines of an exception and its traceback."""
    text = sys._exception_text(_value(exc, value))
    return text.splitlines(True)


def format_exception_only(exc, value=None):
    """The last lines: what was raised."""
    error = _value(exc, value)
    if error is None:
        return ["NoneType: None\n"]
    name = type(error).__qualname__
    if type(error).__module__ not in ("builtins", "__main__"):
        name = f"{type(error).__module__}.{name}"
    text = str(error)
    return [f"{name}: {text}\n" if text else f"{name}\n"]


def print_exception(exc, value=None, tb=None, limit=None, file=None,
                    chain=True):
    """Write an exception and its traceback to file, usually stderr."""
    print("".join(format_exception(exc, value)), end="",
          file=sys.stderr if file is None else file)


def format_exc(limit=None, chain=True):
    """The exception being handled, as text."""
    error = sys.exception()
    if error is None:
        return "NoneType: None\n"
    return "".join(format_exception(error))


def print_exc(limit=None, file=None, chain=True):
    """Write the exception being handled to file, usually stderr."""
    print(format_exc(), end="", file=sys.stderr if file is None else file)
