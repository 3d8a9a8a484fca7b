# SPDX-License-Identifier: MIT
# Its allocations are refused, one in each run; see tests/fuzz/failures.c.
import sys


class Own(ValueError):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b


def fail(n):
    if n:
        return fail(n - 1)
    raise Own('deep', 3)


def chain():
    try:
        fail(2)
    except Own as error:
        raise KeyError('outer') from error
    finally:
        print('finally')


class Context:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        print('exit', kind, value)
        return kind is KeyError


with Context() as c, Context():
    chain()
try:
    try:
        [].pop()
    except IndexError:
        {}['x']
except KeyError as error:
    print(repr(error), repr(error.__context__), sys.exc_info()[0])
else:
    print('never')
try:
    raise OSError(2, 'message', 'file')
except FileNotFoundError as error:
    print(error, error.errno, error.args)
try:
    eval('1 +')
except SyntaxError as error:
    print(error.msg, error.lineno)


class Dying:
    def __del__(self):
        raise RuntimeError('in __del__')


Dying()
fail(3)
