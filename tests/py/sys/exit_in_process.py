# SPDX-License-Identifier: MIT
"""sys.exit is an exception: caught, with its code, through finally and with;
the last one, with a list, prints it to stderr and means status 1."""

import sys


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print("left with", kind.__name__, value.code)


for args in ((), (None,), (0,), (3,), (-1,), (1 << 80,), ("text",), ([1],),
             (2.5,), (True,), ((),), ((1, 2),)):
    try:
        with Manager():
            sys.exit(*args)
    except SystemExit as error:
        print(repr(error), error.args, error.code)
try:
    sys.exit(1, 2)
except TypeError as error:
    print(error)
for make in (SystemExit, SystemExit(4), SystemExit("a", "b")):
    try:
        raise make
    except SystemExit as error:
        print(error.code, error.args)
for function in (exit, quit):
    try:
        function(6)
    except SystemExit as error:
        print(error.code)
try:
    try:
        sys.exit(5)
    except Exception:
        print("never: it is no Exception")
except BaseException as error:
    print(isinstance(error, SystemExit), error.__context__)
try:
    try:
        1 / 0
    finally:
        sys.exit("in finally")
except SystemExit as error:
    print(error, repr(error.__context__))
error = SystemExit()
error.code = 9
print(error.code, error.args)
sys.exit([1, {"two": 2}, None])
