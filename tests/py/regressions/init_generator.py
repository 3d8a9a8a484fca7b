# SPDX-License-Identifier: MIT
"""An __init__ that is a generator function: the call fails, nothing is lost."""


class Wrong:
    alive = 0

    def __new__(cls, *args):
        Wrong.alive += 1
        return super().__new__(cls)

    def __del__(self):
        Wrong.alive -= 1

    def __init__(self):
        yield 1


class Plain:
    def __init__(self):
        self.x = yield

    def __del__(self):
        print("gone")


for cls in (Wrong, Plain):
    try:
        cls()
    except TypeError as error:
        print(error)
    print(cls.__name__, Wrong.alive)
