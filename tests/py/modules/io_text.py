# SPDX-License-Identifier: MIT
"""io.StringIO: reading, writing in the middle, seek, truncate, closed."""

import io


def attempt(function, *args):
    try:
        print(repr(function(*args)))
    except Exception as error:
        print(type(error).__name__, error)


f = io.StringIO("one\ntwo\n\nlast")
print(repr(f.readline()), f.tell(), f.read(2), repr(f.read()), repr(f.read()))
f.seek(0)
print(f.readlines(), f.readlines())
f.seek(0)
print([line for line in f], f.tell())
f.seek(4)
print(repr(f.readline(2)), repr(f.readline(-1)), repr(f.readline(0)))
print(f.write("!"), repr(f.getvalue()))
f.seek(0)
print(f.write("ONE"), repr(f.getvalue()), f.tell())
f.seek(0, 2)
print(f.write("\nmore é€🐍"), repr(f.getvalue()[-8:]), f.tell())
print(f.truncate(3), repr(f.getvalue()), f.tell())
f.seek(6)
f.write("x")
print(repr(f.getvalue()))
print(f.readable(), f.writable(), f.seekable(), f.isatty(), f.closed,
      f.flush())
f.seek(0)
print(f.truncate(), repr(f.getvalue()))
attempt(f.write, 5)
attempt(f.write, b"bytes")
attempt(f.seek, -1)
f.writelines(["a", "b\n"])
attempt(f.getvalue)
f.close()
print(f.closed)
for name, args in (("read", ()), ("write", ("x",)), ("getvalue", ()),
                   ("seek", (0,)), ("tell", ()), ("readline", ())):
    attempt(getattr(f, name), *args)
attempt(f.close)
with io.StringIO() as g:
    print("printed", 1, file=g, sep="-")
    print(repr(g.getvalue()))
print(g.closed)
empty = io.StringIO()
print(repr(empty.read()), repr(empty.readline()), empty.readlines(),
      repr(empty.getvalue()))
big = io.StringIO()
for i in range(1000):
    big.write(f"{i},")
print(len(big.getvalue()), big.getvalue()[-10:])
