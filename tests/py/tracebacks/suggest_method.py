# SPDX-License-Identifier: MIT
# A misspelt method of a built-in type; the error is a cause.
# Errors: all


def collect(words):
    result = []
    for word in words:
        result.apend(word.upper())
    return result


try:
    collect(["a", "b"])
except AttributeError as error:
    raise RuntimeError("could not collect") from error
