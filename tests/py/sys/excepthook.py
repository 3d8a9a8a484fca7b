# SPDX-License-Identifier: MIT
"""sys.excepthook of one's own reports what nobody caught; the status stays 1.
And where stderr is replaced, the usual one writes there."""

import io
import sys


class Shown(io.StringIO):
    def write(self, text):
        return sys.stdout.write(text.replace("Traceback", "TRACEBACK"))


def hook(kind, value, traceback):
    print("the hook got", kind.__name__, value.args, type(traceback).__name__)
    print(sys.excepthook is hook, sys.__excepthook__ is not hook)
    1 / 0


def fails():
    raise LookupError("nobody", "catches")


try:
    fails()
except LookupError:
    kind, value, traceback = sys.exc_info()
    print(kind, repr(value), type(traceback).__name__)
    saved, sys.stderr = sys.stderr, io.StringIO()
    sys.excepthook(kind, value, traceback)
    text, sys.stderr = sys.stderr.getvalue(), saved
    print([line for line in text.splitlines() if line[0] != " "])
    print("in fails" in text, "raise LookupError" in text)
print(sys.exc_info())
try:
    sys.excepthook(1, 2)
except TypeError as error:
    print("TypeError")
sys.excepthook = hook
sys.stderr.flush()
fails()
