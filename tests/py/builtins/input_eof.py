# SPDX-License-Identifier: MIT
"""input with nothing to read: EOFError, after the prompt was written."""

import sys

for args in ((), ("name? ",), (["a", 1],)):
    try:
        print("got", input(*args))
    except EOFError as error:
        print("|", type(error).__name__, error, error.args)
try:
    input("one", "two")
except TypeError as error:
    print(error)
print(repr(sys.stdin.read()), repr(sys.stdin.readline()),
      sys.stdin.readlines())
for line in sys.stdin:
    print("never", line)
print(issubclass(EOFError, Exception), issubclass(EOFError, OSError))
