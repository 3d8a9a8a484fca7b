# SPDX-License-Identifier: MIT
# nonlocal outside of any function.
# Errors: all

counter = 0


def increment():
    global counter
    counter += 1


nonlocal counter
increment()
