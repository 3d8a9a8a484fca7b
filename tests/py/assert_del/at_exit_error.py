# SPDX-License-Identifier: MIT
"""Destructors run behind the traceback of an uncaught exception."""


class Noisy:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return self

    def __exit__(self, *args):
        print("exit", self.name, args[0].__name__)

    def __del__(self):
        print("del", self.name)


kept = Noisy("kept")
with Noisy("with") as other:
    print("about to fail")
    raise LookupError("nothing catches this")
