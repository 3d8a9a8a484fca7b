# SPDX-License-Identifier: MIT
# A triple-quoted string without its end.
# Errors: all

def documented():
    """What this does
    is never said completely.
    return 1


print(documented())
