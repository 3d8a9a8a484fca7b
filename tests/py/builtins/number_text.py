# SPDX-License-Identifier: MIT
"""bin, oct, hex, format, int, float and bool as functions from text."""


class Index:
    def __index__(self):
        return -10


class Formatted:
    def __format__(self, how):
        return f"<{how}>"


class Falsy:
    def __bool__(self):
        return False


class WrongBool:
    def __bool__(self):
        return 0


def attempt(function, *args, **keywords):
    try:
        print(repr(function(*args, **keywords)))
    except Exception as error:
        print(type(error).__name__, error)


for value in (0, 1, -255, 2 ** 70, True, Index()):
    print(bin(value), oct(value), hex(value))
attempt(hex, 1.5)
attempt(bin, "1")
print(format(5), format(255, "x"), format(-3.14159, "+.2f"), format("a", ">4"),
      format(Formatted(), "abc"), format(Formatted()), format(1234567, ","),
      format(0.25, "%"), format(None), format([1], ""))
attempt(format, 3, "s")
attempt(format, "a", "d")
attempt(format, [1], ">5")
attempt(format, 3, 4)
for args in (("12",), ("  -7\n",), ("1_000",), ("ff", 16), ("0xff", 16),
             ("0b101", 0), ("0o17", 0), ("z", 36), ("10", 2), ("²",),
             (3.99,), (-3.99,), (True,), (b"12",), (Index(),), ("",), ("1__0",),
             ("_1",), ("0x",), ("9", 8), ("010", 0), ("1", 1), ("1", 37),
             ("1.5",), (None,), (5, 10), (float("nan"),), (float("inf"),),
             ("1" * 30,), (bytearray(b"5"),), ([],)):
    attempt(int, *args)
for arg in ("1.5", " 1e3 ", "-inf", "nan", "Infinity", "1_0.5", ".5", "5.",
            "1e", "", "0x10", "1e400", "1e-400", b"2.5", True, 10 ** 400, None,
        "٣.x", "- 1", Index()):
    attempt(float, arg)
for arg in (0, 0.0, "", "0", [], [0], None, Falsy(), WrongBool(), Formatted(),
            {}, {0}, range(0), b"\0", float("nan")):
    attempt(bool, arg)
print(int(), float(), bool(), str(), int("7", base=8), str(b"x", "ascii"))
attempt(int, x=3)
attempt(bool, 1, 2)
attempt(float, 1, 2)
