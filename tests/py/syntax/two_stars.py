# SPDX-License-Identifier: MIT
# Two starred targets in one assignment.
# Errors: all

first, *middle, last = range(5)
*head, middle, *tail = range(5)
print(first, middle, last)
