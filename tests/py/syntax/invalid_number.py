# SPDX-License-Identifier: MIT
# A name that begins with a digit.
# Errors: all

first = 1
2nd = 2
print(first)
