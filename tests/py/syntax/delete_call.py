# SPDX-License-Identifier: MIT
# del of the result of a call.
# Errors: all

items = [1, 2, 3]
del items[0], items[-1]
del len(items)
print(items)
