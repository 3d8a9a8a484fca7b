# SPDX-License-Identifier: MIT
# Two parameters with one name.
# Errors: all

def distance(x, y, z=0, *, scale=1, x2=0, y=1):
    return abs(x2 - x) * scale + y + z


print(distance(1, 2))
