# SPDX-License-Identifier: MIT
"""Functions to be called at the end of the program, the last one first."""

_functions = []


def register(function, *args, **kwargs):
    """Have function(*args, **kwargs) called at the end; can be a decorator."""
    _functions.append((function, args, kwargs))
    return function


def unregister(function):
    """Forget all calls of this function."""
    _functions[:] = [entry for entry in _functions if entry[0] != function]


def _run_exitfuncs():
    """Call them. The last exception is raised when all have been called."""
    failure = None
    while _functions:
        function, args, kwargs = _functions.pop()
        try:
            function(*args, **kwargs)
        except BaseException as error:
            failure = error
    if failure is not None:
        raise failure
