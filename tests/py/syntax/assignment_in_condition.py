# SPDX-License-Identifier: MIT
# = where == was meant, behind a name.
# Errors: all

choice = 3
while choice > 0:
    choice -= 1
    if choice = 2:
        print("two")
