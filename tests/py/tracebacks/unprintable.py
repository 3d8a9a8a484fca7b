# SPDX-License-Identifier: MIT
# Exceptions whose text cannot be made, is empty, or has lines.
# Errors: all


class Silent(Exception):
    def __str__(self):
        return ""


class Broken(Exception):
    def __str__(self):
        raise ValueError("no text")


class Outer:
    class Inner(Exception):
        pass


try:
    try:
        try:
            raise Silent("ignored")
        except Silent:
            raise Outer.Inner("two\nlines")
    except Outer.Inner:
        raise KeyError("a key")
except KeyError as error:
    print(repr(error))
    raise Broken(1) from error
