# SPDX-License-Identifier: MIT
# Built-in names and constants are suggested last.
# Errors: all

values = [3, 1, 2]
print(sorted(values))
if values:
    flag = true
