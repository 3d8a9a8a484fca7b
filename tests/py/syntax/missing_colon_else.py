# SPDX-License-Identifier: MIT
# An else without its colon.
# Errors: all

def sign(number):
    if number < 0:
        return -1
    else
        return 1


print(sign(3))
