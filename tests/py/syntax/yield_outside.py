# SPDX-License-Identifier: MIT
# A yield in a class body.
# Errors: all

def generator():
    yield 1


class Wrong:
    values = [1, 2]
    first = yield values
