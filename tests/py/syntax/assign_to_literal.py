# SPDX-License-Identifier: MIT
# A literal on the left side.
# Errors: all

limit = 5
if limit:
    "limit" = 6
print(limit)
