# SPDX-License-Identifier: MIT
# := as a statement.
# Errors: all

if (n := 3) > 2:
    print(n)
m := 4
