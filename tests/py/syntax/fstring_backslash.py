# SPDX-License-Identifier: MIT
# A backslash in the expression of an f-string.
# Errors: all

lines = ["a", "b"]
print(f"{', '.join(lines)}")
print(f"{'\n'.join(lines)}")
