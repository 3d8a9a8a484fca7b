# SPDX-License-Identifier: MIT
# A line that is indented for no reason.
# Errors: all

first = 1
second = 2
    third = 3
print(first + second + third)
