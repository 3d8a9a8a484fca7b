# SPDX-License-Identifier: MIT
"""contextlib.contextmanager: values, exceptions into the generator, misuse."""

from contextlib import contextmanager


@contextmanager
def tag(name, log):
    log.append(f"<{name}>")
    try:
        yield name.upper()
    except KeyError as error:
        log.append(f"swallowed {error}")
    except ValueError as error:
        raise RuntimeError("translated") from error
    finally:
        log.append(f"</{name}>")


def attempt(function):
    log = []
    try:
        print(function(log), log)
    except BaseException as error:
        print(type(error).__name__, error, repr(error.__cause__), log)


def body(error=None):
    def run(log):
        with tag("a", log) as outer, tag("b", log) as inner:
            log.append(outer + inner)
            if error:
                raise error
        return "after"
    return run


attempt(body())
attempt(body(KeyError("k")))
attempt(body(ValueError("v")))
attempt(body(IndexError("i")))
attempt(body(StopIteration("s")))
attempt(body(KeyboardInterrupt()))


@contextmanager
def never():
    return
    yield


@contextmanager
def twice():
    yield 1
    yield 2


@contextmanager
def stubborn():
    try:
        yield
    except OSError:
        yield "again"


def use(manager, error=None):
    def run(log):
        with manager():
            if error:
                raise error
        return "left"
    return run


@contextmanager
def replaces():
    try:
        yield
    except OSError as error:
        raise LookupError("instead") from error


attempt(use(replaces, OSError(2)))
attempt(use(replaces, TypeError(3)))
attempt(use(never))
attempt(use(twice))
attempt(use(stubborn))
attempt(use(stubborn, OSError(1)))


@tag("function", decorated := [])
def twice_called(n):
    decorated.append(n)
    return n * 2


print(twice_called(1), twice_called(2), decorated, twice_called.__name__)
manager = tag("reused", [])
with manager:
    pass
try:
    with manager:
        pass
except (RuntimeError, AttributeError):
    print("used up")


def returns(log):
    with tag("r", log):
        return "from inside"


def loops(log):
    for i in range(3):
        with tag(str(i), log):
            if i == 1:
                continue
            if i == 2:
                break
    return i


attempt(returns)
attempt(loops)
