# SPDX-License-Identifier: MIT
# += of two targets at once.
# Errors: all

x = y = 0
for step in range(3):
    x, y += 1, 2
print(x, y)
