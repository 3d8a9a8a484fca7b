# SPDX-License-Identifier: MIT
# An else that belongs to nothing.
# Errors: all

found = False
for item in [1, 2]:
    if item == 2:
        found = True
print(found)
else:
    print("nothing")
