# SPDX-License-Identifier: MIT
# A conditional expression without its else.
# Errors: all

score = 7
label = ("good" if score > 5)
print(label)
