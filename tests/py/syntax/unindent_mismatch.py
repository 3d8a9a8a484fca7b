# SPDX-License-Identifier: MIT
# A line goes back to an indentation that nothing has.
# Errors: all

def find(items, wanted):
    for index, item in enumerate(items):
        if item == wanted:
            return index
      return -1


print(find("abc", "c"))
