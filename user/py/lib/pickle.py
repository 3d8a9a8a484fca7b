# SPDX-License-Identifier: MIT
"""Values to bytes, and back in another process.

The format is our own: one byte says what follows, numbers and lengths are
decimal and end with a newline.

    N T F            None, True, False
    I 12\\n           an int
    D 0.5\\n          a float
    S 5\\n hello      a str: bytes of UTF-8; B bytes, A bytearray
    ( 2\\n x y        a tuple; [ list, { set, } frozenset
    : 1\\n key value  a dict
    G mod\\n name\\n   a function or class: where it is found
    O class state    an instance: made without __init__, given its state
    R f args state   f(*args), given its state
    L class items state   an instance of a class derived from list
    C class pairs state   or from dict
    M 3\\n            the object that was the fourth to begin (from "(" on)

State is None or a dict of attributes, unless the class has __setstate__. What
contains itself comes out so, but for a tuple, which comes out as a longer way
round.
"""

import sys
from collections import deque


class PickleError(Exception):
    """Something is wrong with pickling."""


class PicklingError(PickleError):
    """This cannot be made into bytes."""


class UnpicklingError(PickleError):
    """These bytes say nothing."""


def _found(module, name):
    """The object of that name; AttributeError, ImportError."""
    if module not in sys.modules:
        __import__(module)
    found = sys.modules[module]
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _defined(cls, name):
    """The attribute that a class or a base, but not object, defines."""
    for base in cls.__mro__:
        if base is not object and name in base.__dict__:
            return getattr(cls, name)
    return None


def _slots(o):
    """The attributes of an instance that are in slots."""
    values = {}
    for cls in type(o).__mro__:
        names = cls.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if hasattr(o, name):
                values[name] = getattr(o, name)
    return values


def _state(o):
    getstate = _defined(type(o), "__getstate__")
    if getstate:
        return getstate(o)
    values = _slots(o)
    values.update(getattr(o, "__dict__", {}))
    return values or None


class _Writer:
    """Collects the pieces of one value."""

    def __init__(self):
        self.pieces = []
        self.begun = {}  # id -> number
        self.alive = []  # so that no id is used again

    def text(self, tag, text):
        self.pieces.append(f"{tag}{text}\n".encode())

    def data(self, tag, data):
        self.pieces.append(f"{tag}{len(data)}\n".encode())
        self.pieces.append(bytes(data))

    def begin(self, o):
        self.begun[id(o)] = len(self.begun)
        self.alive.append(o)

    def items(self, tag, o):
        self.begin(o)
        self.text(tag, len(o))
        for item in o:
            self.write(item)

    def pairs(self, tag, o):
        self.begin(o)
        self.text(tag, len(o))
        for key, value in o.items():
            self.write(key)
            self.write(value)

    def write(self, o):
        if o is None or o is True or o is False:
            self.pieces.append(b"N" if o is None else b"T" if o else b"F")
            return
        if id(o) in self.begun and not isinstance(o, int):
            self.text("M", self.begun[id(o)])
            return
        write = _WRITERS.get(type(o))
        if write:
            write(self, o)
        else:
            self.other(o)

    def name(self, o):
        """A function or a class."""
        name = getattr(o, "__qualname__", None) or o.__name__
        module = getattr(o, "__module__", None) or "builtins"
        if "<locals>" in name:
            raise AttributeError(f"Can't pickle local object {name!r}")
        try:
            found = _found(module, name)
        except (AttributeError, ImportError):
            raise PicklingError(f"Can't pickle {o!r}: attribute lookup {name} "
                                f"on {module} failed") from None
        if found is not o:
            raise PicklingError(
                f"Can't pickle {o!r}: it's not the same object as "
                f"{module}.{name}")
        self.text("G", f"{module}\n{name}")

    def call(self, o, function, args, state=None):
        self.begin(o)
        self.pieces.append(b"R")
        self.write(function)
        self.write(args)
        self.write(state)

    def other(self, o):
        """An instance of a class that is not built in, or what we refuse."""
        cls = type(o)
        reduce = _defined(cls, "__reduce__")
        if isinstance(o, (type, type(_found), type(len))):
            self.name(o)
        elif reduce:
            self.call(o, *reduce(o))
        elif isinstance(o, BaseException):
            self.call(o, cls, o.args, o.__dict__ or None)
        elif isinstance(o, (list, dict)):
            self.begin(o)
            self.pieces.append(b"L" if isinstance(o, list) else b"C")
            self.write(cls)
            self.write(list(o) if isinstance(o, list) else list(o.items()))
            self.write(_state(o))
        elif hasattr(o, "__dict__") or _slots(o):
            self.begin(o)
            self.pieces.append(b"O")
            self.write(cls)
            self.write(_state(o))
        else:
            raise TypeError(f"cannot pickle {repr(cls)[7:-1]} object")


