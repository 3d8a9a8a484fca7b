# SPDX-License-Identifier: MIT
# Something behind a backslash.
# Errors: all

total = 1 + \
    2
total = total + \ 3
print(total)
