# SPDX-License-Identifier: MIT
# A parenthesis too many.
# Errors: all

def double(value):
    return (value * 2))


print(double(4))
