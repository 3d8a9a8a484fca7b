# SPDX-License-Identifier: MIT
# except A, B: as Python 2 had it.
# Errors: all

try:
    value = int("x")
except ValueError, TypeError:
    print("no number")
