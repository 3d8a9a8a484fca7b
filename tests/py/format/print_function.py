# SPDX-License-Identifier: MIT
"""print: sep, end, file, flush, many arguments, and what it makes of errors."""

import sys


class Recorder:
    """A file that keeps what is written to it."""

    def __init__(self):
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)


class Loud:
    def __str__(self):
        return "loud"


print()
print("")
print(1, "a", None, 2.5, sep="-")
print(1, 2, 3, sep="")
print(1, 2, 3, sep=", ", end=".\n")
print("no", "newline", end="")
print("!", end="\n\n")
print(*[1, 2, 3], *"ab", sep="|")
print(1, 2, sep=None, end=None)
print("é😀", "日本", Loud(), [Loud().__str__()], {"k": (1,)})
print("flushed", flush=True)
print("to stdout", file=sys.stdout)
print("to stdout too", file=None)
recorder = Recorder()
print("a", 1, Loud(), sep="+", end="!", file=recorder)
print(file=recorder)
print(recorder.pieces)
for call in ("print(sep=1)", "print(1, 2, sep=5)", "print(1, end=[])",
             "print(1, nope=2)", "print(1, file=5)", "print(1, sep=b'x')"):
    try:
        eval(call)
    except (TypeError, AttributeError) as error:
        print(call, "->", type(error).__name__, error)
print(print(end=""))
print(repr(print), print.__name__)
sys.stdout.write("written\n")
print(sys.stdout.write("four\n"))
print("a\tb\\n\x41", r"raw\n", "quote'\"")
print("x" * 200)
print(*range(50))
print(*(i * i for i in range(10)), sep=" < ")
