# SPDX-License-Identifier: MIT
# An operator of other languages.
# Errors: all

a = True
b = False
if a && b:
    print("both")
