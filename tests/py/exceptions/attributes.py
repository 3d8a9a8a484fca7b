# SPDX-License-Identifier: MIT
"""What exceptions are made of: args, str, repr, subclasses, notes."""

for error in [Exception(), Exception(1), Exception("text"), Exception(1, "b"),
              Exception(None), Exception(("t",)), ValueError("a\nb"),
              KeyError("key"), KeyError(1, 2), KeyError(), IndexError("i"),
              StopIteration(5), OSError("plain"), OSError(2, "no file"),
              OSError(2, "no file", "name"), SystemExit(), SystemExit(3),
              NameError("n"), AssertionError("m"), UnicodeError("u")]:
    print(repr(error), "|", str(error), "|", error.args)


class Custom(Exception):
    def __init__(self, code, text="default"):
        super().__init__(text)
        self.code = code


class WithStr(Custom):
    def __str__(self):
        return f"[{self.code}] {self.args[0]}"


class NoSuper(Exception):
    def __init__(self, a, b):
        self.sum = a + b


c, w, n = Custom(5), WithStr(6, "more"), NoSuper(1, 2)
print(repr(c), c.code, c.args, repr(w), str(w), repr(n), n.args, n.sum)
c.args = ("changed", 2)
print(repr(c), str(c))
c.args = [1, 2, 3]
print(c.args)
print(StopIteration(7).value, StopIteration().value, SystemExit(4).code)
print(SystemExit().code, SystemExit(1, 2).code)
e = OSError(2, "no file", "name")
print(e.errno, e.strerror, e.filename, type(e).__name__)
print(type(OSError(13, "x")).__name__, type(OSError(17, "x")).__name__,
      type(OSError(32, "x")).__name__, type(OSError(9999, "x")).__name__)
e = ValueError("noted")
e.add_note("first note")
e.add_note("second")
print(e.__notes__, str(e))
try:
    e.add_note(5)
except TypeError as error:
    print(error)
print(ValueError("a") == ValueError("a"), e == e)
print(hash(e) == hash(e), bool(Exception()))
print(issubclass(KeyError, LookupError), issubclass(IndexError, LookupError),
      issubclass(ZeroDivisionError, ArithmeticError),
      issubclass(KeyboardInterrupt, Exception),
      issubclass(FileNotFoundError, OSError),
      issubclass(ModuleNotFoundError, ImportError),
      issubclass(RecursionError, RuntimeError), IOError is OSError)
try:
    ValueError(key=1)
except TypeError as error:
    print(error)
try:
    Custom()
except TypeError as error:
    print(error)
try:
    raise Custom(1, "with") from None
except Custom as error:
    print(error, error.code, error.__traceback__ is not None)
print(Exception.__name__, Exception.__mro__, Exception.__module__)
