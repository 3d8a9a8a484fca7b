# SPDX-License-Identifier: MIT
# A parameter without a default behind one with.
# Errors: all

def power(base=2, exponent, modulus=None):
    return pow(base, exponent, modulus)


print(power(2, 3))
