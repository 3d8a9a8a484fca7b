# SPDX-License-Identifier: MIT
# A keyword argument given twice in one call.
# Errors: all

def box(width, height, depth):
    return width * height * depth


print(box(width=1, height=2, depth=3))
print(box(1, height=2,
          depth=3, height=4))
