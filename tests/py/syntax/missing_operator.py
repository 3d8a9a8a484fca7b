# SPDX-License-Identifier: MIT
# Two names side by side, outside of parentheses.
# Errors: all

total = 3
count = 4
average = total count
print(average)
