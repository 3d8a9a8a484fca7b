# SPDX-License-Identifier: MIT
"""exc_info and exception: the one being handled, in nested handlers,
functions, generators and threads."""

import sys
import threading


def now():
    kind, value, traceback = sys.exc_info()
    assert value is sys.exception() and (kind is None or kind is type(value))
    assert (traceback is None) == (value is None)
    return repr(value)


print(now())
try:
    raise KeyError("outer")
except KeyError:
    print(now())
    try:
        raise ValueError("inner")
    except ValueError:
        print(now())
    print("again", now())
    try:
        pass
    except ValueError:
        pass
    else:
        print("else", now())
    finally:
        print("finally", now())
print(now())


def handles():
    try:
        raise IndexError("in a function")
    except IndexError:
        return now(), [now() for _ in range(1)]


try:
    raise OSError(5)
except OSError:
    print(handles(), now())


def generator():
    yield now()
    try:
        raise TypeError("in the generator")
    except TypeError:
        yield now()
        yield now()
    yield now()


g = generator()
print(next(g))
try:
    raise KeyError("while it runs")
except KeyError:
    print(next(g), now())
print(next(g), now(), next(g))
found = []
try:
    raise RuntimeError("in the main thread")
except RuntimeError:
    thread = threading.Thread(target=lambda: found.append(now()))
    thread.start()
    thread.join()
    print(found, now())
try:
    try:
        raise KeyError(1)
    finally:
        print("finally", now())
except KeyError:
    pass
for _ in range(2):
    try:
        raise KeyError(_)
    except KeyError:
        continue
print(now())
