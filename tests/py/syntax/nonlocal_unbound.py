# SPDX-License-Identifier: MIT
# nonlocal names what only the module has.
# Errors: all

counter = 0


def outer():
    def inner():
        nonlocal counter
        counter += 1
    inner()


outer()
