# SPDX-License-Identifier: MIT
# A comma that is missing between two arguments.
# Errors: all

width = 3
print("width is", width "and that's it")