_WRITERS = {
    int: lambda w, o: w.text("I", o),
    float: lambda w, o: w.text("D", repr(o)),
    str: lambda w, o: w.data("S", o.encode()),
    bytes: lambda w, o: w.data("B", o),
    bytearray: lambda w, o: w.data("A", o),
    tuple: lambda w, o: w.items("(", o),
    list: lambda w, o: w.items("[", o),
    set: lambda w, o: w.items("{", o),
    frozenset: lambda w, o: w.items("}", o),
    dict: lambda w, o: w.pairs(":", o),
    range: lambda w, o: w.call(o, range, (o.start, o.stop, o.step)),
    slice: lambda w, o: w.call(o, slice, (o.start, o.stop, o.step)),
    deque: lambda w, o: w.call(o, deque, (list(o), o.maxlen)),
}


class _Reader:
    """Makes a value of bytes, from left to right."""

    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0
        self.begun = []

    def line(self):
        end = self.data.find(b"\n", self.at)
        if end < 0:
            raise UnpicklingError("pickle data was truncated")
        text = self.data[self.at:end].decode()
        self.at = end + 1
        return text

    def bytes(self):
        size = int(self.line())
        found = self.data[self.at:self.at + size]
        if len(found) < size:
            raise UnpicklingError("pickle data was truncated")
        self.at += size
        return found

    def begin(self, o):
        self.begun.append(o)
        return o

    def read(self):
        tag = self.data[self.at:self.at + 1]
        if not tag:
            raise EOFError("Ran out of input")
        self.at += 1
        read = _READERS.get(tag)
        if not read:
            raise UnpicklingError(f"invalid load key, {tag!r}.")
        return read(self)

    def fill(self, o, add):
        self.begin(o)
        for _ in range(int(self.line())):
            add(self.read())
        return o

    def tuple(self, make):
        place = len(self.begun)
        self.begin(None)
        items = [self.read() for _ in range(int(self.line()))]
        self.begun[place] = make(items)
        return self.begun[place]

    def dict(self):
        o = self.begin({})
        for _ in range(int(self.line())):
            key = self.read()
            o[key] = self.read()
        return o

    def list(self):
        o = []
        return self.fill(o, o.append)

    def set(self):
        o = set()
        return self.fill(o, o.add)

    def name(self):
        module = self.line()
        return _found(module, self.line())

    def state(self, o):
        state = self.read()
        if state is None:
            return o
        if hasattr(o, "__setstate__"):
            o.__setstate__(state)
        else:
            for name, value in state.items():
                setattr(o, name, value)
        return o

    def instance(self, add=None):
        place = len(self.begun)
        self.begin(None)
        cls = self.read()
        o = self.begun[place] = cls.__new__(cls)
        if add:
            add(o, self.read())
        return self.state(o)

    def call(self):
        place = len(self.begun)
        self.begin(None)
        function = self.read()
        o = self.begun[place] = function(*self.read())
        return self.state(o)


_READERS = {
    b"N": lambda r: None,
    b"T": lambda r: True,
    b"F": lambda r: False,
    b"I": lambda r: int(r.line()),
    b"D": lambda r: float(r.line()),
    b"S": lambda r: r.bytes().decode(),
    b"B": lambda r: r.bytes(),
    b"A": lambda r: bytearray(r.bytes()),
    b"(": lambda r: r.tuple(tuple),
    b"[": lambda r: r.list(),
    b"{": lambda r: r.set(),
    b"}": lambda r: r.tuple(frozenset),
    b":": lambda r: r.dict(),
    b"G": lambda r: r.name(),
    b"O": lambda r: r.instance(),
    b"R": lambda r: r.call(),
    b"L": lambda r: r.instance(list.extend),
    b"C": lambda r: r.instance(dict.update),
    b"M": lambda r: r.begun[int(r.line())],
}


def dumps(o, protocol=None):
    """The bytes of a value; the protocol is always ours."""
    writer = _Writer()
    writer.write(o)
    return b"".join(writer.pieces)


def loads(data):
    """The value of such bytes."""
    return _Reader(data).read()


def dump(o, file, protocol=None):
    """Write the bytes of a value, behind their number, into a binary file."""
    data = dumps(o)
    file.write(f"{len(data)}\n".encode() + data)


def load(file):
    """Read what dump has written."""
    size = file.readline()
    if not size:
        raise EOFError("Ran out of input")
    return loads(file.read(int(size)))
