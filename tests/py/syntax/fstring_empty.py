# SPDX-License-Identifier: MIT
# An f-string with nothing between its braces.
# Errors: all

name = "x"
width = 5
print(f"{name:>{width}} and {name!r}")
print(f"{name} is {}")
