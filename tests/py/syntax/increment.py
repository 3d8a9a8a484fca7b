# SPDX-License-Identifier: MIT
# ++ at the end of a line.
# Errors: all

count = 0
while count < 3:
    print("never shown")
    count++
