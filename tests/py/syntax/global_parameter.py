# SPDX-License-Identifier: MIT
# A parameter that is declared global.
# Errors: all

def scale(values, factor):
    global factor
    return [value * factor for value in values]


print(scale([1], 2))
