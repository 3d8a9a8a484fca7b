# SPDX-License-Identifier: MIT
"""pipe, read, write, close: counts, ends of file, and wrong descriptors."""

import os


def attempt(function, *args):
    try:
        print(function.__name__, function(*args))
    except OSError as error:
        print(function.__name__, type(error).__name__, error.errno,
              error.strerror, error.filename, error)
    except (TypeError, OverflowError, ValueError) as error:
        print(function.__name__, type(error).__name__, error)


r, w = os.pipe()
print(type(r), r != w, r > 2 and w > 2)
print(os.write(w, b"hello world"), os.read(r, 5), os.read(r, 100))
print(os.write(w, b""), os.write(w, bytes(range(256))),
      os.read(r, 1000) == bytes(range(256)))
print(os.write(w, bytearray(b"from a bytearray")), os.read(r, 100))
print(os.write(w, b"x"), os.read(r, 0), os.read(r, 1))
os.write(w, b"last")
print(os.close(w), os.read(r, 2), os.read(r, 100), os.read(r, 100))
attempt(os.write, w, b"closed")
attempt(os.close, w)
attempt(os.write, r, b"the wrong end")
os.close(r)
attempt(os.read, r, 1)
r, w = os.pipe()
attempt(os.read, w, 1)
os.close(r)
attempt(os.write, w, b"nobody reads")
os.close(w)
for bad in (-1, 99999, 1 << 31, -1 << 31, 1 << 70):
    attempt(os.read, bad, 1)
attempt(os.close, -1)
r, w = os.pipe()
attempt(os.read, r, -1)
attempt(os.read, "r", 1)
attempt(os.read, r, "1")
attempt(os.read, r, 1.5)
attempt(os.write, w, "text")
attempt(os.write, w, [1])
attempt(os.write, w)
attempt(os.read, r)
os.write(w, b"still usable")
print(os.read(r, 50))
print(OSError(9, "m").errno, isinstance(BrokenPipeError(), OSError),
      type(OSError(32, "x")).__name__, os.error is OSError, os.strerror(9))
print(os.getpid() == os.getpid() > 0, type(os.getpid()))
