# SPDX-License-Identifier: MIT
# None as one of several targets.
# Errors: all

first, None, third = 1, 2, 3
print(first, third)
