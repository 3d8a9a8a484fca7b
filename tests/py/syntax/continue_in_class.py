# SPDX-License-Identifier: MIT
# A continue in a class body within a loop.
# Errors: all

for number in range(3):
    class Body:
        value = number
        continue
