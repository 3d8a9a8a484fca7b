# SPDX-License-Identifier: MIT
# A name is used before its global statement.
# Errors: all

limit = 10


def raise_limit():
    if limit < 100:
        global limit
        limit = 100


raise_limit()
