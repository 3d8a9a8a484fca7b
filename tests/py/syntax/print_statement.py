# SPDX-License-Identifier: MIT
# print as Python 2 had it.
# Errors: all

values = {"a": 1, "b": 2}
for key in values:
    print key, values[key]
