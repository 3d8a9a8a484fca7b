# SPDX-License-Identifier: MIT
# A return at module level, in a loop.
# Errors: all

for number in range(10):
    if number % 7 == 6:
        print("never shown")
        return number
