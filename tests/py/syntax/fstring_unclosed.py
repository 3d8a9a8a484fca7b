# SPDX-License-Identifier: MIT
# An f-string whose field has no end.
# Errors: all

name = "x"
print(f"hello {name")
