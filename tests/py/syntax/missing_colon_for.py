# SPDX-License-Identifier: MIT
# A for loop without its colon.
# Errors: all

total = 0
for index, value in enumerate([3, 1, 2])
    total += index * value
print(total)
