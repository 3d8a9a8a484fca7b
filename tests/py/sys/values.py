# SPDX-License-Identifier: MIT
"""The constants of sys, its streams, modules, intern, getrefcount."""

import sys

print(sys.maxsize == 2 ** 63 - 1, sys.maxunicode, sys.byteorder, sys.platform)
print(sys.version_info[:2], sys.version_info >= (3, 8), sys.version_info[3],
      sys.version[:4], len(sys.version_info))
print(sys.version_info < (3, 12), sys.version_info > (3, 10, 99))
print("sys" in sys.modules, sys.modules["sys"] is sys,
      sys.modules["__main__"].__name__, "no_such" in sys.modules)
print(sys.stdout.write("written\n"), sys.stdout.write(""),
      sys.stdout.flush(), sys.stdout is sys.__stdout__)
print(sys.stdout.fileno(), sys.stderr.fileno(), sys.stdin.fileno(),
      sys.stdin.name, sys.stdout.name, sys.stderr.name)
for stream in (sys.stdin, sys.stdout, sys.stderr):
    print(stream.readable(), stream.writable(), stream.closed, stream.mode)
for wrong in (5, b"bytes", ["list"]):
    try:
        sys.stdout.write(wrong)
    except TypeError as error:
        print(error)
sys.stdout.writelines(["a", "b", "\n"])
a = sys.intern("not an identifier!")
b = sys.intern("".join(["not an ", "identifier!"]))
print(a is b)
for wrong in (5, b"x"):
    try:
        sys.intern(wrong)
    except TypeError as error:
        print(error)


class Thing:
    pass


thing = Thing()
before = sys.getrefcount(thing)
others = [thing] * 10
print(sys.getrefcount(thing) - before)
del others
print(sys.getrefcount(thing) - before, sys.getrefcount(thing))


def inside(parameter):
    return sys.getrefcount(parameter) > before


print(inside(thing))
print(sys.getsizeof([]) > 0, callable(sys.exit))
for name in ("no_such_name", "setcheckinterval_"):
    try:
        getattr(sys, name)
    except AttributeError as error:
        print(error)
