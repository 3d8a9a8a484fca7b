# SPDX-License-Identifier: MIT
# `from None` hides what came before; a note is shown.
# Errors: all


def lookup(table, key):
    try:
        return table[key]
    except KeyError:
        error = AttributeError("no attribute " + key)
        error.add_note("while looking things up")
        error.add_note("a second note")
        raise error from None


print(lookup({"a": 1}, "a"))
lookup({}, "b")
