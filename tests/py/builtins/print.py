# SPDX-License-Identifier: MIT
"""print: sep, end, file, flush, objects with __str__, and its errors."""

import io
import sys


class Noisy:
    def __init__(self):
        self.calls = []

    def write(self, text):
        self.calls.append(text)

    def flush(self):
        self.calls.append("<flush>")


class NotText:
    def __str__(self):
        return 3


class Both:
    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


def attempt(*args, **keywords):
    try:
        print(*args, **keywords)
    except Exception as error:
        print(type(error).__name__, error)


print()
print(1, "two", 3.0, None, [Both()], Both(), sep="-", end="|\n")
print(1, 2, sep="", end="")
print("", "x", "", sep=",")
print(1, 2, sep=None, end=None, file=None, flush=None)
print(sep="never seen", end="only the end\n")
print(*range(5), sep="\n")
noisy = Noisy()
print("a", Both(), sep=" + ", file=noisy)
print("b", end="", file=noisy, flush=True)
print(file=noisy)
print(noisy.calls)
text = io.StringIO()
print("into", "memory", file=text)
print(repr(text.getvalue()))
attempt(1, sep=3)
attempt(1, end=b"")
attempt(1, foo=3)
attempt(1, file=3)
attempt(1, file=object())
attempt(NotText())
attempt("before", NotText())
saved, sys.stdout = sys.stdout, noisy
print("captured")
sys.stdout = saved
print(noisy.calls[-2:])
sys.stdout = None
print("nowhere")
sys.stdout = saved
print("é € 🐍", "tab\there", "nul" + chr(0) + "inside")
print("flushed", flush=True)
print(print("x"))
