# SPDX-License-Identifier: MIT
# A bracket is closed by the wrong thing some lines later.
# Errors: all

table = {
    "one": (1,
            [2, 3),
    "two": 2,
}
print(table)
